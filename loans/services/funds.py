"""Funds: capital received and returned, and what is left to lend."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from moneyed import Money

from loans.errors import KeyReused, LoanError
from loans.models import Account, CashTransaction, Channel, Fund, LedgerEntry, LoanTransaction
from loans.services.posting import cash_holder, open_day, paper_number
from office import trail
from office.core.money import summed
from office.models import NumberSeries, User

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
    if previous := CashTransaction.objects.filter(key=key).first():
        if (previous.fund_id, previous.amount, previous.value_on) != (fund.pk, amount, value_on):
            raise KeyReused
        return previous
    if amount.amount <= 0:
        raise LoanError(_("The amount must be above zero."), field="amount")
    return post_cash(
        kind=Kind.CAPITAL_IN,
        fund=fund,
        amount=amount,
        channel=channel,
        value_on=value_on,
        key=key,
        by=by,
        note=note,
    )


def post_cash(
    *,
    kind: Kind,
    fund: Fund,
    amount: Money,
    channel: Channel,
    value_on: date,
    key: UUID,
    by: User,
    note: str = "",
) -> CashTransaction:
    """Write a cash transaction with its ledger row, in the caller's transaction."""
    if by.office is None:
        raise LoanError(_("You belong to no office, so there is no cash box for this money."))
    holder = cash_holder(channel, by)
    moved = CashTransaction(  # type: ignore[misc]
        kind=kind, fund=fund, amount=amount, channel=channel, value_on=value_on, key=key, note=note, entered_by=by,
        office=by.office, posted_on=open_day(by.office),
    )  # fmt: skip
    if kind == Kind.SUSPENSE_IN:
        moved.number = paper_number(by.office, NumberSeries.Kind.RECEIPT, moved.posted_on)
    moved.save()
    cash = Account.BANK if channel != Channel.CASH else Account.OFFICER_CASH if holder else Account.OFFICE_CASH
    LedgerEntry.objects.create(
        fund=fund, office=by.office, posted_on=moved.posted_on, amount=amount.amount, currency=amount.currency.code,
        debit=cash, credit=Account.SUSPENSE if kind == Kind.SUSPENSE_IN else Account.CAPITAL, holder=holder,
        cash_transaction=moved,
    )  # fmt: skip
    trail.record(trail.Act.WRITE, moved, by=by, fields=[kind])
    return moved


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
