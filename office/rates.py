"""Exchange between riel and dollars at the rate of a day."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from moneyed import Money

from office.core.money import to_step
from office.errors import Refusal
from office.models import ExchangeRate


def converted(amount: Money, currency: str, *, on: date) -> Money:
    """The amount in that currency at the latest rate set by that day, to the smallest step, half up.

    Raises Refusal where a rate is needed and none was set by then.
    """
    if amount.currency.code == currency:
        return amount
    rate = ExchangeRate.objects.on(on)
    if rate is None:
        raise _none_set()
    return _at(rate.riel_per_dollar, amount, currency)


class Rates:
    """The same for many amounts: all exchange rates, looked up once."""

    def __init__(self) -> None:
        rows = list(ExchangeRate.objects.order_by("on").values_list("on", "riel_per_dollar"))
        self._days = [day for day, _rate in rows]
        self._rates = [rate for _day, rate in rows]

    def has(self, currency: str, on: date) -> bool:
        """Whether an amount of that day can be told in riel."""
        return currency == "KHR" or bisect_right(self._days, on) > 0

    def riel_for_one(self, currency: str, on: date) -> Decimal:
        """Riel for one unit of the currency. Refusal where no rate was set by then."""
        if not self.has(currency, on):
            raise _none_set()
        return Decimal(1) if currency == "KHR" else self._rates[bisect_right(self._days, on) - 1]

    def in_riel(self, amount: Money, on: date) -> Decimal:
        code = amount.currency.code
        return amount.amount if code == "KHR" else _at(self.riel_for_one(code, on), amount, "KHR").amount


def _at(riel_per_dollar: Decimal, amount: Money, currency: str) -> Money:
    factor = riel_per_dollar if currency == "KHR" else 1 / riel_per_dollar
    return Money(to_step(amount.amount * factor, currency), currency)


def _none_set() -> Refusal:
    return Refusal(_("No exchange rate is set for this day yet. Ask the manager to set it."))
