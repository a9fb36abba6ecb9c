"""The proposed schedule of a loan: due dates, principal and interest, before anything has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from loans.core.choices import Currency
from loans.core.plan import Plan, due_dates
from loans.core.rounding import HUNDREDTH, ZERO, hundredths
from loans.core.terms import Terms

_NEW = tuple.__new__


class ScheduleRow(NamedTuple):
    """One instalment. `due` is unmoved, `due_on` moved; `balance` is the principal left after it."""

    number: int
    due: date
    due_on: date
    balance: Decimal
    principal: Decimal
    interest: Decimal
    fee: Decimal = ZERO
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows in the order of their due dates; the schedule carries the currency of all their amounts."""

    currency: Currency
    rows: tuple[ScheduleRow, ...]

    @property
    def has_heavy_last_row(self) -> bool:
        """The last instalment is above three times every other: shown as a warning, never refused."""
        *others, last = (row.total for row in self.rows)
        return bool(others) and last > 3 * max(others)


def build_schedule(terms: Terms) -> Schedule:
    """The schedule of the whole principal, disbursed on the day agreed. `terms` must be accepted.

    Interest and instalments are rounded once from their exact value; the last row takes what is left.
    Source: docs/loan-rules.md, "Terms". OverflowError when due dates run beyond the calendar.
    """
    # Built as `_make` does and with the Decimal first: half the time of ScheduleRow(...) and int times Decimal.
    rows = [
        _NEW(ScheduleRow, (
            number, row.due, row.due_on, HUNDREDTH * row.balance, HUNDREDTH * row.principal,
            HUNDREDTH * row.interest, ZERO, ZERO,
        ))
        for number, row in enumerate(propose(terms).rows, start=1)
    ]  # fmt: skip
    return Schedule(terms.currency, tuple(rows))


def propose(terms: Terms) -> Plan:
    """The plan behind the proposed schedule, in whole hundredths."""
    plan = Plan(terms, terms.disbursed_on, due_dates(terms, terms.disbursed_on))
    plan.disburse(terms.disbursed_on, hundredths(terms.principal))
    return plan
