"""The journal of a loan as a statement shows it: every entry a line, a reversed entry and its reversal too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.core.rounding import ZERO
from loans.core.state import Movement, State
from loans.models import CASH_IN, Channel, LoanTransaction

Kind = LoanTransaction.Kind
CREDIT_PAID_BACK = _("credit paid back")  # said so on paper
WITH_SPLIT = frozenset({Kind.REPAYMENT, Kind.SETTLEMENT, Kind.WAIVER, Kind.WRITE_OFF})


@dataclass(frozen=True, slots=True)
class Split:
    """What an amount was laid on. `charges`: fees and penalties. `credit`: paid above all that was owed."""

    principal: Money
    interest: Money
    charges: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. A reversal has the amounts it takes back, below zero; `balance` is the principal owed after it."""

    on: date
    kind: str
    channel: str  # empty where no money moved
    number: str  # of the receipt or voucher; of a reversal: of the entry it undoes
    amount: Money
    split: Split | None
    balance: Money
    is_reversed: bool
    reversed_on: date | None  # of a reversal: the day it was made

    @property
    def kind_label(self) -> Any:
        return CREDIT_PAID_BACK if self.kind == Kind.REFUND else Kind(self.kind).label

    @property
    def channel_label(self) -> Any:
        return Channel(self.channel).label if self.channel else ""

    @property
    def is_plain_repayment(self) -> bool:
        return self.kind == Kind.REPAYMENT


@dataclass(frozen=True, slots=True)
class Received:
    """What was paid in over the lines shown, without what was reversed."""

    amount: Money
    split: Split


class Entered(NamedTuple):
    """A line, and the principal owed once later reversals are taken into account."""

    line: Line
    owed: Money


def lines_from(entries: Iterable[LoanTransaction], state: State, currency: str) -> list[Entered]:
    """Lines by value date, then order of entry. `entries` come with `reverses`, none later than the state."""
    movements = {m.seq: m for m in state.movements}
    entries = sorted(entries, key=lambda entry: (entry.value_on, entry.seq))
    gone = {entry.reverses.seq for entry in entries if entry.reverses}
    owed, found = Money(ZERO, currency), []
    for entry in entries:
        source = entry.reverses or entry
        movement = movements.get(source.seq)
        if movement and entry.seq not in gone and not entry.reverses:
            owed = Money(movement.balance, currency)
        found.append(Entered(_line(entry, source, movement, owed, is_reversed=entry.seq in gone), owed))
    return found


def received_over(lines: Sequence[Line], currency: str) -> Received:
    paid = [line for line in lines if line.kind in CASH_IN and not line.is_reversed]
    splits = [line.split for line in paid if line.split]

    def total(amounts: Iterable[Money]) -> Money:
        return Money(sum((amount.amount for amount in amounts), ZERO), currency)

    return Received(
        total(line.amount for line in paid),
        Split(
            total(s.principal for s in splits),
            total(s.interest for s in splits),
            total(s.charges for s in splits),
            total(s.credit for s in splits),
        ),
    )


def split_of(movement: Movement, currency: str, sign: int = 1) -> Split:
    charges = movement.fee + movement.penalty
    parts: tuple[Decimal, ...] = (movement.principal, movement.interest, charges, movement.overpaid)
    return Split(*(Money(sign * part + 0, currency) for part in parts))


def _line(
    entry: LoanTransaction, source: LoanTransaction, movement: Movement | None, owed: Money, *, is_reversed: bool
) -> Line:
    """`source` is the entry itself, or of a reversal the entry it undoes."""
    sign = -1 if entry.reverses else 1
    currency = owed.currency.code
    amount = movement.amount if movement else source.amount.amount
    return Line(
        on=entry.value_on,
        kind=entry.kind,
        channel="" if source.channel == Channel.NONE or entry.reverses else source.channel,
        number=source.number,
        amount=Money(sign * amount, currency),
        split=split_of(movement, currency, sign) if movement and source.kind in WITH_SPLIT else None,
        balance=Money(movement.balance, currency) if movement and is_reversed else owed,
        is_reversed=is_reversed,
        reversed_on=entry.posted_on if entry.reverses else None,
    )
