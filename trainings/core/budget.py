"""Budget beside cost, as plain values: by month and by line, one sheet per currency, never added across."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

NOTHING = Decimal(0)
Name = TypeVar("Name", date, str)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount planned for a month, or spent in it."""

    month: date
    line: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    budget: Decimal = NOTHING
    actual: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        """What is left of the budget; below zero where more was spent than planned."""
        return self.budget - self.actual

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.budget + other.budget, self.actual + other.actual)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One currency: months in order, lines in the order given, and both sum to the total."""

    currency: str
    months: tuple[tuple[date, Pair], ...]
    lines: tuple[tuple[str, Pair], ...]
    total: Pair

    def until(self, month: date) -> Pair:
        """The months up to this one, included."""
        return sum((pair for each, pair in self.months if each <= month), Pair())


def lay_out(budget: Iterable[Figure], actual: Iterable[Figure], *, lines: Sequence[str]) -> tuple[Sheet, ...]:
    """A sheet for each currency in which anything is planned or spent, in the order of their codes."""
    pairs: dict[str, list[tuple[Figure, Pair]]] = defaultdict(list)
    for figure in budget:
        pairs[figure.currency].append((figure, Pair(budget=figure.amount)))
    for figure in actual:
        pairs[figure.currency].append((figure, Pair(actual=figure.amount)))
    return tuple(_sheet(currency, pairs[currency], lines) for currency in sorted(pairs))


def _sheet(currency: str, pairs: Sequence[tuple[Figure, Pair]], lines: Sequence[str]) -> Sheet:
    by_month = _summed(pairs, lambda figure: figure.month)
    by_line = _summed(pairs, lambda figure: figure.line)
    return Sheet(
        currency=currency,
        months=tuple(sorted(by_month.items())),
        lines=tuple((line, by_line[line]) for line in lines if line in by_line),
        total=sum((pair for _figure, pair in pairs), Pair()),
    )


def _summed(pairs: Sequence[tuple[Figure, Pair]], name: Callable[[Figure], Name]) -> dict[Name, Pair]:
    sums: dict[Name, Pair] = defaultdict(Pair)
    for figure, pair in pairs:
        sums[name(figure)] += pair
    return sums
