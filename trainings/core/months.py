"""Months, each named by its first day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FIRST_YEAR = 2000


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """`count` months later, or earlier where it is below zero."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """From the month of `first` to the month of `last`, both included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = month_after(month)


def read_month(text: str) -> date | None:
    """2026-11; None for anything else, and for years in which nothing was planned."""
    found = _WRITTEN.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) < FIRST_YEAR + 100:
        return None
    return date(int(found[1]), int(found[2]), 1)
