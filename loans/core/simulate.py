"""`simulate_loan`: one case as plain JSON values in, its checkpoints or its errors out.

The exact words of both are docs/loan-rules.md's. The office's rate ceiling is not applied here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from loans.core.effective_rate import effective_rate
from loans.core.events import MOST_SEQ, Event, EventType
from loans.core.fold import History
from loans.core.parse import parse_event, parse_terms
from loans.core.refusals import Refusal, Refused
from loans.core.state import Movement, RowState, Settlement, State
from loans.core.terms import Terms, check_terms

MOST_EVENTS: Final = 1000

Json = dict[str, Any]


def simulate_all(document: object) -> Json:
    """One case, or `{"cases": [..]}` with `{"results": [..]}` in the same order."""
    if not isinstance(document, Mapping) or "cases" not in document:
        return simulate(document)
    cases = document["cases"]
    if not isinstance(cases, list):
        return {"errors": {"cases": [str(Refusal("not_a_list"))]}}
    return {"results": [simulate(case) for case in cases]}


def simulate(case: object) -> Json:
    """`{"checkpoints", "effective_rate"}`, or `{"errors"}` of the terms, else of the first refused event."""
    if not isinstance(case, Mapping):
        return {"errors": {"terms": [str(Refusal("not_an_object"))]}}
    terms = parse_terms(case.get("terms"))
    errors = check_terms(terms) if isinstance(terms, Terms) else terms
    if errors or not isinstance(terms, Terms):
        return {"errors": {name: [str(refusal) for refusal in errors[name]] for name in errors}}
    events = case.get("events")
    if refusal := _refuse_list([] if events is None else events):
        return {"errors": {"events": [str(refusal)]}}
    try:
        checkpoints = _checkpoints(terms, _in_order(events or []))
    except Refused as refused:
        return {"errors": {"events": {str(refused.seq): [str(refused.refusal)]}}}
    rate = effective_rate(terms)
    return {"checkpoints": checkpoints, "effective_rate": None if rate is None else str(rate)}


def _refuse_list(events: object) -> Refusal | None:
    if not isinstance(events, list):
        return Refusal("not_a_list")
    return Refusal("too_many_events", {"most": MOST_EVENTS}) if len(events) > MOST_EVENTS else None


def _in_order(items: Sequence[object]) -> list[tuple[int, object]]:
    """The items by their number; one without a number keeps its place in the list as its number."""
    numbered = [(_seq_of(item) or place, item) for place, item in enumerate(items, start=1)]
    return sorted(numbered, key=lambda pair: pair[0])


def _seq_of(item: object) -> int | None:
    seq = item.get("seq") if isinstance(item, Mapping) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) and 0 < seq <= MOST_SEQ else None


def _checkpoints(terms: Terms, numbered: Sequence[tuple[int, object]]) -> list[Json]:
    history = History(terms)
    checkpoints = [_checkpoint(0, history.state(), None)]
    for seq, item in numbered:
        try:
            checkpoints.append(_after(history, parse_event(item)))
        except Refused as refused:
            refused.seq = seq
            raise
    return checkpoints


def _after(history: History, event: Event) -> Json:
    """Accept the event; the checkpoint after it."""
    quote = None
    if event.type == EventType.SETTLEMENT_QUOTE and event.date:
        quote = history.quote(event.date)
    state = history.accept(event)
    on = max(known.entered_on for known in history.events if known.entered_on)
    if event.type == EventType.AS_OF and event.date:
        state, on = history.state(as_of=event.date), event.date
    return _checkpoint(event.seq, state, on, quote)


def _checkpoint(after: int, state: State, on: date | None, quote: Settlement | None = None) -> Json:
    return {
        "after": after,
        "schedule": [_row(row) for row in state.rows],
        "transactions": [_movement(movement) for movement in state.movements],
        "outstanding": _text(state.outstanding),
        "overpaid": _text(state.overpaid),
        "days_past_due": 0 if on is None else state.days_past_due(on),
        "status": state.status.value,
        "settlement": None if quote is None else _quote(quote),
    }


def _row(row: RowState) -> Json:
    figures = ("principal", "interest", "fee", "penalty", "paid", "waived", "balance")
    return {"number": row.number, "due": row.due_on.isoformat()} | _figures(row, figures)


def _movement(movement: Movement) -> Json:
    figures = ("amount", "principal", "interest", "fee", "penalty", "overpaid", "balance")
    return (
        {"seq": movement.seq, "date": movement.date.isoformat(), "type": movement.type.value}
        | _figures(movement, figures)
        | {"reversed": movement.reversed}
    )


def _quote(quote: Settlement) -> Json:
    figures = ("principal", "interest", "fee", "penalty", "total")
    return {"date": quote.date.isoformat()} | _figures(quote, figures)


def _figures(value: object, names: Sequence[str]) -> Json:
    return {name: _text(getattr(value, name)) for name in names}


def _text(amount: Decimal) -> str:
    """Plain digits with two decimals, whatever the currency, as in docs/loan-rules.md's sample."""
    return f"{amount:.2f}"
