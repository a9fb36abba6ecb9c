"""Dates: how they are written, what is read, what is asked back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.core.dates import (
    long_date_en,
    long_date_km,
    parse_date,
    short_date,
    weekday_date_en,
    weekday_date_km,
)
from paper.core.errors import NotUnderstood

DAY = date(2026, 11, 21)


def test_the_written_forms():
    assert long_date_km(DAY) == "ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦"
    assert weekday_date_km(DAY) == "ថ្ងៃសៅរ៍ ទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦"
    assert short_date(date(2026, 1, 5)) == "05/01/2026"
    assert long_date_en(DAY) == "21 November 2026"
    assert weekday_date_en(DAY) == "Saturday 21 November 2026"


@pytest.mark.parametrize(
    "typed",
    [
        "21/11/2026",
        "21-11-2026",
        "21.11.2026",
        "2026-11-21",
        "2026/11/21",
        " 21 / 11 / 2026 ",
        "២១/១១/២០២៦",
        "21 ខែវិច្ឆិកា 2026",
        "២១ វិច្ឆិកា ២០២៦",
        "២១វិច្ឆិកា២០២៦",
        "21 ខែ 11 ឆ្នាំ 2026",
        "ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦",
        "ថ្ងៃ ទី ២១ ខែ វិច្ឆិកា ឆ្នាំ ២០២៦",
        "ថ្ងៃសៅរ៍ ទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦",
        "ថ្ងៃទី២១\u200b ខែ\u200bវិច្ឆិកា ឆ្នាំ២០២៦",
        "21 November 2026",
        "21 nov 2026",
    ],
)
def test_a_date_with_one_reading_is_read(typed):
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("21/11/26", "ambiguous"),  # which century, or which is the year?
        ("ថ្ងៃអាទិត្យ ទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦", "impossible"),  # that day is a Saturday
        ("11/21/2026", "impossible"),
        ("31/02/2026", "impossible"),
        ("29/02/2026", "impossible"),
        ("00/01/2026", "impossible"),
        ("21/11/2570", "impossible"),  # a Buddhist year
        ("21/11-2026", "unreadable"),
        ("21 11 2026", "unreadable"),
        ("2026", "unreadable"),
        ("21 ខែមិគសិរ 2026", "unreadable"),  # a lunar month
        ("tomorrow", "unreadable"),
        ("21/11/20266", "unreadable"),
    ],
)
def test_other_dates_are_asked_back(typed, code):
    with pytest.raises(NotUnderstood) as refusal:
        parse_date(typed)
    assert refusal.value.code == code


def test_the_month_of_february_has_two_common_spellings():
    assert parse_date("5 កុម្ភៈ 2026") == parse_date("5 កុម្ភះ 2026") == date(2026, 2, 5)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_form_that_we_write_we_read_again(day):
    for write in (long_date_km, weekday_date_km, long_date_en, short_date, date.isoformat):
        assert parse_date(write(day)) == day
