"""The rate held against the legal ceiling: the nominal rate, with the fees spread over the loan's life.

Source: docs/loan-rules.md, for Prakas B7-017-109 (18 % a year). Late penalties stand outside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from loans.core.choices import Method
from loans.core.effective_rate import elapsed_360ths
from loans.core.rounding import Rounding, hundredths, round_ratio
from loans.core.schedule import build_schedule
from loans.core.terms import Terms

_MILLIONTHS: Final = 1_000_000


class Due(Protocol):
    """A row of a schedule, proposed or standing."""

    @property
    def due(self) -> date: ...
    @property
    def principal(self) -> Decimal: ...


class _Life(NamedTuple):
    principal: int  # hundredths
    principal_360ths: int  # each part of principal times the 360ths of a year it is out


def ceiling_rate(terms: Terms, *, rows: Iterable[Due] | None = None, start: date | None = None) -> Decimal | None:
    """annual_rate + 100 x fees / (principal x average life in years), in percent, six places rounded up.

    For new loans of the proposed schedule; for a rescheduled or refinanced one pass its `rows` and the day
    it `start`ed. Years are 30/360 sums. None when the principal is out for no time at all. Rounded up, so
    that a rate above the ceiling never looks as if it met it.
    """
    life = _life(terms, rows or build_schedule(terms).rows, start or terms.disbursed_on)
    if not life.principal_360ths:
        return None
    fees = round_ratio(hundredths(terms.fee) * 100 * 360 * _MILLIONTHS, life.principal_360ths, 1, Rounding.UP)
    rate = Decimal(0) if terms.method == Method.NONE else terms.annual_rate
    return rate + Decimal(fees) / _MILLIONTHS


def average_life(terms: Terms, *, rows: Iterable[Due] | None = None, start: date | None = None) -> Decimal:
    """The years the principal is out, weighted by its parts; 30/360, to six places."""
    life = _life(terms, rows or build_schedule(terms).rows, start or terms.disbursed_on)
    years = round_ratio(life.principal_360ths * _MILLIONTHS, life.principal * 360, 1, Rounding.HALF_UP)
    return Decimal(years) / _MILLIONTHS


def _life(terms: Terms, rows: Iterable[Due], start: date) -> _Life:
    parts, periods = [], []
    for row in rows:
        parts.append(hundredths(row.principal))
        periods.append((start, row.due))
        start = row.due
    elapsed = elapsed_360ths(periods, terms.rhythm_months)
    return _Life(sum(parts), sum(part * days for part, days in zip(parts, elapsed, strict=True)))
