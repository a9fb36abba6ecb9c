"""Ways to look at the books that do not use the product's own: beancount, and the journal folded by hand."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from beancount import loader
from beancount.core import realization

from loans.documents.journal import beancount_account, rows_between, to_beancount
from loans.models import Account, LedgerEntry


def beancount_balances() -> dict[tuple[str, str], Decimal]:
    """What beancount itself adds up, by account and currency; fails on any error of `bean-check`."""
    text = "\n".join(to_beancount(rows_between(None, None)))
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    found = {}
    for account in realization.iter_children(realization.realize(entries)):
        for position in account.balance:
            if position.units.number:
                found[account.account, position.units.currency] = position.units.number
    return found


def our_balances() -> dict[tuple[str, str], Decimal]:
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in LedgerEntry.objects.select_related("fund"):
        totals[beancount_account(row, row.debit), row.currency] += row.amount
        totals[beancount_account(row, row.credit), row.currency] -= row.amount
    return {place: amount for place, amount in totals.items() if amount}


def receivable(*, on: date, currency: str = "KHR") -> Decimal:
    """Loans receivable as at the close of a posting day."""
    rows = LedgerEntry.objects.filter(posted_on__lte=on, currency=currency)
    debits = sum((row.amount for row in rows.filter(debit=Account.RECEIVABLE)), Decimal(0))
    return debits - sum((row.amount for row in rows.filter(credit=Account.RECEIVABLE)), Decimal(0))
