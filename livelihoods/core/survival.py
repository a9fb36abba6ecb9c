"""Whether a business was still there at an age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from office.core.months import add_months

AGES = (6, 12)  # months
ALIVE = frozenset({"operating", "paused"})  # a seasonal pause counts
OVER = frozenset({"closed", "changed"})


class Survival(StrEnum):
    ALIVE = "alive"
    OVER = "over"
    UNKNOWN = "unknown"  # of that age, but nobody has looked since
    YOUNG = "young"  # not of that age yet


@dataclass(frozen=True, slots=True)
class BusinessLife:
    """`statuses`: (from, status) in order of time. `seen_on`: the last day on which anybody knew how it stands."""

    started_on: date | None
    statuses: Sequence[tuple[date, str]]
    seen_on: date | None


def survival_at(life: BusinessLife, months: int, *, on: date) -> Survival:
    """How the business stood `months` after it began, with what is known at the close of `on`.

    What had closed by then is over, whoever looked since; what was operating is alive only where somebody saw it at
    that age or later. Closing later than that does not count against it.
    """
    if life.started_on is None:
        return Survival.YOUNG
    age_on = add_months(life.started_on, months)
    if on < age_on:
        return Survival.YOUNG
    standing = [status for day, status in life.statuses if day <= age_on]
    if standing and standing[-1] in OVER:
        return Survival.OVER
    if life.seen_on is None or life.seen_on < age_on:
        return Survival.UNKNOWN
    return Survival.ALIVE if standing and standing[-1] in ALIVE else Survival.UNKNOWN
