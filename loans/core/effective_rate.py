"""The effective annual rate: the yearly rate at which what the client pays is worth what was handed out.

A rate is no money: the solver (pyxirr) works in floating point, and the answer is rounded to a Decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from math import isfinite
from typing import Final

import pyxirr

from loans.core.daycount import DayCount, thirty_360
from loans.core.rounding import hundredths
from loans.core.schedule import propose
from loans.core.terms import Terms

_PLACES: Final = Decimal("0.000001")
# A fee over a loan of a day gives a yearly rate of many digits; it is a rate all the same.
_SOLVER_ERROR: Final = Decimal("1e-8")  # of 1 + rate
_KNOWN_TO_THE_PLACE: Final = 1000  # above 100,000 % the sixth place is beyond the solver
_WIDE: Final = Context(prec=400)
_ORIGIN: Final = date(1, 1, 1)
_DAY_COUNTS: Final = {
    DayCount.ACTUAL_365: pyxirr.DayCount.ACT_365F,
    DayCount.ACTUAL_360: pyxirr.DayCount.ACT_360,
    DayCount.ACTUAL_364: pyxirr.DayCount.ACT_364,
    DayCount.ACTUAL_ACTUAL: pyxirr.DayCount.ACT_ACT_ISDA,
    DayCount.THIRTY_360: pyxirr.DayCount.THIRTY_E_360,
}


def effective_rate(terms: Terms) -> Decimal | None:
    """The effective annual rate of the proposed schedule as a fraction (0.195618), to six places, half up.

    Rule: the cash flows on unmoved dates, net of the fee kept back; years are sums of the 30/360 period
    fractions whatever the loan's own day count, so that a month is 1/12. None where there is no such rate.
    """
    rows = propose(terms).rows
    periods = ((row.start, row.due) for row in rows)
    days = (0, *elapsed_360ths(periods, terms.rhythm_months))
    paid_out = hundredths(terms.fee) - hundredths(terms.principal)
    amounts = [float(paid_out), *(float(row.principal + row.interest) for row in rows)]
    # Every period is a whole number of 360ths of a year: counted as days of an actual/360 year.
    dates = [_ORIGIN + timedelta(days=day) for day in days]
    rate = pyxirr.xirr(dates, amounts, day_count=pyxirr.DayCount.ACT_360, silent=True)
    rounded = _rounded(rate)
    return None if rate is None or rounded is None else _settled(Decimal(rate), rounded, days, amounts)


def dated_rate(flows: Iterable[tuple[date, Decimal]], day_count: DayCount) -> Decimal | None:
    """XIRR of dated flows (paid out below zero), to six places; None where there is no such rate."""
    dates, amounts = zip(*((day, float(amount)) for day, amount in flows), strict=True)
    return _rounded(pyxirr.xirr(dates, amounts, day_count=_DAY_COUNTS[day_count], silent=True))


def monthly_rate(flows: Sequence[Decimal]) -> Decimal | None:
    """The effective annual rate of flows one month apart, to six places; None where there is none."""
    monthly = pyxirr.irr([float(amount) for amount in flows], silent=True)
    return _rounded(None if monthly is None else (1 + monthly) ** 12 - 1)


def elapsed_360ths(periods: Iterable[tuple[date, date]], months: int | None) -> Iterable[int]:
    """The years from the start of the first period to the end of each, in 360ths, by 30/360."""
    elapsed = 0
    for start, due in periods:
        numerator, denominator = thirty_360(start, due, months)
        elapsed += numerator * 360 // denominator
        yield elapsed


def _settled(rate: Decimal, rounded: Decimal, days: Sequence[int], amounts: Sequence[float]) -> Decimal:
    """The rounded rate, settled beside a half of the last place by the sign of what the flows are worth there.

    The solver is exact to some nine digits. One sum paid out and many paid back are worth less the higher the rate.
    """
    half = (rate / _PLACES).to_integral_value(ROUND_FLOOR, _WIDE) * _PLACES + _PLACES / 2
    if rate > _KNOWN_TO_THE_PLACE or abs(rate - half) > _SOLVER_ERROR * (1 + rate):
        return rounded
    growth = 1 + half
    worth = sum(Decimal(amount) / growth ** (Decimal(day) / 360) for day, amount in zip(days, amounts, strict=True))
    return (half + _PLACES / 2 if worth >= 0 else half - _PLACES / 2).quantize(_PLACES)


def _rounded(rate: float | None) -> Decimal | None:
    if rate is None or not isfinite(rate):
        return None
    rounded = Decimal(rate).quantize(_PLACES, ROUND_HALF_UP, _WIDE)
    return rounded if rounded else abs(rounded)  # no minus zero
