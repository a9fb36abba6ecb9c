"""Cash as plain values: what an act moves between accounts, a sum shared out over funds, notes counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Notes in use, greatest first. Riel: National Bank of Cambodia; dollars: those that change hands in Cambodia.
NOTES: Final[Mapping[str, tuple[int, ...]]] = {
    "KHR": (100_000, 50_000, 30_000, 20_000, 15_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100),
    "USD": (100, 50, 20, 10, 5, 2, 1),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one fund gives of a sum; `fund` is its primary key."""

    fund: int
    amount: Decimal


def share_out(amount: Decimal, held: Mapping[int, Decimal]) -> list[Share]:
    """Take `amount` from what each fund holds at one place, in the order given; less than `amount` where they
    hold less. Funds that hold nothing give nothing.

    Money in a box bears no fund's name: which fund's riel go to the bank first changes no fund's total.
    """
    shares = []
    for fund, has in held.items():
        part = min(amount, max(has, Decimal(0)))
        if part:
            shares.append(Share(fund, part))
            amount -= part
    return shares


def total_of_notes(notes: Mapping[int, int]) -> Decimal:
    """The sum of notes counted: {10000: 3} is 30,000."""
    return Decimal(sum(note * count for note, count in notes.items()))


def unknown_notes(notes: Iterable[int], currency: str) -> list[int]:
    """Notes that this currency does not have."""
    return [note for note in notes if note not in NOTES[currency]]
