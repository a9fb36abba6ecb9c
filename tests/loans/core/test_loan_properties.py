"""What holds for every loan, over random terms and random histories."""

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from loans.core.calendar import Unit
from loans.core.events import Ahead, Event, EventType
from loans.core.fold import History, fold, settlement_quote
from loans.core.refusals import Refused
from loans.core.schedule import build_schedule
from loans.core.simulate import simulate
from loans.core.state import Laid, Status
from tests.loans.core.loan_cases import riel
from tests.loans.core.loan_strategies import KINDS, START, any_history, any_terms

COMPONENTS = ("principal", "interest", "fee", "penalty")
CASH_IN = {EventType.REPAYMENT, EventType.SETTLEMENT}
LATER = START + timedelta(days=40_000)

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
# Where what was drawn is counted: the same draws every time, so that a count holds or does not.
counted = settings(many, derandomize=True)


def without(*kinds):
    return [kind for kind in KINDS if kind not in kinds]


UNDISTURBED = [EventType.REPAYMENT, EventType.WAIVER, EventType.REVERSAL]
PLAIN = without("fee", "penalty", "reversal")


def standing(state):
    return [movement for movement in state.movements if not movement.reversed]


def total(movement):
    return sum(getattr(movement, name) for name in COMPONENTS)


def check_rows(terms, state):
    disbursed = sum(m.amount for m in standing(state) if m.type == EventType.DISBURSEMENT)
    instalments, others = state.rows[: state.instalments], state.rows[state.instalments :]
    assert sum(row.principal for row in state.rows) == disbursed
    assert [row.number for row in state.rows] == list(range(1, len(state.rows) + 1))
    assert all(amount >= 0 for row in state.rows for amount in row[3:])
    for row in state.rows:
        for name in COMPONENTS:
            met = sum(getattr(row, f"{kind}_{name}") for kind in Laid)
            assert 0 <= met <= getattr(row, name)
    assert instalments[-1].balance == 0
    assert not any(row.principal or row.interest or row.balance for row in others)
    assert state.outstanding == sum(row.unpaid for row in state.rows)
    assert state.outstanding_principal == sum(row.unpaid_principal for row in state.rows)


def check_movements(state):
    for movement in state.movements:
        assert all(amount >= 0 for amount in movement[3:10])
        if movement.type in CASH_IN:
            assert total(movement) + movement.overpaid == movement.amount
        elif movement.type == EventType.WRITE_OFF:
            assert total(movement) == movement.amount
            assert movement.overpaid == movement.balance == 0
        elif movement.type == EventType.WAIVER:
            assert total(movement) <= movement.amount
            assert movement.principal == 0
        elif movement.type == EventType.REFUND:
            assert (total(movement), movement.overpaid) == (0, movement.amount)
        else:
            assert (total(movement), movement.overpaid) == (0, 0)


def check_allocations(state):
    by_row = defaultdict(Decimal)
    by_seq = defaultdict(Decimal)
    for allocation in state.allocations:
        for name in COMPONENTS:
            by_row[allocation.number, allocation.kind, name] += getattr(allocation, name)
            by_seq[allocation.seq] += getattr(allocation, name)
    for row in state.rows:
        for kind in Laid:
            for name in COMPONENTS:
                assert by_row[row.number, kind, name] == getattr(row, f"{kind}_{name}")
    for movement in standing(state):
        if movement.type in CASH_IN:
            # Credit may since have paid a charge, and interest paid too much may have become credit.
            assert by_seq[movement.seq] <= movement.amount
        elif movement.type == EventType.WRITE_OFF:
            assert by_seq[movement.seq] == movement.amount
        else:
            assert by_seq[movement.seq] <= total(movement)


def check_cash(state):
    received = sum(m.amount for m in standing(state) if m.type in CASH_IN)
    refunded = sum(m.amount for m in standing(state) if m.type == EventType.REFUND)
    assert received - refunded == sum(row.paid for row in state.rows) + state.overpaid
    assert state.overpaid >= 0


def by_date(history, state):
    """The allocations, by the date of their entry in place of its number."""
    dates = {event.seq: event.date for event in history.events}
    return sorted((dates[allocation.seq], *allocation[1:]) for allocation in state.allocations)


def check_status(state):
    if any(m.type == EventType.WRITE_OFF for m in standing(state)):
        assert (state.status, state.outstanding) == (Status.WRITTEN_OFF, 0)
    elif state.outstanding:
        assert state.status == Status.ACTIVE
    else:
        assert state.status == (Status.OVERPAID if state.overpaid else Status.CLOSED)
    late = state.days_past_due(LATER)
    assert (late > 0) == (state.outstanding > 0)
    assert state.arrears(LATER).total == state.outstanding


@many
@given(any_history())
def test_books_of_one_loan_always_balance(drawn):
    terms, history = drawn
    state = history.state()
    assume(state.status != Status.APPROVED)
    check_rows(terms, state)
    if state.outstanding_principal or not any(event.ahead for event in history.events):
        assert state.rows[state.instalments - 1].principal > 0
    check_movements(state)
    check_allocations(state)
    check_cash(state)
    check_status(state)


@pytest.mark.parametrize(
    ("strategy", "kinds"),
    [
        (any_history(), KINDS),
        (any_history(rising_dates=True), KINDS),
        (any_history(without("fee", "penalty")), without("fee", "penalty")),
        (any_history(kinds=UNDISTURBED), UNDISTURBED),
        (any_history(PLAIN, different_dates=True), PLAIN),
        (any_history(terms_from=any_terms(method="none")), KINDS),
    ],
)
def test_histories_are_long_and_of_every_kind(strategy, kinds):
    """The properties here are not true for want of accepted events."""
    accepted = Counter()

    @counted
    @given(strategy)
    def count(drawn):
        _, history = drawn
        accepted.update({"histories": 1, "long": len(history.events) >= 20})
        accepted.update(event.type for event in history.events)

    count()
    assert accepted["long"] >= 3
    assert sum(accepted[kind] for kind in {*kinds, EventType.DISBURSEMENT}) >= 3 * accepted["histories"]
    assert {kind for kind in kinds if not accepted[kind]} == set()


@st.composite
def prepaid_and_moved(draw):
    """A few rows, some paid ahead to reduce the principal, the rows under that moved: whatever is accepted."""
    rows = {"instalments": draw(st.integers(2, 5)), "every": 1, "unit": Unit.MONTHS, "due_dates": (), "first_due": None}
    graces = dict.fromkeys(("principal_grace", "interest_free", "interest_grace"), 0)
    terms = draw(any_terms(**rows, **graces))
    history = History(terms)
    history.accept(Event(seq=1, type=EventType.DISBURSEMENT, date=START, entered_on=START, amount=terms.principal))
    for _ in range(draw(st.integers(2, 6))):
        event = Event(seq=history.events[-1].seq + 1, type=EventType.REPAYMENT, entered_on=LATER)
        on, choice = START + timedelta(days=draw(st.integers(0, 150))), draw(st.integers(0, 3))
        if choice < 2:
            amount = max(terms.step, terms.principal * draw(st.integers(1, 99)) / 100 // terms.step * terms.step)
            event = replace(event, date=on, amount=amount, ahead=Ahead.REDUCE_PRINCIPAL if choice else None)
        else:
            row = draw(st.sampled_from(history.state().rows))
            moved = {"new_due": row.due + timedelta(days=draw(st.integers(-40, 10)))}
            change = moved if choice == 2 else {"extra_instalments": draw(st.integers(1, 3))}
            event = replace(event, type=EventType.RESCHEDULE, date=on, from_due=row.due_on, **change)
        with suppress(Refused):
            history.accept(event)
    return terms, history


@settings(many, max_examples=1_000)
@given(prepaid_and_moved())
def test_while_principal_is_outstanding_the_last_row_is_never_empty(drawn):
    terms, history = drawn
    state = history.state()
    check_rows(terms, state)
    assert not state.outstanding_principal or state.rows[state.instalments - 1].principal > 0


@many
@given(any_history(), st.integers(0, 500))
def test_books_of_one_loan_balance_on_every_past_day(drawn, days):
    terms, history = drawn
    state = history.state(as_of=START + timedelta(days=days))
    assume(state.status != Status.APPROVED)
    check_rows(terms, state)
    check_movements(state)
    check_allocations(state)
    check_cash(state)
    check_status(state)


def test_undoing_the_newest_entry_is_as_if_it_was_never_keyed():
    accepted = Counter()

    @counted
    @given(any_history())
    def holds(drawn):
        terms, history = drawn
        newest = history.events[-1]
        assume(newest.seq > 1 and newest.type not in (EventType.REVERSAL, EventType.SETTLEMENT_QUOTE))
        before = fold(terms, history.events[:-1])
        undo = Event(seq=newest.seq + 1, type=EventType.REVERSAL, entered_on=LATER, reverses=newest.seq)
        try:
            after = history.accept(undo)
        except Refused as refused:
            if refused.refusal.code in ("later_movement", "later_reschedule"):
                return
            raise
        assert standing(after) == standing(before)
        assert replace(after, movements=()) == replace(before, movements=())
        accepted[newest.type] += 1

    holds()
    assert len(accepted) >= 4
    assert accepted.total() >= 40


@few
@given(any_history(kinds=UNDISTURBED))
def test_paid_in_rows_is_what_standing_movements_say(drawn):
    """Where nothing changes rows and nothing is charged, by component."""
    _, history = drawn
    assume(all(event.ahead is None for event in history.events))
    state = history.state()
    assume(state.status != Status.APPROVED)
    for name in COMPONENTS:
        paid = sum(getattr(m, name) for m in standing(state) if m.type == EventType.REPAYMENT)
        waived = sum(getattr(m, name) for m in standing(state) if m.type == EventType.WAIVER)
        assert sum(getattr(row, f"paid_{name}") for row in state.rows) == paid
        assert sum(getattr(row, f"waived_{name}") for row in state.rows) == waived


def test_entries_of_different_dates_may_be_keyed_in_any_order():
    accepted = Counter()

    @settings(few, derandomize=True)
    @given(any_history(PLAIN, different_dates=True), st.data())
    def holds(drawn, data):
        terms, history = drawn
        order = data.draw(st.permutations(history.events[1:]))
        again = History(terms, history.events[:1])
        for seq, event in enumerate(order, start=2):
            try:
                again.accept(replace(event, seq=seq))
            except Refused:
                assume(False)
        before, after = history.state(), again.state()
        assert [m[1:] for m in before.movements] == [m[1:] for m in after.movements]
        assert by_date(history, before) == by_date(again, after)
        assert before.rows == after.rows
        assert (before.unpaid, before.overpaid, before.status) == (after.unpaid, after.overpaid, after.status)
        accepted.update(several=len(order) >= 3, moved=[*order] != history.events[1:])

    holds()
    assert min(accepted["several"], accepted["moved"]) >= 3


# A charge keyed before its date changes what earlier entries paid, so that taking it away may make an earlier
# rescheduling one of a paid loan: entries with charges are keyed in the order of their dates here.
@few
@given(any_history(without("fee", "penalty")) | any_history(rising_dates=True))
def test_reversing_everything_after_the_disbursement_returns_to_it(drawn):
    terms, history = drawn
    gone = {event.reverses for event in history.events}
    assume(1 not in gone)
    left = [e for e in history.events[1:] if e.type != EventType.REVERSAL and e.seq not in gone]
    for event in sorted(left, key=lambda event: (event.date, event.seq), reverse=True):
        seq = history.events[-1].seq + 1
        history.accept(Event(seq=seq, type=EventType.REVERSAL, entered_on=LATER, reverses=event.seq))
    disbursed, state = fold(terms, history.events[:1]), history.state()
    assert state.rows == disbursed.rows
    assert standing(state) == list(disbursed.movements)
    assert (state.unpaid, state.overpaid, state.status) == (disbursed.unpaid, 0, disbursed.status)
    assert state.allocations == state.charges == ()


@few
@given(any_history(), st.integers(0, 500))
def test_as_of_is_the_loan_without_later_events(drawn, days):
    terms, history = drawn
    on = START + timedelta(days=days)
    state = history.state(as_of=on)
    assert all(movement.date <= on for movement in state.movements)
    assert all(charge.date <= on for charge in state.charges)
    assert history.state(as_of=LATER) == history.state()
    assert fold(terms, reversed(history.events), as_of=on) == state


@few
@given(any_history(without("settlement", "write_off", "recovery")), st.integers(0, 500))
def test_paying_the_quote_settles_the_loan(drawn, days):
    terms, history = drawn
    assume(history.state().status != Status.APPROVED)
    # A settlement before a later tranche or reschedule would be refused: it is asked for after them all.
    on = max(START + timedelta(days=days), *(event.date for event in history.events if event.date))
    quote = settlement_quote(terms, history.events, on)
    seq = history.events[-1].seq + 1
    settled = Event(seq=seq, type=EventType.SETTLEMENT, date=on, entered_on=on, amount=quote.total)
    before, state = history.state(), history.accept(settled)
    paid = next(movement for movement in state.movements if movement.seq == seq)
    assert [getattr(paid, name) for name in COMPONENTS] == [getattr(quote, name) for name in COMPONENTS]
    assert (state.outstanding, paid.overpaid) == (0, 0)
    assert quote.total <= before.outstanding
    if quote.total:
        short = replace(settled, seq=seq + 1, amount=quote.total - Decimal("0.01"))
        with pytest.raises(Refused):
            fold(terms, [*history.events[:-1], short])


@many
@given(any_terms())
def test_a_proposed_schedule_shares_out_the_whole_principal(terms):
    rows = build_schedule(terms).rows
    assert len(rows) == terms.count
    assert sum(row.principal for row in rows) == terms.principal
    assert rows[-1].balance == 0
    assert rows[-1].principal > 0
    assert all(amount >= 0 and amount % terms.step == 0 for row in rows for amount in row[3:])
    assert not any(row.principal for row in rows[: terms.principal_grace])
    assert not any(row.interest for row in rows[: max(terms.interest_free, terms.interest_grace)])
    assert all(a.due < b.due and a.due_on <= b.due_on for a, b in pairwise(rows))
    for row in rows:
        balance = row.balance + row.principal
        assert row.principal <= balance


@few
@given(any_terms(method="none"))
def test_a_loan_free_of_interest_has_its_number_of_instalments(terms):
    rows = build_schedule(terms).rows
    assert len(rows) == terms.count
    assert not any(row.interest for row in rows)


@few
@given(any_history(terms_from=any_terms(method="none")))
def test_a_loan_free_of_interest_keeps_it_and_its_number_of_instalments(drawn):
    """Whatever happens; only a rescheduling adds some, as many as it says."""
    terms, history = drawn
    gone = {event.reverses for event in history.events}
    stands = [event for event in history.events if event.seq not in gone]
    added = sum((e.extra_instalments or 0) + (e.principal_grace or 0) for e in stands)
    state = history.state()
    assert state.instalments == terms.count + added
    assert not any(row.interest for row in state.rows)
    assert not any(movement.interest for movement in state.movements)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2025-02-05", "5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
event_names = [
    "seq",
    "type",
    "date",
    "entered_on",
    "amount",
    "component",
    "reverses",
    "from_due",
    "new_due",
    "ahead",
]
type_names = st.sampled_from([kind.value for kind in EventType])
json_events = st.dictionaries(st.sampled_from(event_names), json_values | type_names, max_size=8) | json_values


@settings(many, max_examples=200)
@given(
    st.dictionaries(st.sampled_from([*riel(), "fee", "holidays", "shift"]), json_values, max_size=3),
    json_values,
)
def test_no_value_in_the_terms_ends_in_a_traceback(changes, events):
    result = simulate({"terms": riel() | changes, "events": events})
    assert ("errors" in result) != ("checkpoints" in result)


@settings(many, max_examples=200)
@given(st.lists(json_events, max_size=4))
def test_no_value_in_an_event_ends_in_a_traceback(events):
    first = {
        "seq": 1,
        "type": "disbursement",
        "date": "2025-01-05",
        "entered_on": "2025-01-05",
        "amount": "300000",
    }
    result = simulate({"terms": riel(), "events": [first, *events]})
    assert ("errors" in result) != ("checkpoints" in result)
