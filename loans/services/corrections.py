"""What changes a loan without a client's payment: charges and their waiver, credit paid back, early settlement."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.core.events import Component
from loans.core.fold import settlement_quote
from loans.core.refusals import Refused
from loans.core.state import Settlement
from loans.errors import Doubtful, LoanError
from loans.folding import events_of, journal_of, terms_of
from loans.models import Channel, Loan, LoanStatus, LoanTransaction, PaidBy
from loans.refusals import words_for
from loans.services.amounts import check_amount, check_paid_out_on
from loans.services.posting import Draft, lock_loan, post_entry, previous_entry
from office.models import User

Kind = LoanTransaction.Kind
CHARGES = (Kind.FEE, Kind.PENALTY)


@transaction.atomic
def charge(
    *, loan_id: int, kind: Kind, amount: Money, value_on: date, key: UUID, by: User, reason: str
) -> LoanTransaction:
    """Charge a fee or a penalty, due on `value_on`; once per key. Posts nothing: income when received."""
    assert kind in CHARGES
    loan = _open(loan_id)
    check_amount(amount)
    draft = Draft(kind, amount, value_on, key, by, details={"reason": loan.kept_reason(reason)})
    return previous_entry(draft, loan) or post_entry(loan, draft)


@transaction.atomic
def waive(
    *, loan_id: int, component: Component, amount: Money, value_on: date, key: UUID, by: User, reason: str
) -> LoanTransaction:
    """Forgive unpaid interest, fees or penalties, the oldest first; once per key. Principal is never waived."""
    loan = _open(loan_id)
    check_amount(amount)
    details = {"component": component.value, "reason": loan.kept_reason(reason)}
    draft = Draft(Kind.WAIVER, amount, value_on, key, by, details=details)
    return previous_entry(draft, loan) or post_entry(loan, draft)


@transaction.atomic
def refund_credit(
    *, loan_id: int, amount: Money, value_on: date, channel: Channel, key: UUID, by: User, reference: str = ""
) -> LoanTransaction:
    """Pay back what a client paid above everything owed; takes a voucher number. Once per key."""
    loan = lock_loan(loan_id)
    draft = Draft(Kind.REFUND, amount, value_on, key, by, channel, {"channel_reference": reference})
    if previous := previous_entry(draft, loan):
        return previous
    check_amount(amount, channel)
    check_paid_out_on(value_on)
    return post_entry(loan, draft)


def quote_settlement(loan: Loan, *, on: date) -> Settlement:
    """What settles the loan on that day: interest is owed for the days gone by only. Raises LoanError."""
    try:
        return settlement_quote(terms_of(loan), events_of(journal_of(loan)), on)
    except Refused as refused:
        raise LoanError(words_for(refused.refusal)) from refused


@transaction.atomic
def settle_loan(
    *, loan_id: int, amount: Money, value_on: date, key: UUID, by: User, channel: Channel = Channel.CASH,
    paid_by: PaidBy = PaidBy.SELF, reference: str = "", paper_no: str = "", sure: Collection[str] = (),
) -> LoanTransaction:  # fmt: skip
    """Early settlement with at least what is quoted for that day; once per key. What is more becomes credit.

    Raises LoanError at `amount` for less: that is an ordinary repayment, and the page offers to record it as one.
    """
    loan = lock_loan(loan_id)
    details: dict[str, Any] = {"paid_by": paid_by, "channel_reference": reference, "paper_no": paper_no}
    draft = Draft(Kind.SETTLEMENT, amount, value_on, key, by, channel, details)
    if previous := previous_entry(draft, loan):
        return previous
    if loan.status != LoanStatus.ACTIVE:
        raise LoanError(_("Only a loan that is being repaid can be settled early."))
    check_amount(amount, channel)
    if value_on > timezone.localdate() and "future" not in sure:
        raise Doubtful({"future": _("The date is in the future.")})
    least = Money(quote_settlement(loan, on=value_on).total, loan.currency)
    if amount < least:
        raise LoanError(_("This is less than what settles the loan. Record it as an ordinary repayment instead."),
                        field="amount")  # fmt: skip
    return post_entry(loan, draft)


def _open(loan_id: int) -> Loan:
    loan = lock_loan(loan_id)
    if loan.disbursed_on is None or loan.status == LoanStatus.WRITTEN_OFF:
        raise LoanError(_("The loan has moved on: it is now “%(status)s”.") % {"status": loan.get_status_display()})
    return loan
