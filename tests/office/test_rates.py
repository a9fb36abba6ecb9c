"""Riel and dollars at the rate of the day."""

from datetime import date
from decimal import Decimal

import pytest
from moneyed import Money

from office.errors import Refusal
from office.models import ExchangeRate
from office.rates import converted
from tests.factories import riel, usd

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def rates():
    for day, rate in ((1, "4000"), (10, "4100"), (20, "4015.50")):
        ExchangeRate.objects.create(on=date(2026, 3, day), riel_per_dollar=Decimal(rate))


@pytest.mark.parametrize(
    ("amount", "currency", "on", "result"),
    [
        (usd("10"), "KHR", date(2026, 3, 9), riel(40_000)),  # the latest rate set by then
        (usd("10"), "KHR", DAY, riel(41_000)),
        (usd("10.01"), "KHR", DAY, riel(41_000)),  # 41,041 to the nearest hundred
        (usd("0.05"), "KHR", DAY, riel(200)),  # 205
        (riel(41_000), "USD", DAY, usd("10")),
        (riel(100), "USD", DAY, usd("0.02")),  # 2.44 cents
        (riel(10_000), "USD", date(2026, 3, 25), usd("2.49")),
        (usd("1"), "KHR", date(2026, 3, 25), riel(4000)),  # 4,015.50
    ],
)
def test_conversion_to_the_smallest_step(amount, currency, on, result):
    assert converted(amount, currency, on=on) == result


def test_half_a_step_goes_up():
    ExchangeRate.objects.create(on=date(2026, 4, 1), riel_per_dollar=Decimal("4050"))
    assert converted(usd("1"), "KHR", on=date(2026, 4, 1)) == riel(4100)


def test_the_same_currency_needs_no_rate():
    assert converted(Money("12.34", "USD"), "USD", on=date(2000, 1, 1)) == Money("12.34", "USD")


def test_without_a_rate_it_is_refused():
    with pytest.raises(Refusal):
        converted(usd("1"), "KHR", on=date(2026, 2, 28))
