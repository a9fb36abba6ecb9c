"""Money received for no known loan: given to its loan once that is found, or paid back to who brought it."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from loans.errors import LoanError
from loans.models import Account, CashTransaction, Channel, Loan, LoanTransaction
from loans.services.cash import CashDraft, held_by_fund, post_cash, sent_before
from loans.services.exchanging import Tender, post_tender, worth_to
from loans.services.posting import Draft, lock_loan, post_entry, previous_entry
from loans.services.repayments import kind_of_cash
from office.models import User
from paper.core.numbers import format_amount

Kind = CashTransaction.Kind


@transaction.atomic
def give_to_loan(*, suspense_id: int, loan_id: int, amount: Money, key: UUID, by: User) -> LoanTransaction:
    """Pay the loan from suspended money, as of the day on which it was received (or the loan paid out). Once per key.

    `amount` is in the currency of the suspended money; a loan in the other one takes it at the rate of that day.
    Raises LoanError for more than is left, for a loan that was not paid out, and where no rate is set.
    """
    waiting, loan = _locked(suspense_id), lock_loan(loan_id)
    if loan.disbursed_on is None:
        raise LoanError(_("This loan was not paid out: the money cannot be given to it."))
    value_on = max(waiting.value_on, loan.disbursed_on)
    draft = _draft(waiting, loan, amount, value_on, key, by)
    if previous := previous_entry(draft, loan):
        return previous
    _check_left(waiting, amount)
    entry = post_entry(loan, draft)
    post_cash(CashDraft(
        kind=Kind.SUSPENSE_USED, fund=waiting.fund, amount=amount, value_on=value_on, key=uuid5(key, "used"), by=by,
        office=waiting.office, channel=Channel(waiting.channel), holder=_still_with(waiting, amount),
        takes_from=waiting, belongs_to=entry, posted_on=entry.posted_on,
    ))  # fmt: skip
    if entry.tendered:
        post_tender(entry, Tender(amount, Money(0, "KHR")))
    return entry


@transaction.atomic
def pay_back(*, suspense_id: int, value_on: date, key: UUID, by: User) -> CashTransaction:
    """Give back what is left of suspended money to who brought it, out of the office's box; takes a voucher number."""
    waiting = _locked(suspense_id)
    if previous := CashTransaction.objects.filter(key=key).first():
        return sent_before(key, kind=Kind.SUSPENSE_OUT, takes_from=waiting, amount=previous.amount)[0]
    left = _left(waiting)
    _check_left(waiting, left)
    return post_cash(CashDraft(
        kind=Kind.SUSPENSE_OUT, fund=waiting.fund, amount=left, value_on=value_on, key=key, by=by,
        office=waiting.office, channel=Channel(waiting.channel), takes_from=waiting,
    ))  # fmt: skip


def _draft(waiting: CashTransaction, loan: Loan, amount: Money, value_on: date, key: UUID, by: User) -> Draft:
    pays, tendered = amount, None
    if amount.currency.code != loan.currency:
        found = worth_to(loan, amount, on=value_on)
        if found is None:
            raise LoanError(_("No exchange rate is set for this day yet. Ask the manager to set it."))
        pays, tendered = found, amount
    details = {
        "suspense": waiting,
        "tendered": tendered,
        "paid_by": "self",
        "channel_reference": waiting.note[:60],
        "paper_no": waiting.paper_no,
    }
    return Draft(
        kind_of_cash(loan, value_on), pays, value_on, key, by, Channel(waiting.channel), details,
        holder=_still_with(waiting, amount),
    )  # fmt: skip


def _still_with(waiting: CashTransaction, amount: Money) -> User | None:
    """The officer who took the money, while they hold as much; later it is in the office's box."""
    if waiting.holder is None:
        return None
    held = held_by_fund(Account.OFFICER_CASH, amount.currency.code, holder=waiting.holder)
    return waiting.holder if held.get(waiting.fund_id, Decimal(0)) >= amount.amount else None


def _locked(suspense_id: int) -> CashTransaction:
    """Two people must not give away the same money."""
    rows = CashTransaction.objects.select_for_update(of=("self",)).select_related("fund", "office", "holder__key")
    return rows.get(pk=suspense_id, kind=Kind.SUSPENSE_IN)


def _left(waiting: CashTransaction) -> Money:
    found = CashTransaction.objects.waiting_in_suspense().filter(pk=waiting.pk).first()
    return found.left_money if found else Money(0, waiting.amount.currency)


def _check_left(waiting: CashTransaction, amount: Money) -> None:
    left = _left(waiting)
    if amount.currency != left.currency or not Money(0, left.currency) < amount <= left:
        said = format_amount(left.amount, left.currency.code)
        raise LoanError(_("Of this money %(amount)s is left.") % {"amount": said}, field="amount")
