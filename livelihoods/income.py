"""What is known of a household's income, for whoever must judge whether a loan can be paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from moneyed import Money

from livelihoods.models import Participant
from office.core.money import to_step
from office.rates import converted

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class HouseholdIncome:
    """The mean of what was told of a month in the last twelve, and how often it was told."""

    mean: Money
    times: int


def mean_household_income(participant: Participant, currency: str, *, on: date) -> HouseholdIncome | None:
    """In that currency at the latest rate, to its step. None where nothing was told. Refusal where no rate is set."""
    records = participant.income_records.standing().filter(told_on__gt=on - A_YEAR, told_on__lte=on)
    told = [r.household_khr for r in records if r.household_khr is not None]
    if not told:
        return None
    mean = Money(to_step(sum(told, Decimal(0)) / len(told), "KHR"), "KHR")
    return HouseholdIncome(converted(mean, currency, on=on), len(told))
