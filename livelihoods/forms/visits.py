"""What an officer types at a visit: a phone's form, with what was told last beside each field."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from livelihoods.models import COSTS, FREE_TEXT_HINT, SALES, IncomeLine, Shock, Visit
from livelihoods.services import IncomeTold, VisitTold, month_of_last_30_days
from office.forms.fields import FigureField
from office.money import CURRENCY_CHOICES
from paper.forms import AmountField, DayField, KeyField, SignedAmountField, in_chosen_currency

Kind = IncomeLine.Kind
LINES = (*SALES, *COSTS)
MONEY_FIELDS = (*(kind.value for kind in LINES), "household", "stock_worth")
USED = [("", _("not looked at")), ("yes", _("yes")), ("no", _("no"))]


class VisitForm(forms.Form):
    key = KeyField()
    on = DayField(label=_("Date"))
    found = forms.ChoiceField(label=_("The business is"), choices=Visit.Found.choices, widget=forms.RadioSelect)
    used_as_agreed = forms.ChoiceField(label=_("Was the loan used as agreed?"), choices=USED, required=False)
    currency = forms.ChoiceField(label=_("Amounts in"), choices=CURRENCY_CHOICES, widget=forms.RadioSelect)
    products = AmountField(label=_("Sale of products"), required=False)
    services = AmountField(label=_("Services and repairs"), required=False)
    stock = AmountField(label=_("Stock, feed and materials"), required=False)
    wages = AmountField(label=_("Wages"), required=False)
    running = AmountField(label=_("Rent, power and transport"), required=False)
    other = AmountField(label=_("Other costs"), required=False)
    household = SignedAmountField(
        label=_("Net income of the household, all sources"), required=False,
        help_text=_("All income of the household in these 30 days less the costs of earning it; a loss with a minus."),
    )  # fmt: skip
    stock_worth = AmountField(label=_("Worth of the stock now"), required=False)
    jobs = FigureField(
        label=_("People working (full-day equivalent)"), required=False, max_digits=5, decimal_places=1,
        min_value=Decimal(0), help_text=_("Half days count half; the owner too."),
    )  # fmt: skip
    difficulty = forms.ChoiceField(
        label=_("Main difficulty"), choices=[("", "–"), *Visit.Difficulty.choices], required=False
    )
    shock = forms.ChoiceField(
        label=_("Did a misfortune strike?"), choices=[("", _("no")), *Shock.Kind.choices], required=False
    )
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False, help_text=FREE_TEXT_HINT)
    next_on = DayField(label=_("By"), required=False)

    parts = (
        (_("The business"), ("on", "found", "used_as_agreed")),
        (_("Sales in the last 30 days"), ("currency", "products", "services")),
        (_("Costs in the last 30 days"), ("stock", "wages", "running", "other")),
        (_("Household, stock and work"), ("household", "stock_worth", "jobs")),
        (_("What comes next"), ("difficulty", "shock", "next_step", "next_on")),
    )

    def __init__(self, *args: Any, asks_for_use: bool, last: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_use:
            del self.fields["used_as_agreed"]
        in_chosen_currency(self, *MONEY_FIELDS)
        for name, told in last.items():
            field = self.fields[name]
            field.help_text = " ".join(filter(None, (str(field.help_text), str(_("Last: %(told)s")) % {"told": told})))
        self.fields["next_step"].widget.attrs["autocomplete"] = "off"

    def in_parts(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Heading after heading, with the fields below each."""
        return ((title, [self[name] for name in names if name in self.fields]) for title, names in self.parts)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("next_step") and not values.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Enter by when."))
        if values.get("next_on") and not values.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Enter what is to be done."))
        return values

    def told(self) -> VisitTold:
        """What was typed, as the service takes it."""
        values = self.cleaned_data
        used = {"yes": True, "no": False}.get(values.get("used_as_agreed", ""))
        return VisitTold(
            on=values["on"], found=values["found"], income=self._income(), used_as_agreed=used,
            purpose=Visit.Purpose.FOLLOW_UP if used is None else Visit.Purpose.LOAN_USE,
            stock=_amount(values["stock_worth"]), jobs=values["jobs"], difficulty=values["difficulty"],
            shock=values["shock"], next_step=values["next_step"], next_on=values["next_on"],
        )  # fmt: skip

    def _income(self) -> IncomeTold:
        values = self.cleaned_data
        lines = {kind.value: values[kind].amount for kind in LINES if values[kind] is not None}
        on: date = values["on"]
        return IncomeTold(
            told_on=on, month=month_of_last_30_days(on), currency=values["currency"], lines=lines or None,
            household=_amount(values["household"]),
        )  # fmt: skip


def _amount(money: Any) -> Decimal | None:
    return None if money is None else money.amount
