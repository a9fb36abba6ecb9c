"""Holidays of the office, and the rate of a day."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.errors import Refusal
from office.models import ExchangeRate, Holiday, User
from office.working_days import public_holidays

# Wide around what a dollar ever was worth since 1999: outside it a digit is missing or one too many.
LEAST_RATE, MOST_RATE = Decimal(1000), Decimal(20000)


@transaction.atomic
def add_holiday(*, holiday_on: date, name_km: str, name_en: str, by: User, on: date) -> Holiday:
    """A day on which nobody collects. It shifts due dates of schedules made from now on."""
    if holiday_on < on:
        raise Refusal(_("This day is over."), field="holiday_on")
    if holiday_on in public_holidays(holiday_on.year):
        raise Refusal(_("This day is a public holiday already."), field="holiday_on")
    if Holiday.objects.filter(on=holiday_on).exists():
        raise Refusal(_("The office has a holiday on this day already."), field="holiday_on")
    holiday = Holiday.objects.create(on=holiday_on, name_km=name_km, name_en=name_en)
    trail.record(trail.Act.WRITE, holiday, by=by, fields=["added"])
    return holiday


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: User, on: date) -> None:
    if holiday.on <= on:
        raise Refusal(_("Only a holiday that is still to come can be removed."))
    trail.record(trail.Act.WRITE, holiday, by=by, fields=["removed"])
    holiday.delete()


@transaction.atomic
def set_rate(*, rate_on: date, riel_per_dollar: Decimal, by: User, on: date) -> ExchangeRate:
    """The rate of a day up to today. What was set may be corrected on its own day only."""
    if rate_on > on:
        raise Refusal(_("The rate of a day to come is not known."), field="rate_on")
    if not LEAST_RATE <= riel_per_dollar <= MOST_RATE:
        raise Refusal(_("A dollar is not worth that: look at the number again."), field="riel_per_dollar")
    rate = ExchangeRate.objects.select_for_update().filter(on=rate_on).first()
    if rate is not None and rate_on < on:
        raise Refusal(_("The rate of this day is set, and its day is over."), field="rate_on")
    act = "changed" if rate else "added"
    rate = rate or ExchangeRate(on=rate_on)
    rate.riel_per_dollar = riel_per_dollar
    rate.save()
    trail.record(trail.Act.WRITE, rate, by=by, fields=[act, "riel_per_dollar"])
    return rate
