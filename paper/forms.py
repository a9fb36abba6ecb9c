"""Form fields that read amounts and dates as people here type them, and ask back rather than guess."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from paper.core.dates import parse_date
from paper.core.errors import NotUnderstood
from paper.core.numbers import format_number, parse_amount

AMOUNT_WORDS: dict[str, Any] = {
    "empty": _("Enter an amount."),
    "unreadable": _("This is not an amount. Write it like 100,000 or 25.50."),
    "ambiguous": _("This can be read in two ways. Write 1250 or 1.25 dollars."),
    "decimals": _("This has too many decimals: riel have none, dollars two."),
    "negative": _("The amount must be above zero."),
    "too_large": _("This amount is too large."),
    "wrong_currency": _("This amount names another currency."),
}
MINUS = ("-", "\u2212", "\u2013")
SIGNS = {"KHR": "៛", "USD": "$"}
DATE_WORDS: dict[str, Any] = {
    "empty": _("Enter a date."),
    "unreadable": _("This is not a date. Write it like 21/11/2026."),
    "ambiguous": _("Write the year with four digits."),
    "impossible": _("There is no such day."),
}


class AmountField(forms.CharField):
    """An amount in one currency, with Khmer or Latin digits; gives Money."""

    def __init__(self, *, currency: str = "KHR", **kwargs: Any) -> None:
        self.currency = currency
        self.shows_unit = True
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    @property
    def unit(self) -> str:
        """Stands behind the field."""
        return SIGNS[self.currency] if self.shows_unit else ""

    def clean(self, value: Any) -> Money | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Money(parse_amount(text, self.currency), self.currency)
        except NotUnderstood as unclear:
            raise ValidationError(AMOUNT_WORDS.get(unclear.code, AMOUNT_WORDS["unreadable"])) from unclear

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Money):
            return format_number(value.amount, 0 if self.currency == "KHR" else 2)
        return value


class SignedAmountField(AmountField):
    """An amount that may be a loss, with a minus before it: -50,000."""

    def clean(self, value: Any) -> Money | None:
        text = str(value or "").strip()
        is_loss = text[:1] in MINUS
        amount = super().clean(text.lstrip("".join(MINUS)) if is_loss else value)
        return -amount if is_loss and amount is not None else amount


def in_chosen_currency(form: forms.Form, *names: str) -> None:
    """These amounts are in the currency chosen beside them, which a fixed sign would contradict."""
    proposed = form.get_initial_for_field(form.fields["currency"], "currency")
    chosen = form.data.get(form.add_prefix("currency")) if form.is_bound else proposed
    for name in names:
        field = form.fields[name]
        field.shows_unit = False  # type: ignore[attr-defined]
        field.currency = chosen if chosen in SIGNS else "KHR"  # type: ignore[attr-defined]


class DayField(forms.DateField):
    """A day from the browser's calendar, or typed with Khmer or Latin digits."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return parse_date(value)
        except NotUnderstood as unclear:
            raise ValidationError(DATE_WORDS.get(unclear.code, DATE_WORDS["unreadable"])) from unclear


class KeyField(forms.UUIDField):
    """A hidden key made with the form: sent twice, the form is one entry."""

    widget = forms.HiddenInput
    default_error_messages = {
        name: _("This form is damaged. Open it anew; nothing was recorded.") for name in ("required", "invalid")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"initial": uuid4, **kwargs})


def parse_days(text: str) -> list[date]:
    """Days one after the other, separated by spaces, commas, semicolons or new lines. Raises ValidationError."""
    days = []
    for part in text.replace(";", " ").replace(",", " ").split():
        try:
            days.append(parse_date(part))
        except NotUnderstood as unclear:
            raise ValidationError(
                _("“%(text)s” is not a date. Write it like 21/11/2026."), params={"text": part}
            ) from unclear
    return days
