"""Numbers and money: how they are printed, what is read, what is asked back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.core.errors import NotUnderstood
from paper.core.numbers import (
    format_amount,
    format_khmer_number,
    format_number,
    parse_amount,
    to_khmer_digits,
    to_latin_digits,
)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("100000", "KHR", "100,000៛"),
        ("0", "KHR", "0៛"),
        ("-0", "KHR", "0៛"),
        ("-100000", "KHR", "-100,000៛"),
        ("1234567890", "KHR", "1,234,567,890៛"),
        ("25.5", "USD", "$25.50"),
        ("0", "USD", "$0.00"),
        ("-25.5", "USD", "-$25.50"),
        ("1250", "USD", "$1,250.00"),
        ("1E+3", "USD", "$1,000.00"),
    ],
)
def test_money_is_printed_as_lenders_print_it(amount, currency, text):
    assert format_amount(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("100000", "KHR", "100000"),
        ("100,000", "KHR", "100000"),
        ("100.000", "KHR", "100000"),
        ("1.250", "KHR", "1250"),
        ("1,234,567", "KHR", "1234567"),
        ("១០០.០០០៛", "KHR", "100000"),
        ("១០០,០០០ រៀល", "KHR", "100000"),
        ("  5 000 ", "KHR", "5000"),
        ("5\u00a0000", "KHR", "5000"),
        ("5\u200b000", "KHR", "5000"),
        ("1 , 250", "KHR", "1250"),
        ("5000 riel", "KHR", "5000"),
        ("KHR 5000", "KHR", "5000"),
        ("0", "KHR", "0"),
        ("25", "USD", "25.00"),
        ("25.5", "USD", "25.50"),
        ("25,50", "USD", "25.50"),
        ("$25.50", "USD", "25.50"),
        ("25.50 $", "USD", "25.50"),
        ("US$ ២៥", "USD", "25.00"),
        ("25 ដុល្លារអាមេរិក", "USD", "25.00"),
        (".5", "USD", "0.50"),
        ("1,250.50", "USD", "1250.50"),
        ("1.250,50", "USD", "1250.50"),
        ("1 250", "USD", "1250.00"),
        ("1,250,000", "USD", "1250000.00"),
        ("1250.00", "USD", "1250.00"),
    ],
)
def test_what_has_one_reading_is_read(typed, currency, amount):
    assert str(parse_amount(typed, currency)) == amount


@pytest.mark.parametrize(
    ("typed", "currency", "code"),
    [
        ("1.250", "USD", "ambiguous"),
        ("1,250", "USD", "ambiguous"),
        ("១.២៥០", "USD", "ambiguous"),
        ("0.125", "USD", "decimals"),
        ("1250.125", "USD", "decimals"),
        ("1,250.125", "USD", "decimals"),
        ("100.5", "KHR", "decimals"),
        ("1,250.00", "KHR", "decimals"),
        ("0,100", "KHR", "decimals"),
        ("", "KHR", "empty"),
        (" ៛ ", "KHR", "empty"),
        ("-5", "USD", "negative"),
        ("-$5", "USD", "negative"),
        ("$-5", "USD", "negative"),
        ("−5000", "KHR", "negative"),
        ("(5000)", "KHR", "negative"),
        ("$5", "KHR", "wrong_currency"),
        ("5000៛", "USD", "wrong_currency"),
        ("9" * 16, "KHR", "too_large"),
        ("10$50", "USD", "unreadable"),
        ("$$5", "USD", "unreadable"),
        ("12 34", "KHR", "unreadable"),
        ("1,,000", "KHR", "unreadable"),
        ("1.000,000,00", "USD", "unreadable"),
        ("5²", "USD", "unreadable"),
        ("1e3", "USD", "unreadable"),
        ("NaN", "USD", "unreadable"),
        ("five", "USD", "unreadable"),
    ],
)
def test_what_has_no_or_two_readings_is_asked_back(typed, currency, code):
    with pytest.raises(NotUnderstood) as refusal:
        parse_amount(typed, currency)
    assert (refusal.value.code, refusal.value.text) == (code, typed)


@given(st.integers(0, 10**12 - 1), st.sampled_from(["{}", "{}៛", "៛ {}"]), st.booleans())
def test_riel_that_we_print_we_read_again(units, frame, khmer):
    number = format_khmer_number(units) if khmer else format_number(units)
    assert parse_amount(frame.format(number), "KHR") == units


@given(st.decimals(0, 10**12 - 1, places=2))
def test_dollars_that_we_print_we_read_again(amount):
    assert parse_amount(format_amount(amount, "USD"), "USD") == amount


def test_an_unknown_currency_is_a_mistake_of_the_program():
    for act in (lambda: format_amount(Decimal(1), "THB"), lambda: parse_amount("1", "THB")):
        with pytest.raises(ValueError, match="THB"):
            act()


def test_digits_go_both_ways():
    assert to_khmer_digits("R-2026") == "R-២០២៦"
    assert to_latin_digits("R-២០២៦") == "R-2026"
    assert format_khmer_number(Decimal("1234567.5"), places=1) == "១.២៣៤.៥៦៧,៥"
    assert format_number(Decimal("-0.4")) == "0"
    assert format_number(Decimal("2.5")) == "3"
