"""What the demo's people tell at visits: income with the seasons of each livelihood, and how the business stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from livelihoods.core.rounds import EITHER_SIDE, rounds_after
from office.core.months import first_of
from reports.demo.story import DemoLoan
from reports.demo.terms import DOLLAR, PRODUCTS

# Net of a good month in riel, and how the months of the year differ: animals are sold in cycles, cassava is dried from
# December to March, hair is cut before New Year and Pchum Ben.
A_MONTH = {
    "phone-repair": 620_000, "motorbike-repair": 700_000, "cricket-farming": 480_000, "chicken-farming": 420_000,
    "pig-farming": 520_000, "barber-shop": 560_000, "cassava-drying": 640_000,
}  # fmt: skip
SEASONS = {
    "cricket-farming": (0.7, 0.8, 1.1, 1.3, 1.2, 1, 1, 1, 1.1, 1.2, 0.9, 0.7),
    "chicken-farming": (1.3, 1.5, 0.8, 1.4, 0.8, 0.8, 0.9, 0.9, 1.2, 1, 0.8, 1),
    "pig-farming": (1.6, 1.9, 0.4, 1.8, 0.3, 0.5, 0.6, 1.2, 1.8, 0.5, 0.5, 1.2),
    "barber-shop": (1, 1, 1, 1.4, 0.9, 0.9, 0.9, 0.9, 1.2, 1.1, 1, 1),
    "cassava-drying": (2, 1.9, 1.6, 0.5, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 1.8),
}
EVEN = (1.0,) * 12
BEFORE, GROWTH, MOST = 0.65, 0.045, 1.6  # of a good month: before the loan, more each month, at most
TELLS, LOOKS = 0.86, 0.8  # how often a round is told, and the use of the loan seen
RIEL_PER_DOLLAR = 4100
DIFFICULTIES = ("none", "none", "finding buyers", "prices", "animals, stock or materials", "weather")


@dataclass(frozen=True, slots=True)
class Told:
    """One telling: amounts in `currency`, and what was found at the business (None before it was paid out)."""

    on: date
    currency: str
    revenue: Decimal
    cost: Decimal
    household: Decimal
    found: str | None
    used: str | None
    jobs: Decimal | None
    difficulty: str | None

    @property
    def month(self) -> date:
        return first_of(self.on - timedelta(days=15))


def told_by(kind: str, loans: list[DemoLoan], status: str, random: Random, *, on: date) -> list[Told]:
    """In order of time, from the baseline to that day; nothing of somebody to whom nothing was paid out."""
    if not loans:
        return []
    first = min(loans, key=lambda loan: loan.disbursed_on)
    days = list(_days(first.disbursed_on, random, on))
    currency = str(PRODUCTS[first.product]["currency"]) if first.product == DOLLAR else "KHR"
    jobs = Decimal(random.choice(("1", "1", "1", "1.5", "2", "2.5")))
    told = []
    for day, is_use in days:
        is_last = day == days[-1][0]
        found = (
            None if day < first.disbursed_on else status if is_last and status in ("paused", "closed") else "operating"
        )
        told.append(_told(kind, day, first.disbursed_on, currency, found, random, jobs, is_use=is_use))
    return told


def _days(paid_out: date, random: Random, on: date) -> Iterator[tuple[date, bool]]:
    """When something was told, and whether the use of the loan was looked at."""
    if random.random() < TELLS:
        yield paid_out - timedelta(days=random.randint(2, 25)), False
    if random.random() < LOOKS and (seen := paid_out + timedelta(days=random.randint(8, 27))) <= on:
        yield seen, True
    for each in rounds_after(paid_out)[1:]:
        day = each.due_on + timedelta(days=random.randint(-20, EITHER_SIDE.days - 10))
        if random.random() < TELLS and day <= on:
            yield day, False


def _told(
    kind: str, day: date, paid_out: date, currency: str, found: str | None, random: Random, jobs: Decimal, *,
    is_use: bool,
) -> Told:  # fmt: skip
    months = max(0.0, (day - paid_out).days / 30.4)
    level = BEFORE if found is None else min(MOST, 0.85 + GROWTH * months)
    season = SEASONS.get(kind, EVEN)[(day - timedelta(days=15)).month - 1]
    net = 0 if found == "closed" else A_MONTH[kind] * level * season * random.uniform(0.75, 1.25)
    if random.random() < 0.04:
        net = -0.2 * net
    cost = abs(net) * (random.uniform(0.6, 1.3) if net > 0 else 1.5)
    household = max(0.0, net * 0.7 + random.uniform(150_000, 420_000) * (1 + GROWTH * months / 3))

    def amount(riel: float) -> Decimal:
        return Decimal(round(riel / 1000) * 1000) if currency == "KHR" else Decimal(round(riel / RIEL_PER_DOLLAR))

    return Told(
        day, currency, amount(net + cost), amount(cost), amount(household), found, "yes" if is_use else None,
        jobs if found == "operating" and not is_use else None,
        random.choice(DIFFICULTIES) if found == "operating" and not is_use else None,
    )  # fmt: skip
