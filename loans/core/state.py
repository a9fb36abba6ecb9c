"""The values a fold hands out: rows, movements, allocations, what is owed; amounts in the loan's currency."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from loans.core.events import Component, EventType
from loans.core.rounding import ZERO


class Status(StrEnum):
    """Where the loan stands after its events."""

    APPROVED = "approved"
    ACTIVE = "active"
    OVERPAID = "overpaid"
    CLOSED = "closed"
    WRITTEN_OFF = "written_off"


class Laid(StrEnum):
    """How an amount owed was met."""

    PAID = "paid"
    WAIVED = "waived"
    WRITTEN_OFF = "written_off"


class Amounts(NamedTuple):
    """An amount by component."""

    principal: Decimal = ZERO
    interest: Decimal = ZERO
    fee: Decimal = ZERO
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """The sum of the four components."""
        return self.principal + self.interest + self.fee + self.penalty

    def plus(self, other: Amounts) -> Amounts:
        """Component by component."""
        return Amounts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


NOTHING = Amounts()


class RowState(NamedTuple):
    """One row of the schedule. `due` is unmoved, `due_on` moved; `balance` is scheduled principal after it.

    Rows after the last instalment hold charges dated later, one row per date.
    """

    number: int
    due: datetime.date
    due_on: datetime.date
    balance: Decimal
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal
    paid_principal: Decimal = ZERO
    paid_interest: Decimal = ZERO
    paid_fee: Decimal = ZERO
    paid_penalty: Decimal = ZERO
    waived_principal: Decimal = ZERO  # always zero: principal is written off, never waived
    waived_interest: Decimal = ZERO
    waived_fee: Decimal = ZERO
    waived_penalty: Decimal = ZERO
    written_off_principal: Decimal = ZERO
    written_off_interest: Decimal = ZERO
    written_off_fee: Decimal = ZERO
    written_off_penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Everything scheduled or charged."""
        return sum(self[4:8], ZERO)

    @property
    def paid(self) -> Decimal:
        """Everything paid."""
        return sum(self[8:12], ZERO)

    @property
    def waived(self) -> Decimal:
        """Everything waived."""
        return sum(self[12:16], ZERO)

    @property
    def unpaid(self) -> Decimal:
        """What is still owed."""
        return self.total - sum(self[8:20], ZERO)

    @property
    def unpaid_principal(self) -> Decimal:
        """Principal still owed."""
        return self.principal - self.paid_principal - self.written_off_principal

    @property
    def unpaid_interest(self) -> Decimal:
        """Interest still owed."""
        return self.interest - self.paid_interest - self.waived_interest - self.written_off_interest


class ChargeState(NamedTuple):
    """One fee or penalty, the row `number` it joined, what of it is still owed. It is due on its own date."""

    seq: int
    component: Component
    date: datetime.date
    number: int
    amount: Decimal
    unpaid: Decimal


class Movement(NamedTuple):
    """One entry that moved money or debt, with the split it had when it was made.

    `overpaid` is what became credit (or, for a refund, was paid out of it); `balance` the principal owed
    after it, in the order of the fold. A reversed movement keeps what it had just before the reversal.
    """

    seq: int
    date: datetime.date
    type: EventType
    amount: Decimal
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal
    overpaid: Decimal
    balance: Decimal
    reversed: bool = False


class Allocation(NamedTuple):
    """What the movement `seq` met of the row `number`, as the schedule now stands.

    Credit that paid a later charge counts for the movement the credit came from.
    """

    seq: int
    number: int
    kind: Laid
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal


class Settlement(NamedTuple):
    """What settles the loan on `date`."""

    date: datetime.date
    principal: Decimal
    interest: Decimal
    fee: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of the four components."""
        return self.principal + self.interest + self.fee + self.penalty


class _Unpaid(NamedTuple):
    due_on: datetime.date
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class State:
    """A loan after its events: everything a page, a statement or a report needs to know of it.

    The first `instalments` of the rows are the schedule; those after them hold charges dated later.
    """

    status: Status
    rows: tuple[RowState, ...]
    instalments: int
    charges: tuple[ChargeState, ...]
    movements: tuple[Movement, ...]
    allocations: tuple[Allocation, ...]
    unpaid: Amounts
    overpaid: Decimal

    @property
    def outstanding(self) -> Decimal:
        """Everything unpaid: principal, interest (not yet due too), fees, penalties."""
        return self.unpaid.total

    @property
    def outstanding_principal(self) -> Decimal:
        """Principal still owed."""
        return self.unpaid.principal

    @property
    def unpaid_since(self) -> datetime.date | None:
        """The oldest due date with anything unpaid, past or to come; None when nothing is owed."""
        return self.oldest_unpaid()

    def oldest_unpaid(self, *, tolerance: Decimal = ZERO) -> datetime.date | None:
        """The due date up to which more than `tolerance` is unpaid; None when there is no such date."""
        owed = ZERO
        for item in sorted(self._items(), key=lambda item: item.due_on):
            owed += item.amounts.total
            if owed > tolerance:
                return item.due_on
        return None

    def days_past_due(self, on: datetime.date, *, tolerance: Decimal = ZERO) -> int:
        """Days from the oldest due date with more than `tolerance` unpaid. Due on `on` is not late."""
        since = self.oldest_unpaid(tolerance=tolerance)
        return max(0, (on - since).days) if since else 0

    def arrears(self, on: datetime.date) -> Amounts:
        """What fell due before `on` and is still unpaid. Due on `on` is not late."""
        return self._sum(item for item in self._items() if item.due_on < on)

    def amount_due(self, on: datetime.date) -> Amounts:
        """What has fallen due up to and including `on` and is still unpaid."""
        return self._sum(item for item in self._items() if item.due_on <= on)

    def _items(self) -> Iterator[_Unpaid]:
        """What is unpaid by the date it falls due: rows on their moved date, charges on their own.

        Nothing is owed on a proposed schedule, though its rows are unpaid.
        """
        if self.status == Status.APPROVED:
            return
        for row in self.rows:
            owed = Amounts(row.unpaid_principal, row.unpaid_interest)
            if any(owed):
                yield _Unpaid(row.due_on, owed)
        for charge in self.charges:
            if charge.unpaid:
                yield _Unpaid(charge.date, Amounts(**{charge.component.value: charge.unpaid}))

    @staticmethod
    def _sum(items: Iterator[_Unpaid]) -> Amounts:
        total = NOTHING
        for item in items:
            total = total.plus(item.amounts)
        return total
