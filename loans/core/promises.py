"""Whether a promise to pay was kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kept(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    IN_PART = "in_part"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Promised:
    """`amount` in the loan's currency, to be paid from the day of the promise to `pay_on`, both included."""

    amount: Decimal
    made_on: date
    pay_on: date


def outcome(promised: Promised, receipts: Iterable[tuple[date, Decimal]], *, on: date) -> Kept:
    """As at the close of `on`. Receipts are (value date, amount) of what stands; the day promised is still in time."""
    paid = sum((amount for day, amount in receipts if promised.made_on <= day <= promised.pay_on), Decimal(0))
    if paid >= promised.amount:
        return Kept.KEPT
    if on <= promised.pay_on:
        return Kept.WAITING
    return Kept.IN_PART if paid else Kept.BROKEN
