"""Counting by months."""

from datetime import date

import pytest

from office.core.months import add_months, first_of, last_of, months_between, read_month


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 6, 1), 24, date(2028, 6, 1)),
    ],
)
def test_the_same_day_of_a_later_month(day, months, later):
    assert add_months(day, months) == later


def test_earlier_months():
    assert [add_months(date(2026, 11, 1), n) for n in (-11, 1, 2)] == [
        date(2025, 12, 1), date(2026, 12, 1), date(2027, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "last"), [("2024-02-10", 29), ("2026-02-01", 28), ("2026-12-31", 31)])
def test_the_ends_of_a_month(day, last):
    day = date.fromisoformat(day)
    assert (first_of(day).day, last_of(day).day) == (1, last)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-11", date(2026, 11, 1)), ("2026-13", None), ("26-11", None), ("", None), ("0001-01", None), ("x", None)],
)
def test_months_are_read(text, month):
    assert read_month(text) == month


def test_months_between_two_days():
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert list(months_between(date(2025, 12, 31), january)) == [date(2025, 12, 1), january]
    assert list(months_between(february, january)) == []
