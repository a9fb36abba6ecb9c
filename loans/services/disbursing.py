"""Paying out an approved loan."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from moneyed import Money

from loans.errors import LoanError
from loans.models import Channel, Loan, LoanStatus, LoanTransaction
from loans.services.amounts import check_paid_out_on
from loans.services.applications import oldest_valid_approval
from loans.services.funds import available, lock_fund
from loans.services.posting import Draft, lock_loan, post_entry, previous_entry
from office.core.money import summed
from office.models import User
from paper.core.dates import short_date
from paper.core.numbers import format_amount

Kind = LoanTransaction.Kind


@transaction.atomic
def pay_out(
    *, loan_id: int, value_on: date, channel: Channel, key: UUID, by: User, reference: str = "",
    amount: Money | None = None,
) -> LoanTransaction:  # fmt: skip
    """Pay out what is left of the principal, or a part (`amount`); takes the next voucher number. Once per key.

    The fee is kept back from the first part. Refused above what the fund has. The schedule starts from the day of
    the first part, if it is not the planned one.
    """
    loan = lock_loan(loan_id)
    if amount is None and (sent := loan.transactions.filter(key=key).first()):
        amount = sent.amount  # sent again, when nothing may be left any more
    left = left_to_pay_out(loan)
    draft = Draft(Kind.DISBURSEMENT, amount or left, value_on, key, by, channel, {"channel_reference": reference})
    if previous := previous_entry(draft, loan):
        return previous
    is_first = loan.status == LoanStatus.APPROVED
    if not is_first and (loan.status != LoanStatus.ACTIVE or not left):
        raise LoanError(_("The loan has moved on: it is now “%(status)s”.") % {"status": loan.get_status_display()})
    check_paid_out_on(value_on)
    if is_first:
        _check_approval(loan, value_on)
    _check_no_other(loan)
    _check_fund(loan, draft.amount, is_first=is_first)
    return post_entry(loan, draft)


def left_to_pay_out(loan: Loan) -> Money:
    """The principal agreed less what was paid out and not reversed."""
    parts = loan.transactions.standing().filter(kind=Kind.DISBURSEMENT)
    paid_out = summed(parts.aggregate(t=Sum("amount"))["t"])
    return Money(loan.principal.amount - paid_out, loan.currency)


def _check_approval(loan: Loan, value_on: date) -> None:
    approved_on = loan.approved_on
    if approved_on and value_on < approved_on:
        raise LoanError(_("The loan was approved after this date."), field="value_on")
    if approved_on and approved_on < oldest_valid_approval(on=value_on):
        raise LoanError(_("The approval of %(day)s has expired: the loan must be applied for anew.")
                        % {"day": short_date(approved_on)})  # fmt: skip


def _check_no_other(loan: Loan) -> None:
    if Loan.objects.active().filter(participant=loan.participant_id).exclude(pk=loan.pk).exists():
        raise LoanError(_("The participant has another open loan."))


def _check_fund(loan: Loan, amount: Money, *, is_first: bool) -> None:
    lock_fund(loan.fund)
    has = available(loan.fund, loan.currency)
    kept_back = Money(loan.fee if is_first else 0, loan.currency)
    if has < amount - kept_back:
        raise LoanError(_("The fund has only %(amount)s left.") % {"amount": format_amount(has.amount, loan.currency)})
