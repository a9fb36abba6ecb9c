"""From the ledger of a fold to the values handed out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from loans.core.dues import FEE, PENALTY, Due, Dues, Place
from loans.core.events import Component
from loans.core.ledger import Ledger
from loans.core.plan import Plan
from loans.core.rounding import to_decimal
from loans.core.state import Allocation, Amounts, ChargeState, Laid, Movement, RowState, State, Status

_CHARGE_NAMES: Final = {FEE: Component.FEE, PENALTY: Component.PENALTY}

_COLUMN: Final = {Laid.PAID: 4, Laid.WAIVED: 8, Laid.WRITTEN_OFF: 12}


def take_snapshot(ledger: Ledger, movements: Sequence[Movement]) -> State:
    """The state of a loan that has been disbursed; `movements` in the order of the statement."""
    assert ledger.plan is not None
    dues = ledger.dues
    numbers = _numbers(ledger.plan, dues)
    unpaid = Amounts(*(to_decimal(dues.owed(component)) for component in range(4)))
    overpaid = to_decimal(dues.credit)
    return State(
        status=_status(ledger, unpaid, overpaid),
        rows=_rows(ledger.plan, dues, numbers),
        instalments=len(ledger.plan.rows),
        charges=tuple(_charge(due, numbers) for due in dues.charges),
        movements=tuple(movements),
        allocations=_allocations(dues, numbers),
        unpaid=unpaid,
        overpaid=overpaid,
    )


def _status(ledger: Ledger, unpaid: Amounts, overpaid: object) -> Status:
    if ledger.written_off_by is not None:
        return Status.WRITTEN_OFF
    if any(unpaid):
        return Status.ACTIVE
    return Status.OVERPAID if overpaid else Status.CLOSED


def _numbers(plan: Plan, dues: Dues) -> dict[Place, int]:
    """Row numbers by place: the instalments, then one row for each date of later charges."""
    places = [(i, 0) for i in range(len(plan.rows))]
    places += sorted({due.place for due in dues.charges if due.place[1]})
    return {place: i + 1 for i, place in enumerate(places)}


def _rows(plan: Plan, dues: Dues, numbers: dict[Place, int]) -> tuple[RowState, ...]:
    """Scheduled, paid, waived and written off by component, for the instalments and the rows after them."""
    cells = {place: [0] * 16 for place in numbers}
    for due in dues.all:
        cells[due.place][due.component] += due.amount
    for receipt, due, amount in dues.laid:
        cells[due.place][_COLUMN[receipt.kind] + due.component] += amount
    days = {due.place: due.due_on for due in dues.charges}
    rows = []
    for place, number in numbers.items():
        if place[1]:
            dates, balance = (days[place], days[place]), 0
        else:
            row = plan.rows[place[0]]
            dates, balance = (row.due, row.due_on), row.balance
        rows.append(RowState(number, *dates, *map(to_decimal, (balance, *cells[place]))))
    return tuple(rows)


def _allocations(dues: Dues, numbers: dict[Place, int]) -> tuple[Allocation, ...]:
    cells: defaultdict[tuple[int, int, Laid], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for receipt, due, amount in dues.laid:
        cells[receipt.seq, numbers[due.place], receipt.kind][due.component] += amount
    return tuple(Allocation(*key, *map(to_decimal, cells[key])) for key in sorted(cells))


def _charge(due: Due, numbers: dict[Place, int]) -> ChargeState:
    name = _CHARGE_NAMES[due.component]
    return ChargeState(due.seq, name, due.due_on, numbers[due.place], to_decimal(due.amount), to_decimal(due.open))
