"""What is typed about a line of the workplan."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.forms.fields import ColleagueField
from office.models import User
from office.money import CURRENCY_CHOICES
from office.validators import validate_khmer
from paper.forms import AmountField, DayField, in_chosen_currency
from trainings.models import Site, WorkplanLine


class SiteField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.commune.full_name


class LineForm(forms.Form):
    """A line, new or as it stands."""

    activity_km = forms.CharField(label=_("Activity in Khmer"), max_length=160, validators=[validate_khmer])
    activity_en = forms.CharField(label=_("Activity in English"), max_length=160)
    site = SiteField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("all sites"))
    responsible = ColleagueField(User.objects.none(), label=_("Who is responsible"))
    from_on = DayField(label=_("Planned from"))
    to_on = DayField(label=_("Planned to"))
    currency = forms.ChoiceField(label=_("Currency of the budget"), choices=CURRENCY_CHOICES)
    budget = AmountField(label=_("Budget"), required=False)

    def __init__(self, *args: Any, line: WorkplanLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A closed site, or a colleague who left, stays chosen where it was.
        sites = Site.objects.filter(Q(closed_on=None) | Q(pk=line.site_id if line else None))
        self.fields["site"].queryset = sites.select_related("commune").by_status()  # type: ignore[attr-defined]
        staff = User.objects.filter(Q(is_active=True) | Q(pk=line.responsible_id if line else None))
        self.fields["responsible"].queryset = staff.order_by("username")  # type: ignore[attr-defined]
        if line is not None:
            self._show(line)
        in_chosen_currency(self, "budget")

    def _show(self, line: WorkplanLine) -> None:
        self.fields["done_on"] = DayField(label=_("Done on"), required=False)
        if line.budget is not None:
            self.fields["currency"].initial = line.budget.currency.code
        for name in self.fields.keys() - {"currency"}:
            self.fields[name].initial = getattr(line, name)

    def values(self) -> dict[str, Any]:
        """The fields of the line: the budget carries its currency."""
        return {name: value for name, value in self.cleaned_data.items() if name != "currency"}


class DoneForm(forms.Form):
    done_on = DayField(label=_("Done on"))
