"""Funds: capital received and returned, and what is left to lend."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.errors import LoanError
from loans.models import Account, CashTransaction, Channel, Fund, LedgerEntry, LoanTransaction
from loans.services.amounts import check_amount
from loans.services.cash import (
    CashDraft,
    cash_account,
    cash_holder,
    held_by_fund,
    office_of,
    post_cash,
    sent_before,
)
from office.core.money import summed
from office.models import User
from paper.core.numbers import format_amount

Kind = CashTransaction.Kind
CASH_ACCOUNTS = (Account.BANK, Account.OFFICE_CASH, Account.OFFICER_CASH)


@dataclass(frozen=True, slots=True)
class FundPosition:
    """A fund in one currency, from the ledger. `turned_over`: how many times each unit of capital was lent."""

    capital: Money
    available: Money
    receivable: Money
    lent: Money
    repaid: Money
    lost: Money

    @property
    def turned_over(self) -> Decimal | None:
        return (self.lent.amount / self.capital.amount).quantize(Decimal("0.01")) if self.capital.amount else None


@transaction.atomic
def receive_capital(
    *, fund: Fund, amount: Money, value_on: date, key: UUID, by: User, channel: Channel, note: str = ""
) -> CashTransaction:
    """Capital put into a fund. Once per key."""
    return _move_capital(Kind.CAPITAL_IN, fund, amount, value_on, key, by, channel, note)


@transaction.atomic
def return_capital(
    *, fund: Fund, amount: Money, value_on: date, key: UUID, by: User, channel: Channel, note: str = ""
) -> CashTransaction:
    """Capital given back to who gave it. Once per key. Refused above what the fund has there, and of its own."""
    lock_fund(fund)
    if not CashTransaction.objects.filter(key=key).exists():
        has = available(fund, amount.currency.code)
        there = _held(fund, amount.currency.code, channel, by)
        if min(has, there) < amount:
            least = format_amount(min(has, there).amount, amount.currency.code)
            raise LoanError(_("The fund has only %(amount)s left.") % {"amount": least}, field="amount")
    return _move_capital(Kind.CAPITAL_OUT, fund, amount, value_on, key, by, channel, note)


def _move_capital(
    kind: Kind, fund: Fund, amount: Money, value_on: date, key: UUID, by: User, channel: Channel, note: str
) -> CashTransaction:
    if previous := sent_before(key, kind=kind, fund_id=fund.pk, amount=amount, value_on=value_on):
        return previous[0]
    check_amount(amount, channel)
    if value_on > timezone.localdate():
        raise LoanError(_("Money is recorded once it has moved: this date is still to come."), field="value_on")
    return post_cash(CashDraft(
        kind=kind, fund=fund, amount=amount, channel=channel, value_on=value_on, key=key, by=by, office=office_of(by),
        holder=cash_holder(channel, by), note=note,
    ))  # fmt: skip


def _held(fund: Fund, currency: str, channel: Channel, by: User) -> Money:
    holder = cash_holder(channel, by)
    account = cash_account(channel, holder.pk if holder else None)
    held = held_by_fund(account, currency, office=office_of(by), holder=holder)
    return Money(held.get(fund.pk, Decimal(0)), currency)


def lock_fund(fund: Fund) -> None:
    """The fund's row is the lock: two payouts at once must not both see the same money."""
    Fund.objects.select_for_update().get(pk=fund.pk)


def fund_position(fund: Fund, currency: str) -> FundPosition:
    def balance(*accounts: str) -> Money:
        return account_balance(fund, currency, *accounts)

    disbursed = LoanTransaction.objects.standing().filter(
        kind=LoanTransaction.Kind.DISBURSEMENT, loan__fund=fund, amount_currency=currency
    )
    lent = Money(summed(disbursed.aggregate(t=Sum("amount"))["t"]), currency)
    receivable, written_off = balance(Account.RECEIVABLE), balance(Account.WRITE_OFF_EXPENSE)
    return FundPosition(
        capital=-balance(Account.CAPITAL),
        available=available(fund, currency),
        receivable=receivable,
        lent=lent,
        repaid=lent - receivable - written_off,
        lost=written_off + balance(Account.RECOVERIES),
    )


def available(fund: Fund, currency: str) -> Money:
    """What the fund has at the bank and in cash, less what it holds for others: credit owed and suspense."""
    return account_balance(fund, currency, *CASH_ACCOUNTS, Account.CREDIT, Account.SUSPENSE)


def account_balance(fund: Fund, currency: str, *accounts: str) -> Money:
    """Debits less credits of these accounts together."""
    totals = LedgerEntry.objects.filter(fund=fund, currency=currency).aggregate(
        debits=Sum("amount", filter=Q(debit__in=accounts)),
        credits=Sum("amount", filter=Q(credit__in=accounts)),
    )
    return Money(summed(totals["debits"]) - summed(totals["credits"]), currency)
