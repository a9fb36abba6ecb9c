"""Who was there: half-days held, shares, who is missing, and how two lists filled in at once become one."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

Mark = tuple[int, int]  # somebody enrolled, a half-day


@dataclass(frozen=True, slots=True)
class HalfDay:
    id: int
    on: date


@dataclass(frozen=True, slots=True)
class Merged:
    """What holds after a save, and which marks others changed since the list was opened."""

    marks: frozenset[Mark]
    others: frozenset[Mark]


def held_half_days(planned: Iterable[HalfDay], marks: Iterable[Mark]) -> tuple[HalfDay, ...]:
    """Those in which anybody was there; one in which nobody was is not held, or not yet."""
    with_people = {half_day for _person, half_day in marks}
    return tuple(each for each in planned if each.id in with_people)


def days_of(first: date, last: date, weekdays: Set[int]) -> tuple[date, ...]:
    """Every day from the first to the last, both included, that is one of the weekdays (Monday is 0)."""
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return tuple(day for day in days if day.weekday() in weekdays)


def share(present: int, of: int) -> int | None:
    """Whole percent of the half-days, rounded down: 79.9 is not 80. None where there is none."""
    if not of:
        return None
    return int((Decimal(present) * 100 / of).to_integral_value(ROUND_FLOOR))


def has_attended(present: int, of: int, needed: Decimal) -> bool:
    """At least `needed` percent of the half-days."""
    return of > 0 and present * 100 >= needed * of


def is_missing(present: Set[int], held: Iterable[HalfDay]) -> bool:
    """Absent from the whole of the last day held. Whoever comes again is missing no more."""
    half_days = tuple(held)
    last = max((each.on for each in half_days), default=None)
    return last is not None and not any(each.id in present for each in half_days if each.on == last)


def is_complete(held: Iterable[HalfDay], last_on: date) -> bool:
    """The last day was held."""
    return any(each.on == last_on for each in held)


def merge(base: Set[Mark], mine: Set[Mark], theirs: Set[Mark]) -> Merged:
    """My changes of the list I opened (`base`), made to the list as it stands (`theirs`).

    A mark stands or does not, so two who both changed it agree; what only they changed is kept and told.
    """
    marks = frozenset((theirs | (mine - base)) - (base - mine))
    return Merged(marks, frozenset((base ^ theirs) & (mine ^ theirs)))
