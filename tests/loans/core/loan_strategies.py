"""Random terms and random histories for the properties of the core."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from loans.core.calendar import Shift, Unit
from loans.core.choices import AllocationOrder, Amortisation, Currency, Method
from loans.core.daycount import DayCount
from loans.core.events import Ahead, Component, Event, EventType
from loans.core.fold import History
from loans.core.refusals import Refused
from loans.core.rounding import Rounding
from loans.core.terms import Terms, check_terms

START = date(2025, 1, 31)
HOLIDAYS = frozenset(START + timedelta(days=gap) for gap in (28, 29, 59, 60, 61, 90, 120))


@st.composite
def any_terms(draw, **fixed):
    """Accepted terms of 1 to 15 instalments in riel (steps of 100) or dollars."""
    currency = draw(st.sampled_from(Currency))
    step = Decimal("0.01") if currency == Currency.USD else Decimal(100)
    count = draw(st.integers(1, 15))
    fields = {
        "currency": currency,
        "principal": step * draw(st.integers(count * 10, 100_000)),
        "annual_rate": Decimal(draw(st.integers(0, 6_000_000))) / 10_000,
        "method": draw(st.sampled_from(Method)),
        "amortisation": draw(st.sampled_from(Amortisation)),
        "disbursed_on": START,
        "day_count": draw(st.sampled_from(DayCount)),
        "step": step,
        "instalment_multiple": step * draw(st.sampled_from((1, 1, 5, 10))),
        "rounding": draw(st.sampled_from(Rounding)),
        "interest_rounding": draw(st.sampled_from(Rounding)),
        "principal_grace": draw(st.integers(0, count - 1)),
        "interest_free": draw(st.integers(0, count - 1)),
        "interest_grace": draw(st.integers(0, count - 1)),
        "allocation": draw(st.sampled_from(AllocationOrder)),
        "fee": step * draw(st.integers(0, 9)),
        "shift": draw(st.sampled_from(Shift)),
        "holidays": HOLIDAYS,
    }
    fields |= draw(_frequency(count)) | fixed
    terms = Terms(**fields)
    if check_terms(terms):  # the instalment rounds to zero, in most cases
        terms = replace(terms, instalment_multiple=step, rounding=Rounding.UP)
    assert not check_terms(terms), check_terms(terms)
    return terms


@st.composite
def _frequency(draw, count):
    if draw(st.booleans()):
        gaps = draw(st.lists(st.integers(1, 70), min_size=count, max_size=count))
        days = [START + timedelta(days=sum(gaps[: i + 1])) for i in range(count)]
        return {"due_dates": tuple(days)}
    first = draw(st.none() | st.integers(1, 60))
    return {
        "instalments": count,
        "every": draw(st.integers(1, 3)),
        "unit": draw(st.sampled_from(Unit)),
        "first_due": None if first is None else START + timedelta(days=first),
    }


KINDS = (
    *[EventType.REPAYMENT] * 4,
    *[EventType.DISBURSEMENT] * 2,
    *[EventType.RESCHEDULE] * 2,
    *[EventType.WAIVER] * 2,
    EventType.FEE,
    EventType.PENALTY,
    EventType.REFUND,
    EventType.REVERSAL,
    EventType.SETTLEMENT,
    EventType.WRITE_OFF,
    EventType.RECOVERY,
    EventType.SETTLEMENT_QUOTE,
)


@st.composite
def any_history(draw, kinds=KINDS, most=50, different_dates=False, rising_dates=False, terms_from=None):
    """(terms, history): events of all kinds, by default in any order of dates; the refused are left out."""
    terms = draw(any_terms() if terms_from is None else terms_from)
    history = History(terms)
    first = draw(st.integers(1, 4))
    step = terms.step
    amount = max(step, terms.principal / first // step * step)
    history.accept(Event(seq=1, type=EventType.DISBURSEMENT, date=START, entered_on=START, amount=amount))
    numbers = st.integers(0, 10**6)
    draft = st.tuples(st.sampled_from(kinds), numbers, numbers, numbers)
    least = draw(st.sampled_from((0, 10, most - 1)))
    drafts = draw(st.lists(draft, min_size=least, max_size=most - 1))
    days = {START}
    for kind, day, size, choice in drafts:
        event = _event(terms, history, kind, day, size, choice)
        if rising_dates and event.date:
            event = replace(event, date=max(days) + timedelta(days=day % 15))
        if different_dates and event.date in days:
            continue
        try:
            history.accept(event)
        except Refused:
            continue
        days.add(event.date or START)
    return terms, history


def _event(terms, history, kind, day, size, choice):
    """One event out of four numbers; it may well be refused."""
    seq = history.events[-1].seq + 1
    if choice % 4 == 1 and any(event.type == EventType.WRITE_OFF for event in history.events):
        kind = EventType.RECOVERY  # little else is accepted then
    on = START + timedelta(days=day % (500 if choice % 2 else 120))
    rough = terms.principal * (size % 1000) / Decimal(1000 + choice % 4000)
    amount = max(terms.step, rough // terms.step * terms.step)
    event = Event(seq=seq, type=kind, date=on, entered_on=START + timedelta(days=600), amount=amount)
    if kind == EventType.REPAYMENT and choice % 4 == 0:
        return replace(event, ahead=Ahead.REDUCE_PRINCIPAL)
    if kind == EventType.WAIVER:
        unpaid = history.state().unpaid
        found = [each for each in Component if getattr(unpaid, each.value)] or list(Component)
        return replace(event, component=found[choice % len(found)], amount=min(amount, terms.step * 5))
    if kind == EventType.REFUND and choice % 3:
        return replace(event, amount=min(amount, max(terms.step, history.state().overpaid)))
    if kind == EventType.RECOVERY:
        return replace(event, date=max(e.date for e in history.events if e.date) + timedelta(days=day % 40))
    if kind == EventType.SETTLEMENT:
        return replace(event, amount=terms.principal * 3 if choice % 3 == 0 else amount)
    if kind in (EventType.WRITE_OFF, EventType.SETTLEMENT_QUOTE):
        return replace(event, amount=None)
    if kind == EventType.REVERSAL:
        return replace(event, date=None, amount=None, reverses=1 + choice % seq)
    if kind == EventType.RESCHEDULE:
        return replace(event, amount=None, **_change(history, size, choice))
    return event


def _change(history, size, choice):
    rows = history.state().rows
    row = rows[choice % len(rows)]
    if size % 3 == 0:
        return {"from_due": row.due_on, "new_due": row.due + timedelta(days=size % 90 - 20)}
    name = "extra_instalments" if size % 3 == 1 else "principal_grace"
    return {"from_due": row.due_on, name: 1 + size % 4}
