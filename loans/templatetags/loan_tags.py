"""How figures of the loan core read on a page: `{% load loan_tags %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from paper.core.numbers import format_amount, format_number

register = template.Library()


@register.filter
def figure(amount: Decimal, currency: str) -> str:
    """An amount of the core with its currency."""
    return format_amount(amount, str(currency))


@register.filter
def row_due(row: Any) -> Decimal:
    """What a row asks for: everything scheduled and charged, less what was waived."""
    return row.total - getattr(row, "waived", 0)


@register.filter
def bare(amount: Decimal, currency: str) -> str:
    """An amount in a column whose currency stands above it."""
    return format_number(amount, 0 if str(currency) == "KHR" else 2)


@register.filter
def bear_interest(rows: Any) -> bool:
    """Whether a column for interest is worth its place."""
    return any(row.interest for row in rows)


@register.filter
def parts(movement: Any) -> list[tuple[str, Decimal]]:
    """The components of a movement that are not zero, by name."""
    names = {"principal": _("Principal"), "interest": _("Interest"), "fee": _("Fee"), "penalty": _("Penalty"),
             "overpaid": _("Credit")}  # fmt: skip
    return [(label, amount) for name, label in names.items() if (amount := getattr(movement, name, None))]
