"""The rows of a repayment schedule as papers show them, with their totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from moneyed import Money

from loans.core.rounding import ZERO
from loans.core.state import RowState, State


@dataclass(frozen=True, slots=True)
class Row:
    """`charges`: fees and penalties. `amount`: everything due, less what was waived. `balance`: principal after."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    charges: Money
    waived: Money
    amount: Money
    paid: Money
    balance: Money
    is_instalment: bool  # with something to pay: no row of grace, none for a later charge alone
    is_paid: bool  # in full, or the rest waived


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the columns."""

    principal: Money
    interest: Money
    charges: Money
    waived: Money
    amount: Money
    paid: Money


def rows_from(state: State, currency: str) -> tuple[Row, ...]:
    return tuple(_row(row, currency, is_instalment=row.number <= state.instalments) for row in state.rows)


def totals_of(rows: Sequence[Row], currency: str) -> Totals:
    def total(name: str) -> Money:
        return Money(sum((getattr(row, name).amount for row in rows), ZERO), currency)

    return Totals(*(total(name) for name in ("principal", "interest", "charges", "waived", "amount", "paid")))


def _row(state: RowState, currency: str, *, is_instalment: bool) -> Row:
    def money(amount: Decimal) -> Money:
        return Money(amount, currency)

    return Row(
        number=state.number,
        due_on=state.due_on,
        principal=money(state.principal),
        interest=money(state.interest),
        charges=money(state.fee + state.penalty),
        waived=money(state.waived),
        amount=money(state.total - state.waived),
        paid=money(state.paid),
        balance=money(state.balance),
        is_instalment=is_instalment and bool(state.total),
        is_paid=state.paid + state.waived == state.total,
    )
