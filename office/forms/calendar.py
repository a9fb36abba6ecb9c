"""Forms about holidays, exchange rates and policy figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms.fields import DayField, FigureField
from office.models import PolicyFigure
from office.validators import validate_khmer


class HolidayForm(forms.Form):
    holiday_on = DayField(label=_("Date"))
    name_km = forms.CharField(label=_("Name in Khmer"), max_length=120, validators=[validate_khmer])
    name_en = forms.CharField(label=_("Name in English"), max_length=120)


class RateForm(forms.Form):
    rate_on = DayField(label=_("Date"))
    riel_per_dollar = FigureField(label=_("Riel for one dollar"), max_digits=9, decimal_places=2)


class PolicyForm(forms.Form):
    name = forms.ChoiceField(label=_("Figure"), choices=PolicyFigure.Name.choices)
    value = FigureField(label=_("Value"), max_digits=12, decimal_places=2)
    from_on = DayField(label=_("From"))
