"""A loan's state as a pure fold over its events, and whether one more event can be accepted.

Source of every rule: docs/loan-rules.md, "Events". Events are folded by value date, then `seq`; a reversed event
leaves the fold, and so every later one is folded again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from loans.core.events import CHARGES, NO_MOVEMENTS, QUESTIONS, Event, EventType, check_event
from loans.core.ledger import Ledger
from loans.core.refusals import Refusal, Refused
from loans.core.rounding import ZERO
from loans.core.schedule import build_schedule
from loans.core.snapshot import take_snapshot
from loans.core.state import NOTHING, Movement, RowState, Settlement, State, Status
from loans.core.terms import Terms


def fold(terms: Terms, events: Iterable[Event], *, as_of: datetime.date | None = None) -> State:
    """The state after `events`, given in any order. With `as_of`, without those of a later value date.

    `terms` must be accepted. Raises `Refused` with the seq of an event that breaks a rule; with `as_of` the
    events are taken as accepted.
    """
    events = sorted(events, key=lambda event: event.seq)
    if as_of is None:
        _check(events)
    return History(terms, events).state(as_of=as_of)


def accept(terms: Terms, events: Iterable[Event], new: Event) -> State:
    """The state after one more event, the newest. Raises `Refused` with its seq.

    Rule: an event with which an already accepted event would be refused is itself refused.
    """
    return History(terms, events).accept(new)


def settlement_quote(terms: Terms, events: Iterable[Event], on: datetime.date) -> Settlement:
    """What settles the loan on `on`, all events so far being known. Interest is rounded to the step.

    Rule: outstanding principal, the interest of past periods, this period's shared by actual days, and
    unpaid charges. Raises `Refused` before the first disbursement and after a write-off.
    """
    return History(terms, events).quote(on)


class History:
    """The accepted events of one loan in the order of their `seq`; takes one more at a time."""

    def __init__(self, terms: Terms, events: Iterable[Event] = ()) -> None:
        self.terms = terms
        self.events = sorted(events, key=lambda event: event.seq)
        self._reversed: dict[int, Movement] = {}
        for i, event in enumerate(self.events):
            if event.type == EventType.REVERSAL:
                self._keep_reversed(self.events[:i], event)

    def state(self, *, as_of: datetime.date | None = None) -> State:
        """The state now, or without the events of a later value date than `as_of`."""
        active, kept = _active(self.events), list(self._reversed.values())
        if as_of is not None:
            active = [folded for folded in active if folded.on <= as_of]
            kept = [movement for movement in kept if movement.date <= as_of]
        newest = self.events[-1].seq if self.events else 0
        ledger = _run(self.terms, active, checks=as_of is None, newest=newest)
        movements = sorted([*ledger.movements, *kept], key=lambda movement: (movement.date, movement.seq))
        if ledger.plan is None:
            return _approved(self.terms, movements)
        return take_snapshot(ledger, movements)

    def accept(self, new: Event) -> State:
        """Add the newest event; the state after it. Raises `Refused` with its seq and then keeps nothing."""
        extended = History(self.terms)
        extended.events = [*self.events, new]
        extended._reversed = dict(self._reversed)
        try:
            _check(extended.events)
            if new.type == EventType.REVERSAL:
                extended._keep_reversed(self.events, new)
            if new.type == EventType.SETTLEMENT_QUOTE and new.date:
                self.quote(new.date)
            state = extended.state()
        except Refused as refused:
            raise _for_newest(refused, new) from refused
        self.events, self._reversed = extended.events, extended._reversed
        return state

    def quote(self, on: datetime.date) -> Settlement:
        """What settles the loan on `on`: see `settlement_quote`."""
        seq = self.events[-1].seq + 1 if self.events else 1
        question = Event(seq=seq, type=EventType.SETTLEMENT_QUOTE, date=on)
        active = _active(self.events)
        earlier = [folded for folded in active if folded.on <= on]
        ledger = _run(self.terms, earlier, checks=False, charges=_charges(active))
        return ledger.quote(question)

    def _keep_reversed(self, before: Sequence[Event], reversal: Event) -> None:
        """Remember the split and balance that the reversed movement had when it was reversed."""
        ledger = _run(self.terms, _active(before), checks=False)
        for movement in ledger.movements:
            if movement.seq == reversal.reverses:
                self._reversed[movement.seq] = movement._replace(reversed=True)


class _Folded(NamedTuple):
    """An event in the order of the fold."""

    on: datetime.date
    seq: int
    event: Event


def _active(events: Iterable[Event]) -> list[_Folded]:
    """The events in the fold, in its order: no reversals, nothing reversed, no questions."""
    events = list(events)
    gone = {event.reverses for event in events if event.type == EventType.REVERSAL}
    out = QUESTIONS | {EventType.REVERSAL}
    active = [
        _Folded(event.date, event.seq, event)
        for event in events
        if event.date is not None and event.type not in out and event.seq not in gone
    ]
    return sorted(active, key=lambda folded: (folded.on, folded.seq))


def _charges(active: Iterable[_Folded]) -> list[Event]:
    return [folded.event for folded in active if folded.event.type in CHARGES]


def _run(
    terms: Terms,
    active: Sequence[_Folded],
    *,
    checks: bool,
    newest: int = 0,
    charges: Sequence[Event] | None = None,
) -> Ledger:
    """Fold the events. `charges` are those that may be seen before their date; if not given, those folded."""
    ledger = Ledger(terms, _charges(active) if charges is None else charges, checks=checks, newest=newest)
    for folded in active:
        ledger.apply(folded.event)
    return ledger


def _approved(terms: Terms, movements: Sequence[Movement]) -> State:
    """Nothing disbursed yet (or all of it reversed): the proposed schedule, nothing owed."""
    rows = tuple(RowState(*row) for row in build_schedule(terms).rows)
    return State(Status.APPROVED, rows, len(rows), (), tuple(movements), (), NOTHING, ZERO)


def _for_newest(refused: Refused, new: Event) -> Refused:
    """The refusal of the newest event, whichever event it was found at."""
    if refused.seq in (None, new.seq) or new.type in QUESTIONS:
        return Refused(refused.refusal, seq=new.seq, field=refused.field)
    params = {"seq": refused.seq, "reason": refused.refusal}
    return Refused(Refusal("breaks_accepted", params), seq=new.seq)


def _check(events: Sequence[Event]) -> None:
    """What can be said of events without folding them."""
    seqs = set()
    for event in events:
        if event.seq in seqs:
            raise Refused(Refusal("duplicate_seq"), seq=event.seq)
        seqs.add(event.seq)
        for refusal in check_event(event):
            raise Refused(refusal, seq=event.seq)
    if events and events[-1].type == EventType.REVERSAL:
        _check_reversal(events[:-1], events[-1])


def _check_reversal(before: Sequence[Event], reversal: Event) -> None:
    """Rule: no reversal of a reversal; a disbursement or reschedule only while nothing later rests on it."""
    target = next((event for event in before if event.seq == reversal.reverses), None)
    if target is None:
        raise Refused(Refusal("no_such_event", {"reverses": reversal.reverses}), seq=reversal.seq)
    if target.type == EventType.REVERSAL:
        raise Refused(Refusal("reversal_reversed"), seq=reversal.seq)
    if any(event.reverses == target.seq for event in before if event.type == EventType.REVERSAL):
        raise Refused(Refusal("already_reversed", {"reverses": target.seq}), seq=reversal.seq)
    if target.type in (EventType.DISBURSEMENT, EventType.RESCHEDULE):
        _check_nothing_later(_active(before), target, reversal)


def _check_nothing_later(active: Sequence[_Folded], target: Event, reversal: Event) -> None:
    is_disbursement = target.type == EventType.DISBURSEMENT
    for _, seq, event in reversed(active):
        if seq == target.seq:
            return
        rests = event.type not in NO_MOVEMENTS if is_disbursement else event.type == EventType.RESCHEDULE
        if rests:
            code = "later_movement" if is_disbursement else "later_reschedule"
            raise Refused(Refusal(code, {"seq": seq}), seq=reversal.seq)
