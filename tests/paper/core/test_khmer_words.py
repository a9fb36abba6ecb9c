"""Amounts in words. The Khmer numbers were read off km-num2text 1.0.1, style "normal", once."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.core.words import amount_in_words, number_en, number_km

DATA = Path(__file__).parent.parent / "data" / "number_words.tsv"
SAMPLE = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("number", "words"), SAMPLE)
def test_khmer_numbers_read_as_in_the_sample(number, words):
    assert number_km(int(number)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (19, "nineteen"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (115, "one hundred and fifteen"),
        (1005, "one thousand and five"),
        (305_000, "three hundred and five thousand"),
        (1_250_345, "one million two hundred and fifty thousand three hundred and forty-five"),
        (2_000_000_000, "two billion"),
    ],
)
def test_english_numbers(number, words):
    assert number_en(number) == words


@pytest.mark.parametrize(
    ("amount", "currency", "khmer", "english"),
    [
        ("100000", "KHR", "មួយសែនរៀលគត់", "One hundred thousand riel only"),
        ("0", "KHR", "សូន្យរៀលគត់", "Zero riel only"),
        ("25", "USD", "ម្ភៃប្រាំដុល្លារអាមេរិកគត់", "Twenty-five US dollars only"),
        ("1", "USD", "មួយដុល្លារអាមេរិកគត់", "One US dollar only"),
        ("25.50", "USD", "ម្ភៃប្រាំដុល្លារអាមេរិក និងហាសិបសេន", "Twenty-five US dollars and fifty cents"),
        ("0.01", "USD", "មួយសេន", "One cent"),
    ],
)
def test_amounts_in_both_languages(amount, currency, khmer, english):
    assert amount_in_words(Decimal(amount), currency, "km") == khmer
    assert amount_in_words(Decimal(amount), currency, "en") == english


@pytest.mark.parametrize(("amount", "currency"), [("-1", "KHR"), ("0.5", "KHR"), ("1.005", "USD"), ("1E+16", "KHR")])
def test_what_cannot_be_handed_over_has_no_words(amount, currency):
    with pytest.raises(ValueError):
        amount_in_words(Decimal(amount), currency, "km")


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_two_numbers_never_share_their_words(one, other):
    assert (one == other) == (number_km(one) == number_km(other)) == (number_en(one) == number_en(other))
