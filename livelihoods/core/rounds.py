"""Monitoring rounds: when a person's income is asked for, and what answers a round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from office.core.months import add_months

MONTHS = (0, 3, 6, 12, 24)  # after the first disbursement; 0 is the baseline
EITHER_SIDE = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Round:
    """`months` after the first disbursement. Told from `first_on` to `last_on`, both included, it is answered."""

    months: int
    due_on: date
    first_on: date
    last_on: date


class Answer(StrEnum):
    TOLD = "told"
    WAITING = "waiting"  # its time has not come, or is not over
    LOST = "lost"  # nothing was told while there was time


def rounds_after(funded_on: date) -> tuple[Round, ...]:
    """The five rounds of a person first paid out on that day."""
    dues = ((months, add_months(funded_on, months)) for months in MONTHS)
    return tuple(Round(months, due, due - EITHER_SIDE, due + EITHER_SIDE) for months, due in dues)


def nearest(round_: Round, days: Iterable[date]) -> date | None:
    """Of the days on which something was told, the one that answers the round: the nearest; of two, the later.

    The baseline is what was told before the money could change anything: up to the day of the disbursement where
    anything was told by then.
    """
    within = [day for day in days if round_.first_on <= day <= round_.last_on]
    if round_.months == 0:
        within = [day for day in within if day <= round_.due_on] or within
    return min(within, key=lambda day: (abs((day - round_.due_on).days), -day.toordinal()), default=None)


def state_of(round_: Round, told_on: date | None, *, on: date) -> Answer:
    """As at the close of `on`. The last day of the round is still in time."""
    if told_on is not None:
        return Answer.TOLD
    return Answer.LOST if on > round_.last_on else Answer.WAITING
