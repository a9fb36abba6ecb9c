"""Money of the other currency: what it pays of a loan, and the rows that tell what came in and what went back."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid5

from django.utils.translation import gettext as _
from moneyed import Money

from loans.core.exchange import change_in_riel, worth
from loans.errors import LoanError
from loans.models import CashTransaction, Loan, LoanTransaction
from loans.services.cash import CashDraft, post_cash
from office.models import ExchangeRate
from paper.core.numbers import format_amount

Kind = CashTransaction.Kind
OTHER: Final = {"KHR": "USD", "USD": "KHR"}


@dataclass(frozen=True, slots=True)
class Tender:
    """Money handed over in the other currency for an amount of the loan's, and the riel given back."""

    given: Money
    change: Money


def has_rate(on: date) -> bool:
    return ExchangeRate.objects.on(on) is not None


def worth_to(loan: Loan, given: Money, *, on: date) -> Money | None:
    """What the money pays of this loan; None while no rate is set for that day."""
    rate = ExchangeRate.objects.on(on)
    if rate is None:
        return None
    return Money(worth(given.amount, loan.currency, rate.riel_per_dollar), loan.currency)


def tender_for(amount: Money, given: Money, *, on: date) -> Tender:
    """Raises LoanError where less was handed over than the amount. A rate must be set for that day."""
    rate = ExchangeRate.objects.on(on)
    assert rate is not None, "asked before"
    change = change_in_riel(given.amount, amount.amount, amount.currency.code, rate.riel_per_dollar)
    if change < 0:
        value = worth(given.amount, amount.currency.code, rate.riel_per_dollar)
        said = {"given": format_amount(given.amount, given.currency.code),
                "worth": format_amount(value, amount.currency.code)}  # fmt: skip
        raise LoanError(_("%(given)s is worth %(worth)s: less than the amount.") % said, field="tendered")
    return Tender(given, Money(change, "KHR"))


def post_tender(entry: LoanTransaction, tender: Tender) -> None:
    """What came in in the other currency and the change that went out, beside the loan's entry."""
    rows = [(Kind.TENDERED, tender.given), (Kind.CHANGE_GIVEN, tender.change)]
    for kind, amount in rows:
        if amount:
            post_cash(CashDraft(
                kind=kind, fund=entry.loan.fund, amount=amount, value_on=entry.value_on, office=entry.office,
                key=uuid5(entry.key, kind), by=entry.entered_by, channel=entry.channel, holder=entry.holder,  # type: ignore[arg-type]
                belongs_to=entry, posted_on=entry.posted_on,
            ))  # fmt: skip
