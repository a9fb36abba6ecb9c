"""What is owed, item by item, and what was laid on it: the allocation of money and of waivers.

Amounts here are whole hundredths.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from loans.core.choices import AllocationOrder
from loans.core.events import Event
from loans.core.plan import Plan
from loans.core.state import Laid

PRINCIPAL, INTEREST, FEE, PENALTY = range(4)
# In one instalment penalty, fee, interest, principal; what is paid ahead takes principal first.
_RANK: Final = (3, 2, 1, 0)
_RANK_AHEAD: Final = (0, 3, 2, 1)

# Row index, and for a charge after the last due date its day: such charges make rows of their own.
Place = tuple[int, int]


class Due:
    """One amount owed: the principal or the interest of a row, or one charge (`seq` is then its event's)."""

    __slots__ = ("amount", "component", "due_on", "open", "place", "seq")

    def __init__(self, component: int, place: Place, due_on: date, amount: int, seq: int = 0) -> None:
        self.component = component
        self.place = place
        self.due_on = due_on
        self.amount = self.open = amount
        self.seq = seq

    def is_seen_by(self, event: Event) -> bool:
        """Rule: an entry sees every charge keyed before it or dated on or before it."""
        return not self.seq or self.seq < event.seq or (event.date is not None and self.due_on <= event.date)


class Receipt:
    """What one movement laid: `split` as it was shown when made, `held` as it lies now, `credit` unused."""

    __slots__ = ("credit", "held", "kind", "seq", "split")

    def __init__(self, seq: int, kind: Laid) -> None:
        self.seq = seq
        self.kind = kind
        self.split = [0, 0, 0, 0]
        self.held = [0, 0, 0, 0]
        self.credit = 0


class Dues:
    """Everything owed on one loan, oldest first, and the receipts laid on it in the order of the fold."""

    def __init__(self, order: AllocationOrder) -> None:
        self.order = order
        self.receipts: list[Receipt] = []
        self.laid: list[tuple[Receipt, Due, int]] = []
        self.charges: list[Due] = []
        self.all: list[Due] = []
        self._rows: list[Due] = []
        self._moved: list[date] = []

    def follow(self, plan: Plan) -> None:
        """Take the rows as the plan now has them, and lay the earlier receipts over them again."""
        self._moved = [row.due_on for row in plan.rows]
        self._rows = []
        for i, row in enumerate(plan.rows):
            place = (i, 0)
            self._rows.append(Due(INTEREST, place, row.due_on, row.interest))
            self._rows.append(Due(PRINCIPAL, place, row.due_on, row.principal))
        for charge in self.charges:
            charge.place = self._place(charge.due_on)
        self._sort()
        self._lay_again()

    def charge(self, component: int, event: Event, amount: int) -> None:
        """Add a charge to the row whose period, by moved dates, holds its date (a due date too)."""
        assert event.date is not None
        self.charges.append(Due(component, self._place(event.date), event.date, amount, event.seq))
        self._sort()

    def _place(self, on: date) -> Place:
        row = bisect_left(self._moved, on)
        return (row, 0) if row < len(self._moved) else (row, on.toordinal())

    def _sort(self) -> None:
        self.all = self._rows
        if self.charges:
            self.all = sorted(
                [*self._rows, *self.charges],
                key=lambda due: (due.place, _RANK[due.component], due.due_on, due.seq),
            )

    def open_to(self, event: Event) -> list[Due]:
        """What the event sees unpaid, in the order in which it is paid."""
        found = [due for due in self.all if due.open and due.is_seen_by(event)]
        if self.order == AllocationOrder.INSTALMENT_FIRST:
            return found
        on = event.date
        assert on is not None
        now = [due for due in found if due.due_on <= on]
        ahead = [due for due in found if due.due_on > on]
        now.sort(key=lambda due: _RANK[due.component])
        ahead.sort(key=lambda due: (due.place, _RANK_AHEAD[due.component]))
        return now + ahead

    def owed(self, component: int) -> int:
        """The unpaid sum of one component."""
        return sum(due.open for due in self.all if due.component == component)

    def charged(self, component: int) -> int:
        """The whole sum of one component, paid or not."""
        return sum(due.amount for due in self.all if due.component == component)

    def receive(self, event: Event, kind: Laid) -> Receipt:
        """Open the receipt of a movement."""
        receipt = Receipt(event.seq, kind)
        self.receipts.append(receipt)
        return receipt

    def lay(self, receipt: Receipt, amount: int, dues: Iterable[Due]) -> int:
        """Meet `dues` in their order; what is left of `amount`."""
        for due in dues:
            if not amount:
                break
            part = self._put(receipt, due, amount)
            receipt.split[due.component] += part
            amount -= part
        return amount

    def use_credit(self, amount: int, dues: Sequence[Due]) -> None:
        """Pay up to `amount` of `dues` out of the credit, the oldest credit first; splits stay as shown."""
        for receipt in self.receipts:
            for due in dues:
                part = self._put(receipt, due, min(receipt.credit, amount))
                receipt.credit -= part
                amount -= part

    def refund(self, amount: int) -> None:
        """Take credit away, the oldest first; there must be enough."""
        for receipt in self.receipts:
            part = min(receipt.credit, amount)
            receipt.credit -= part
            amount -= part

    @property
    def credit(self) -> int:
        """Money received and not yet laid."""
        return sum(receipt.credit for receipt in self.receipts)

    def _put(self, receipt: Receipt, due: Due, amount: int) -> int:
        part = min(due.open, amount)
        if part:
            due.open -= part
            receipt.held[due.component] += part
            self.laid.append((receipt, due, part))
        return part

    def _lay_again(self) -> None:
        """Rule: component totals stay, in their order over the new rows, oldest first.

        Interest paid above the new interest becomes principal, then credit; a waiver above it lapses.
        """
        self.laid = []
        for due in self.charges:
            due.open = due.amount
        excess = [(receipt, self._lay_held(receipt)) for receipt in self.receipts]
        principal = [due for due in self.all if due.component == PRINCIPAL]
        for receipt, left in excess:
            for due in principal if left else ():
                left -= self._put(receipt, due, left)
            receipt.credit += left

    def _lay_held(self, receipt: Receipt) -> int:
        """Lay what the receipt held, component by component; paid money that finds no place is returned."""
        held, receipt.held = receipt.held, [0, 0, 0, 0]
        left = list(held)
        for due in self.all:
            if left[due.component]:
                left[due.component] -= self._put(receipt, due, left[due.component])
        return sum(left) if receipt.kind == Laid.PAID else 0
