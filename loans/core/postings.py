"""Double entry as a difference of positions: what an entry posts is the loan's position after it less before it.

A position is a balance per account (debit positive) that sums to zero. Because it is computed from the whole
journal, a backdated entry that changes the split of later receipts posts exactly that change, on its own posting
date, and loan principal equals loans receivable on every date by construction.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Place(NamedTuple):
    """An account, and whose hands the cash is in where that matters."""

    account: str
    holder: int | None = None


Position = Mapping[Place, Decimal]


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the ledger: one debit, one credit, an amount above zero."""

    debit: Place
    credit: Place
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cash:
    """Money that moved with one standing entry: into (positive) or out of a cash account."""

    place: Place
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a loan's standing entries amount to; none is negative."""

    outstanding_principal: Decimal
    interest_paid: Decimal
    fee_paid: Decimal
    penalty_paid: Decimal
    credit: Decimal
    principal_written_off: Decimal
    recovered: Decimal


def position_of(totals: Totals, cash: Iterable[Cash]) -> dict[Place, Decimal]:
    """Debit positive. Interest, fees and penalties are income when received (cash basis)."""
    position = {
        Place("receivable"): totals.outstanding_principal,
        Place("interest_income"): -totals.interest_paid,
        Place("fee_income"): -totals.fee_paid,
        Place("penalty_income"): -totals.penalty_paid,
        Place("credit"): -totals.credit,
        Place("write_off_expense"): totals.principal_written_off,
        Place("recoveries"): -totals.recovered,
    }
    for moved in cash:
        position[moved.place] = position.get(moved.place, Decimal(0)) + moved.amount
    return {place: amount for place, amount in position.items() if amount}


def postings(before: Position, after: Position) -> list[Posting]:
    """The rows that lead from one position to the other.

    Raises ValueError where the change does not balance: a bug, never a user's doing.
    """
    change = {p: after.get(p, Decimal(0)) - before.get(p, Decimal(0)) for p in {**before, **after}}
    if sum(change.values()):
        raise ValueError("the position does not balance")
    return list(_matched(change))


def _matched(change: Mapping[Place, Decimal]) -> Iterator[Posting]:
    debits = [(place, amount) for place, amount in change.items() if amount > 0]
    credits = [(place, -amount) for place, amount in change.items() if amount < 0]
    while debits and credits:
        (debit, owed), (credit, given) = debits.pop(0), credits.pop(0)
        amount = min(owed, given)
        yield Posting(debit, credit, amount)
        if owed > amount:
            debits.insert(0, (debit, owed - amount))
        if given > amount:
            credits.insert(0, (credit, given - amount))
