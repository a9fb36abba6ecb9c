"""Budget beside cost: per month, per line, per currency; figures small enough to check by eye."""

from datetime import date
from decimal import Decimal

from trainings.core.budget import Figure, Pair, lay_out

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
LINES = ("staff", "travel", "other")


def figure(month, line, amount, currency="KHR"):
    return Figure(month, line, currency, Decimal(amount))


def pair(budget, actual):
    return Pair(Decimal(budget), Decimal(actual))


def test_months_and_lines_sum_to_the_same_total():
    budget = [figure(JANUARY, "staff", 100), figure(JANUARY, "travel", 40), figure(FEBRUARY, "staff", 100)]
    actual = [figure(JANUARY, "travel", 50), figure(JANUARY, "travel", 5), figure(FEBRUARY, "staff", 70)]
    [sheet] = lay_out(budget, actual, lines=LINES)
    assert sheet.months == ((JANUARY, pair(140, 55)), (FEBRUARY, pair(100, 70)))
    assert sheet.lines == (("staff", pair(200, 70)), ("travel", pair(40, 55)))
    assert sheet.total == pair(240, 125)
    assert [each.difference for _name, each in sheet.lines] == [130, -15]
    assert (sheet.until(JANUARY), sheet.until(date(2025, 12, 1))) == (pair(140, 55), pair(0, 0))


def test_currencies_have_sheets_of_their_own():
    sheets = lay_out([figure(JANUARY, "staff", 100)], [figure(JANUARY, "staff", 3, "USD")], lines=LINES)
    assert [(s.currency, s.total) for s in sheets] == [("KHR", pair(100, 0)), ("USD", pair(0, 3))]


def test_nothing_planned_and_nothing_spent_is_no_sheet():
    assert lay_out([], [], lines=LINES) == ()
