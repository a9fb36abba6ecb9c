"""Whether a client can carry a loan: the debt-service ratio (docs/loan-rules.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS = 12
TENTH = Decimal("0.1")
MOST = Decimal("9999.9")  # far beyond any refusal; an income typed in the wrong unit makes more


@dataclass(frozen=True, slots=True)
class Due:
    on: date
    amount: Decimal


def dues_of_next_year(dues: Iterable[Due], *, start: date) -> Decimal:
    """What falls due within twelve months after `start` (the anniversary included)."""
    try:
        end = start.replace(year=start.year + 1)
    except ValueError:  # 29 February
        end = date(start.year + 1, 2, 28)
    return sum((d.amount for d in dues if start < d.on <= end), Decimal(0))


def debt_service_ratio(yearly_dues: Decimal, monthly_income: Decimal) -> Decimal | None:
    """Percent of the mean monthly net household income that a month's dues take, to one place, at most 9,999.9.

    `yearly_dues`: dues of the next twelve months on all debts. Both in one currency. None without income.
    """
    if monthly_income <= 0:
        return None
    return min((yearly_dues / MONTHS / monthly_income * 100).quantize(TENTH, ROUND_HALF_UP), MOST)
