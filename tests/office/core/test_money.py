"""What can be counted out, and how an amount is written for machines."""

from decimal import Decimal

import pytest
from moneyed import Money

from office.core.money import is_countable, plain, zero


@pytest.mark.parametrize(
    ("amount", "currency", "countable"),
    [("100", "KHR", True), ("150", "KHR", False), ("0", "KHR", True), ("0.01", "USD", True), ("0.005", "USD", False)],
)
def test_countable(amount, currency, countable):
    assert is_countable(Money(Decimal(amount), currency)) is countable


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("100000", "KHR", "100000"), ("1E+5", "KHR", "100000"), ("25.5", "USD", "25.50"), ("0", "USD", "0.00")],
)
def test_plain(amount, currency, text):
    assert plain(Decimal(amount), currency) == text


def test_zero_keeps_its_currency():
    assert zero("KHR") == Money(0, "KHR") != zero("USD")
