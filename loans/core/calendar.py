"""Due dates: stepping by days, weeks or months from an anchor, and moving off Sundays and holidays."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import Final

_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ONE_DAY: Final = timedelta(days=1)
_SUNDAY: Final = 6


class Unit(StrEnum):
    """What the frequency counts."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Shift(StrEnum):
    """Where a due date moves that falls on a Sunday or a holiday."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


def days_in_month(year: int, month: int) -> int:
    """The number of days of the month (1 to 12)."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _MONTH_LENGTHS[month - 1] + leap


def steps(anchor: date, counts: Iterable[int], every: int, unit: Unit) -> list[date]:
    """The dates so many periods of `every` units after the anchor. OverflowError after the year 9999.

    Months keep the anchor's day; a month that lacks it gives its last day. Each date is counted from the
    anchor: stepping on from 28 February would lose the 31st for good.
    """
    if unit == Unit.MONTHS:
        first = anchor.year * 12 + anchor.month - 1
        return [_in_month(first + count * every, anchor.day) for count in counts]
    days = every * (7 if unit == Unit.WEEKS else 1)
    return [anchor + timedelta(days=count * days) for count in counts]


def _in_month(month: int, day: int) -> date:
    """The day, or the last, of a month counted from the year 0."""
    year, month = month // 12, month % 12 + 1
    if year > MAXYEAR:
        raise OverflowError("date value out of range")
    return date(year, month, day if day < 29 else min(day, days_in_month(year, month)))


def working_day(day: date, shift: Shift, holidays: Container[date]) -> date:
    """`day`, or the nearest day in the direction of `shift` that is neither a Sunday nor a holiday."""
    if shift == Shift.NONE:
        return day
    move = _ONE_DAY if shift == Shift.NEXT else -_ONE_DAY
    while day.weekday() == _SUNDAY or day in holidays:
        day += move
    return day
