"""Exchange between riel and dollars at the rate of a day."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from moneyed import Money

from office.core.money import STEP
from office.errors import Refusal
from office.models import ExchangeRate


def converted(amount: Money, currency: str, *, on: date) -> Money:
    """The amount in that currency at the latest rate set by that day, to the smallest step, half up."""
    if amount.currency.code == currency:
        return amount
    rate = ExchangeRate.objects.on(on)
    if rate is None:
        raise Refusal(_("No exchange rate is set for this day yet. Ask the manager to set it."))
    factor = rate.riel_per_dollar if currency == "KHR" else 1 / rate.riel_per_dollar
    steps = (amount.amount * factor / STEP[currency]).quantize(Decimal(1), ROUND_HALF_UP)
    return Money(steps * STEP[currency], currency)
