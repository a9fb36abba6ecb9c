"""Exact amounts: inside the core an amount is a whole number of hundredths, and a ratio is rounded once.

Whole numbers have no precision to run out of, so an exact multiple or an exact tie is always seen as one.
`Decimal` appears where values enter and leave.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

ZERO: Final = Decimal("0.00")
HUNDREDTH: Final = Decimal("0.01")


class Rounding(StrEnum):
    """How an amount between two multiples is rounded; amounts are never below zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


# Reading a member of an enumeration costs more than the comparison; this module is the hottest of all.
_DOWN: Final = Rounding.DOWN
_UP: Final = Rounding.UP
_HALF_UP: Final = Rounding.HALF_UP


def round_ratio(numerator: int, denominator: int, unit: int, mode: Rounding) -> int:
    """`numerator / denominator` (at least 0) as the multiple of `unit` that `mode` picks."""
    size = denominator * unit
    count, rest = divmod(numerator, size)
    if rest and mode != _DOWN:
        twice = 2 * rest
        if twice > size or mode == _UP or (twice == size and (mode == _HALF_UP or count % 2)):
            count += 1
    return count * unit


def hundredths(amount: Decimal) -> int:
    """The amount as whole hundredths; ValueError when it has more than two decimals."""
    numerator, denominator = amount.as_integer_ratio()
    if 100 % denominator:
        raise ValueError(f"{amount} has more than two decimals")
    return numerator * (100 // denominator)


def to_decimal(amount: int) -> Decimal:
    """Whole hundredths as a Decimal with two places."""
    return amount * HUNDREDTH if amount else ZERO
