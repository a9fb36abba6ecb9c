"""Counting by months of the calendar; a month is named by its first day."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

_WRITTEN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def add_months(day: date, months: int) -> date:
    """The same day of a later month; a month that lacks it gives its last day. Counts from `day`, not step by step."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_between(first: date, last: date) -> Iterator[date]:
    """From the month of `first` to the month of `last`, both included."""
    month = first_of(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def read_month(text: str) -> date | None:
    """2026-11; None for anything else, and for other centuries."""
    found = _WRITTEN.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
