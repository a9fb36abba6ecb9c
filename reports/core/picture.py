"""Where the parts of a picture of income against instalments lie, in units of its box; no words, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.core.months import months_between

WIDTH, HEIGHT, FOOT = 640.0, 200.0, 192.0
MOST_MONTHS = 36
ROOM = Decimal("1.05")  # above the highest value
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Month:
    """Amounts in riel. `household` and `business` None where nothing was told; `due`: instalments of the month."""

    on: date
    household: Decimal | None
    business: Decimal | None
    due: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of what fell due, lines of what was told (one dot a month told), and the line of zero."""

    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    household: tuple[tuple[str, str], ...]
    business: tuple[tuple[str, str], ...]
    zero: str

    @property
    def household_line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.household)

    @property
    def business_line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.business)


def months_shown(first: date, last: date) -> list[date]:
    """From the month of one to that of the other, both included; of a longer time the last three years."""
    return list(months_between(first, last))[-MOST_MONTHS:]


def draw(months: Sequence[Month]) -> Picture:
    """One slot a month, from left to right; the same scale for everything, so that heights can be compared."""
    slot = WIDTH / max(len(months), 1)
    told = [v for m in months for v in (m.household, m.business, m.due) if v is not None]
    top, low = max([*told, Decimal(1)]) * ROOM, min([*told, ZERO])

    def y(value: Decimal) -> float:
        return FOOT * (1 - float((value - low) / (top - low)))

    def middle(index: int) -> str:
        return f"{slot * (index + 0.5):.1f}"

    return Picture(
        months=tuple(months),
        bars=tuple(
            Bar(f"{slot * (i + 0.2):.1f}", f"{y(m.due):.1f}", f"{slot * 0.6:.1f}", f"{y(ZERO) - y(m.due):.1f}")
            for i, m in enumerate(months)
            if m.due > 0
        ),
        household=tuple((middle(i), f"{y(m.household):.1f}") for i, m in enumerate(months) if m.household is not None),
        business=tuple((middle(i), f"{y(m.business):.1f}") for i, m in enumerate(months) if m.business is not None),
        zero=f"{y(ZERO):.1f}",
    )
