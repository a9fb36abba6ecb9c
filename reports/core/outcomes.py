"""What became of people's income and businesses: matched pairs, shares, survival. Plain values; amounts in riel.

A pair is matched where the same thing was told at the baseline and at the follow-up. Business net and household net
are never mixed. Every figure comes with the number behind it and with how many were lost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TypeVar

from livelihoods.core.survival import Survival

RISE = Decimal("1.2")  # a rise of 20 % or more
DAYS_A_MONTH = Decimal("30.4")
RIEL = Decimal(1)
ALL = "all"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """What was told at one round; None where it was not asked, or not known."""

    business: Decimal | None = None
    household: Decimal | None = None
    household_size: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`groups`: what the person is counted by, such as {"sex": "F"}. `is_over`: the time of the follow-up is over."""

    groups: Mapping[str, str]
    baseline: Told
    follow_up: Told
    is_over: bool


@dataclass(frozen=True, slots=True)
class Middle:
    """To the whole riel, halves away from zero."""

    median: Decimal
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """One outcome over one round. `n` matched pairs; `lost`: told at the baseline, not in time at the follow-up;
    `waiting`: there is still time; `no_baseline`: told at the follow-up alone. `rose`: by 20 % or more, of the
    `could_rise` pairs whose baseline is above zero."""

    n: int
    lost: int | None
    waiting: int | None
    no_baseline: int | None
    baseline: Middle | None
    follow_up: Middle | None
    change: Middle | None
    rose: int | None
    could_rise: int | None

    def at_least(self, least: int) -> "Change | None":
        """What may be told of it: no count below `least` (zeros too); None where fewer pairs stand behind it."""
        if self.n < least:
            return None

        def told(count: int | None) -> int | None:
            return None if count is None or count < least else count

        rest = self.n - (self.could_rise or 0)
        hides = 0 < rest < least or 0 < (self.rose or 0) < least
        return replace(
            self, lost=told(self.lost), waiting=told(self.waiting), no_baseline=told(self.no_baseline),
            rose=None if hides else self.rose, could_rise=None if hides else self.could_rise,
        )  # fmt: skip

    @property
    def share_risen(self) -> Decimal | None:
        return None if self.rose is None or not self.could_rise else Decimal(self.rose) / self.could_rise

    @property
    def share_lost(self) -> Decimal | None:
        """Of all whose baseline is known and whose time is over."""
        return None if self.lost is None or not self.n + self.lost else Decimal(self.lost) / (self.n + self.lost)


@dataclass(frozen=True, slots=True)
class Poverty:
    """Of `n` matched households, how many had less a person and day than `line` (riel, as it stood then)."""

    line: Decimal
    n: int
    poor_before: int
    poor_after: int

    def at_least(self, least: int) -> "Poverty | None":
        """None where a count of the poor, or of the others, would tell of fewer than `least`."""
        counts = (self.n, self.poor_before, self.poor_after, self.n - self.poor_before, self.n - self.poor_after)
        return self if all(count >= least for count in counts) else None

    @property
    def share_before(self) -> Decimal | None:
        return Decimal(self.poor_before) / self.n if self.n else None

    @property
    def share_after(self) -> Decimal | None:
        return Decimal(self.poor_after) / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Survived:
    """Businesses known at that age: `n` of them, `alive` operating or in a seasonal pause; `unknown` stands apart."""

    n: int
    alive: int
    unknown: int

    def at_least(self, least: int) -> "Survived | None":
        return self if min(self.alive, self.n - self.alive, self.unknown) >= least else None

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.alive) / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One group of people at one round; None where too few stand behind it to be told."""

    business: Change | None
    household: Change | None
    poverty: Poverty | None

    def at_least(self, least: int) -> "Outcomes":
        """What may be told of it where fewer than `least` stand behind a figure."""
        return Outcomes(
            self.business and self.business.at_least(least),
            self.household and self.household.at_least(least),
            self.poverty and self.poverty.at_least(least),
        )


def measure(people: Iterable[Person], *, poverty_line: Decimal) -> Outcomes:
    people = list(people)
    return Outcomes(
        business=change(people, lambda told: told.business),
        household=change(people, lambda told: told.household),
        poverty=poverty(people, line=poverty_line),
    )


def change(people: Iterable[Person], what: Callable[[Told], Decimal | None]) -> Change:
    """What `what` reads, before and after."""
    pairs: list[tuple[Decimal, Decimal]] = []
    lost = waiting = no_baseline = 0
    for person in people:
        before, after = what(person.baseline), what(person.follow_up)
        if before is not None and after is not None:
            pairs.append((before, after))
        elif after is not None:
            no_baseline += 1
        elif before is not None:
            lost, waiting = lost + person.is_over, waiting + (not person.is_over)
    above_zero = [(before, after) for before, after in pairs if before > 0]
    return Change(
        n=len(pairs), lost=lost, waiting=waiting, no_baseline=no_baseline,
        baseline=middle([before for before, _after in pairs]),
        follow_up=middle([after for _before, after in pairs]),
        change=middle([after - before for before, after in pairs]),
        rose=sum(after >= before * RISE for before, after in above_zero), could_rise=len(above_zero),
    )  # fmt: skip


def poverty(people: Iterable[Person], *, line: Decimal) -> Poverty:
    """Household net / people in the household / 30.4 days, at each round with the household of that round."""
    pairs = [(_a_day(p.baseline), _a_day(p.follow_up)) for p in people]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    return Poverty(
        line, len(known), sum(before < line for before, _after in known), sum(after < line for _before, after in known)
    )


def survived(states: Iterable[Survival]) -> Survived:
    """Of businesses of that age; younger ones are left out."""
    states = list(states)
    alive, over = states.count(Survival.ALIVE), states.count(Survival.OVER)
    return Survived(alive + over, alive, states.count(Survival.UNKNOWN))


def grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """In the order in which the groups first come."""
    groups: dict[str, list[T]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def middle(amounts: Sequence[Decimal]) -> Middle | None:
    """None of nobody. The median of an even number lies half way between the two in the middle."""
    if not amounts:
        return None
    return Middle(_riel(median(amounts)), _riel(sum(amounts, Decimal(0)) / len(amounts)))


def _a_day(told: Told) -> Decimal | None:
    if told.household is None or not told.household_size:
        return None
    return told.household / told.household_size / DAYS_A_MONTH


def _riel(amount: Decimal) -> Decimal:
    return amount.quantize(RIEL, ROUND_HALF_UP)
