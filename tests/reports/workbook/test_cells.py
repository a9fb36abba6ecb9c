"""What people type into a cell, and what it is read as; what can be read in two ways is asked back."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from reports.workbook import cells
from reports.workbook.findings import NotAccepted
from reports.workbook.opening import UNCALCULATED, ErrorValue, Percent


def refusal(read, *args):
    with pytest.raises(NotAccepted) as refused:
        read(*args)
    return refused.value.code


@pytest.mark.parametrize(("typed", "currency", "expected"), [
    (1250000, "KHR", "1250000"),
    (1250000.0, "KHR", "1250000"),
    ("1,250,000", "KHR", "1250000"),
    ("1.250.000៛", "KHR", "1250000"),
    ("១.២៥០.០០០ ៛", "KHR", "1250000"),
    ("  1 250 000 ", "KHR", "1250000"),
    ("500", "KHR", "500"),
    (25.1, "USD", "25.1"),
    (0.1 + 0.2, "USD", "0.3"),
    ("25.50", "USD", "25.5"),
    ("$1,250.75", "USD", "1250.75"),
    (999999999999.99, "USD", "999999999999.99"),
    (20, "USD", "20"),
])  # fmt: skip
def test_amounts_are_exact(typed, currency, expected):
    assert cells.amount(typed, currency) == Decimal(expected)


@pytest.mark.parametrize(("typed", "currency", "code"), [
    ("1,250", "USD", "amount.ambiguous"),
    ("1.250", "USD", "amount.ambiguous"),
    ("a lot", "KHR", "amount.unreadable"),
    (True, "KHR", "amount.boolean"),
    (1250.5, "KHR", "amount.decimals"),
    (25.123, "USD", "amount.decimals"),
    ("12.5", "KHR", "amount.decimals"),
    (1250, "KHR", "amount.not_countable"),
    ("៛1,250", "KHR", "amount.not_countable"),
    (0, "USD", "amount.zero"),
    (-100, "KHR", "amount.negative"),
    ("-100", "KHR", "amount.negative"),
    ("$20", "KHR", "amount.wrong_currency"),
    (10**15, "KHR", "amount.too_large"),
    (float("1e300"), "KHR", "amount.too_large"),
    (datetime(2026, 1, 1), "KHR", "amount.unreadable"),
    (Percent(0.5), "USD", "amount.unreadable"),
    (UNCALCULATED, "KHR", "cell.uncalculated"),
    (ErrorValue("#REF!"), "KHR", "cell.error"),
])  # fmt: skip
def test_amounts_asked_back(typed, currency, code):
    assert refusal(cells.amount, typed, currency) == code


@pytest.mark.parametrize(("typed", "expected"), [
    (datetime(2026, 11, 21, 14, 30), date(2026, 11, 21)),
    (date(2026, 11, 21), date(2026, 11, 21)),
    ("21/11/2026", date(2026, 11, 21)),
    ("២១/១១/២០២៦", date(2026, 11, 21)),
    ("2026-11-21", date(2026, 11, 21)),
    ("21 November 2026", date(2026, 11, 21)),
    ("ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦", date(2026, 11, 21)),
    (" 1.2.2026 ", date(2026, 2, 1)),
])  # fmt: skip
def test_dates_as_people_type_them(typed, expected):
    assert cells.day(typed) == expected


@pytest.mark.parametrize(("typed", "code"), [
    ("21/11/26", "date.ambiguous"),
    ("11/21/2026", "date.impossible"),
    ("30/2/2026", "date.impossible"),
    ("soon", "date.unreadable"),
    (46347, "date.not_a_date"),
    (True, "date.not_a_date"),
    (time(8, 30), "date.not_a_date"),
    (datetime(1899, 12, 30), "date.impossible"),
    (UNCALCULATED, "cell.uncalculated"),
])  # fmt: skip
def test_dates_asked_back(typed, code):
    assert refusal(cells.day, typed) == code


def test_due_dates_one_by_one():
    given = cells.days("15/12/2026; 15/1/2027;\n១៥/២/២០២៧")
    assert given == (date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 15))
    assert cells.days(datetime(2026, 12, 15)) == (date(2026, 12, 15),)


@pytest.mark.parametrize(("typed", "expected"), [
    (12, "12"), (12.5, "12.5"), ("12", "12"), ("12 %", "12"), ("១២%", "12"), ("0,5%", "0.5"), (Percent(0.12), "12"),
    (Percent(0.005), "0.5"), (0, "0"),
])  # fmt: skip
def test_rates(typed, expected):
    assert cells.rate(typed) == Decimal(expected)


@pytest.mark.parametrize(("typed", "code"), [
    (0.12, "rate.fraction"), ("0.12", "rate.fraction"), (120, "rate.out_of_range"), (-1, "rate.out_of_range"),
    ("twelve", "rate.unreadable"), (12.34567, "rate.out_of_range"), (True, "number.boolean"),
])  # fmt: skip
def test_rates_asked_back(typed, code):
    assert refusal(cells.rate, typed) == code


@pytest.mark.parametrize(("typed", "expected"), [(3, 3), (3.0, 3), ("3", 3), ("៣", 3), (" 12 ", 12)])
def test_whole_numbers(typed, expected):
    assert cells.whole(1, 12)(typed) == expected


@pytest.mark.parametrize(("typed", "code"), [
    (2.5, "number.not_whole"), (13, "number.out_of_range"), ("many", "number.unreadable"), (True, "number.boolean"),
    (datetime(2026, 1, 3), "number.unreadable"),
])  # fmt: skip
def test_whole_numbers_asked_back(typed, code):
    assert refusal(cells.whole(1, 12), typed) == code


@pytest.mark.parametrize(("typed", "expected"), [
    ("  P-1 ", "P-1"), (12, "12"), (12.0, "12"), ("ភូមិ\u200bថ្មី", "ភូមិថ្មី"), ("a\n b", "a b"),
])  # fmt: skip
def test_text(typed, expected):
    assert cells.text(10)(typed) == expected


@pytest.mark.parametrize(("typed", "code"), [
    ("x" * 11, "text.too_long"), (datetime(2026, 2, 1), "text.date"), (True, "text.boolean"),
])  # fmt: skip
def test_text_asked_back(typed, code):
    assert refusal(cells.text(10), typed) == code


@pytest.mark.parametrize("typed", [True, "yes", "YES", "បាទ", 1])
def test_yes(typed):
    assert cells.YES_OR_NO(typed) is True


@pytest.mark.parametrize("typed", [False, "no", "ទេ", 0])
def test_no(typed):
    assert cells.YES_OR_NO(typed) is False


@pytest.mark.parametrize(("one", "other"), [
    (1250000, "1,250,000៛"), (1250000.0, "១.២៥០.០០០"), (25.5, "$25.50"), (Percent(0.12), 12), ("12 %", 12),
])  # fmt: skip
def test_the_same_amount_however_typed(one, other):
    assert cells.same_number(one) == cells.same_number(other)


def test_the_same_day_however_typed():
    assert cells.same_day(datetime(2026, 11, 21)) == cells.same_day("២១/១១/២០២៦") == cells.same_day("21.11.2026")
