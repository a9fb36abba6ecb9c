"""Day counts: the length of a period in years, as an exact fraction (numerator, denominator)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from loans.core.calendar import days_in_month


class DayCount(StrEnum):
    """The conventions of docs/loan-rules.md; `actual/actual` takes each calendar year by its own length."""

    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"
    ACTUAL_364 = "actual/364"
    ACTUAL_ACTUAL = "actual/actual"


_THIRTY_360: Final = DayCount.THIRTY_360
_ACTUAL_ACTUAL: Final = DayCount.ACTUAL_ACTUAL
_YEAR: Final = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360, DayCount.ACTUAL_364: 364}


def year_fraction(start: date, end: date, day_count: DayCount, months: int | None) -> tuple[int, int]:
    """Years from `start` to `end` (start < end). `months` is the loan's rhythm when it counts months."""
    if day_count == _THIRTY_360:
        return thirty_360(start, end, months)
    if day_count == _ACTUAL_ACTUAL:
        return _actual_actual(start, end)
    return (end - start).days, _YEAR[day_count]


def thirty_360(start: date, end: date, months: int | None) -> tuple[int, int]:
    """Exactly `months` months count months/12, a clamped month end included; else 30/360 days."""
    apart = (end.year - start.year) * 12 + end.month - start.month
    first, last = start.day, end.day
    if apart == months and (first == last or _is_clamped(start, end)):
        return apart, 12
    return 30 * apart + min(last, 30) - min(first, 30), 360


def _is_clamped(start: date, end: date) -> bool:
    """One date is the last of its month because the month lacks the day of the other."""
    short = min(start, end, key=lambda day: day.day)
    return short.day == days_in_month(short.year, short.month)


def _actual_actual(start: date, end: date) -> tuple[int, int]:
    common = leap = 0
    day = start
    while day < end:
        until = end if day.year == end.year else date(day.year + 1, 1, 1)
        if days_in_month(day.year, 2) == 29:
            leap += (until - day).days
        else:
            common += (until - day).days
        day = until
    return common * 366 + leap * 365, 365 * 366
