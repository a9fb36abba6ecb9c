"""What is typed about a site, its budget and its cost."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from office.core.months import add_months, first_of, read_month
from office.forms.fields import CommunesField
from office.models import Place
from office.money import CURRENCY_CHOICES
from paper.forms import AmountField, DayField, KeyField, in_chosen_currency
from trainings.models import CostLine, Site

MONTHS_BACK, MONTHS_AHEAD = 12, 36


class MonthField(forms.ChoiceField):
    """A month near this one, chosen from a list; cleaned to its first day."""

    def around(self, day: date) -> None:
        months = (add_months(first_of(day), count) for count in range(-MONTHS_BACK, MONTHS_AHEAD + 1))
        self.choices = [(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months]
        self.initial = f"{day:%Y-%m}"

    def clean(self, value: Any) -> date | None:
        return read_month(super().clean(value))


class ProvinceForm(forms.Form):
    """Whose communes are offered: asked by GET."""

    province = forms.ModelChoiceField(Place.objects.none(), label=_("Province"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Place.objects.filter(level=Place.Level.PROVINCE).order_by("code")
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]


class SitesForm(forms.Form):
    """Communes that become planned sites."""

    planned_start = DayField(label=_("Planned start"), required=False)

    def __init__(self, *args: Any, communes: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communes"] = CommunesField(communes)


class SiteForm(forms.Form):
    """The dates of a site."""

    planned_start = DayField(label=_("Planned start"), required=False)
    started_on = DayField(label=_("Started on"), required=False, help_text=_("From this day the site is active."))
    closed_on = DayField(label=_("Closed on"), required=False, help_text=_("Empty while it goes on."))

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(site, name)


class BudgetForm(forms.Form):
    """The same amounts for each month of a span; what is left empty stays as it is."""

    first = MonthField(label=_("First month"))
    last = MonthField(label=_("Last month"), help_text=_("The amounts below hold for each of these months."))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].around(on)  # type: ignore[attr-defined]
        for line in CostLine:
            self.fields[line.value] = AmountField(label=capfirst(line.label), required=False)
        in_chosen_currency(self, *CostLine.values)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.amounts():
            raise forms.ValidationError(_("Enter an amount for at least one line; 0 if nothing is planned any more."))
        return values

    def amounts(self) -> dict[str, Money]:
        typed = {line: self.cleaned_data[line] for line in CostLine.values}
        return {line: amount for line, amount in typed.items() if amount is not None}


class CostForm(forms.Form):
    """A sum spent. The key it carries makes a second sending harmless."""

    key = KeyField()
    line = forms.ChoiceField(label=_("Cost line"), choices=CostLine.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    amount = AmountField(label=_("Amount"))
    spent_on = DayField(label=_("Spent on"))
    reference = forms.CharField(
        label=_("Number of the voucher"), max_length=40, required=False, help_text=_("No names."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spent_on"].initial = on
        in_chosen_currency(self, "amount")

    def entry(self) -> dict[str, Any]:
        """The arguments of `record_cost`: the amount carries its currency."""
        return {name: value for name, value in self.cleaned_data.items() if name != "currency"}


class ReversalForm(forms.Form):
    key = KeyField()
