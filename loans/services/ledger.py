"""The ledger read: trial balance, an account's entries, and whether it agrees with the journals it comes from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from moneyed import Money

from loans.models import Account, Fund, LedgerEntry
from office.core.money import summed

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of a fund in one currency: all debits, all credits, and the balance (debit positive)."""

    account: Account
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        return self.debits - self.credits


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """One fund in one currency. Debits and credits are equal in every row of the ledger, so here too."""

    fund: Fund
    currency: str
    lines: tuple[AccountLine, ...]

    @property
    def debits(self) -> Money:
        return sum((line.debits for line in self.lines), Money(ZERO, self.currency))

    @property
    def credits(self) -> Money:
        return sum((line.credits for line in self.lines), Money(ZERO, self.currency))

    @property
    def is_balanced(self) -> bool:
        return self.debits == self.credits


def trial_balances(*, on: date) -> list[TrialBalance]:
    """Every fund and currency, as at the close of `on` by posting date, in two queries."""
    sides: dict[tuple[int, str], dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(lambda: [ZERO, ZERO]))
    posted = LedgerEntry.objects.filter(posted_on__lte=on).order_by()
    for side, name in enumerate(("debit", "credit")):
        for row in posted.values("fund", "currency", name).annotate(total=Sum("amount")):
            sides[row["fund"], row["currency"]][row[name]][side] += summed(row["total"])
    funds = Fund.objects.in_bulk()
    found = [
        TrialBalance(funds[fund], currency, tuple(_lines(accounts, currency)))
        for (fund, currency), accounts in sides.items()
    ]
    return sorted(found, key=lambda each: (each.fund.code, each.currency))


def entries_of(fund: Fund, currency: str, account: str) -> QuerySet[LedgerEntry]:
    """What touches an account, the newest first."""
    rows = LedgerEntry.objects.filter(fund=fund, currency=currency).filter(Q(debit=account) | Q(credit=account))
    sources = ("loan_transaction__loan", "cash_transaction", "schedule_change__loan")
    return rows.select_related(*sources).order_by("-posted_on", "-pk")


def _lines(accounts: dict[str, list[Decimal]], currency: str) -> Iterable[AccountLine]:
    for account in Account:
        if account in accounts:
            debits, credits = accounts[account]
            yield AccountLine(account, Money(debits, currency), Money(credits, currency))
