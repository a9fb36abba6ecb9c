"""What happened to a loan: one event, its kinds, and what each kind must carry."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from loans.core.refusals import Refusal
from loans.core.terms import check_amount


class EventType(StrEnum):
    """The kinds of events. `settlement_quote` and `as_of` only ask; they change nothing."""

    DISBURSEMENT = "disbursement"
    REPAYMENT = "repayment"
    FEE = "fee"
    PENALTY = "penalty"
    WAIVER = "waiver"
    SETTLEMENT = "settlement"
    SETTLEMENT_QUOTE = "settlement_quote"
    RESCHEDULE = "reschedule"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    REFUND = "refund"
    REVERSAL = "reversal"
    AS_OF = "as_of"


class Component(StrEnum):
    """What a waiver forgives."""

    INTEREST = "interest"
    FEE = "fee"
    PENALTY = "penalty"


class Ahead(StrEnum):
    """What becomes of money paid ahead, other than paying the next instalments."""

    REDUCE_PRINCIPAL = "reduce_principal"


CHARGES: Final = frozenset({EventType.FEE, EventType.PENALTY})
QUESTIONS: Final = frozenset({EventType.SETTLEMENT_QUOTE, EventType.AS_OF})
NO_MOVEMENTS: Final = CHARGES | QUESTIONS | {EventType.RESCHEDULE, EventType.REVERSAL}
WITH_AMOUNT: Final = CHARGES | {
    EventType.DISBURSEMENT,
    EventType.REPAYMENT,
    EventType.WAIVER,
    EventType.SETTLEMENT,
    EventType.RECOVERY,
    EventType.REFUND,
}
MOST_SEQ: Final = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`date` is the value date (None for a reversal), `entered_on` the day it was keyed, in `seq` order.

    `amount` is in the loan's currency; a write-off has none, it takes what is outstanding.
    """

    seq: int
    type: EventType
    date: datetime.date | None = None
    entered_on: datetime.date | None = None
    amount: Decimal | None = None
    component: Component | None = None
    reverses: int | None = None
    from_due: datetime.date | None = None
    new_due: datetime.date | None = None
    extra_instalments: int | None = None
    principal_grace: int | None = None
    ahead: Ahead | None = None


def check_event(event: Event) -> tuple[Refusal, ...]:
    """Why an event is malformed whatever the loan; empty when it can be folded.

    A settlement may be of zero: interest paid in advance can make the quote nothing.
    """
    return tuple(_problems(event))


def _problems(event: Event) -> Iterator[Refusal]:
    missing = {
        "date": event.type != EventType.REVERSAL and event.date is None,
        "amount": event.type in WITH_AMOUNT and event.amount is None,
        "component": event.type == EventType.WAIVER and event.component is None,
        "reverses": event.type == EventType.REVERSAL and event.reverses is None,
        "from_due": event.type == EventType.RESCHEDULE and event.from_due is None,
    }
    yield from (Refusal("field_required", {"name": name}) for name, is_missing in missing.items() if is_missing)
    if event.amount is not None and event.type in WITH_AMOUNT:
        if refusal := check_amount(event.amount):
            yield refusal
        elif event.amount == 0 and event.type != EventType.SETTLEMENT:
            yield Refusal("not_positive")
    if event.type == EventType.RESCHEDULE:
        yield from _reschedule_problems(event)


def _reschedule_problems(event: Event) -> Iterator[Refusal]:
    changes = (event.new_due, event.extra_instalments, event.principal_grace)
    if sum(change is not None for change in changes) != 1:
        yield Refusal("one_change")
    for number in (event.extra_instalments, event.principal_grace):
        if number is not None and number < 1:
            yield Refusal("not_positive")
