"""What the other rooms must know of loans without importing them: registered when the program starts."""

from collections.abc import Iterator

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import Participant
from loans.models import OPEN, Account, LedgerEntry, Loan, LoanStatus, PaperBook, ReversalRequest
from office.core.money import CURRENCIES, summed
from office.models import User
from paper.core.numbers import format_amount


def cash_in_hand(user: User) -> Iterator[Money]:
    """Cash that the officer took and has not handed over, per currency."""
    rows = LedgerEntry.objects.filter(holder=user)
    for currency in CURRENCIES:
        totals = rows.filter(currency=currency).aggregate(
            taken=Sum("amount", filter=Q(debit=Account.OFFICER_CASH)),
            given=Sum("amount", filter=Q(credit=Account.OFFICER_CASH)),
        )
        if held := summed(totals["taken"]) - summed(totals["given"]):
            yield Money(held, currency)


def holdings(user: User) -> list[str]:
    """One line for each thing an officer must hand over before being closed."""
    lines = [_("cash: %(amount)s") % {"amount": format_amount(m.amount, m.currency.code)} for m in cash_in_hand(user)]
    if loans := Loan.objects.filter(officer=user, status__in=OPEN).count():
        lines.append(_("open loans: %(count)s") % {"count": loans})
    if books := PaperBook.objects.filter(officer=user, returned_on=None).count():
        lines.append(_("receipt books: %(count)s") % {"count": books})
    return lines


def open_loan(participant: Participant) -> str | None:
    """Why the person cannot be forgotten yet: money is still owed, one way or the other."""
    unsettled = Loan.objects.filter(participant=participant, status__in=[*OPEN, LoanStatus.OVERPAID])
    if unsettled.exists():
        return _("A loan of this person is still open.")
    asked = ReversalRequest.objects.filter(transaction__loan__participant=participant, settled_at=None)
    return _("A reversal of this person's loan still waits.") if asked.exists() else None
