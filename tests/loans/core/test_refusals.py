"""What is refused: terms by field, events by number; a wrong value gets a reason, never a traceback."""

import pytest

from loans.core.fold import accept, fold, settlement_quote
from loans.core.parse import parse_event, parse_terms
from loans.core.refusals import MESSAGES, Refusal, Refused
from loans.core.simulate import MOST_EVENTS, simulate, simulate_all
from tests.loans.core.loan_cases import (
    event,
    history,
    last,
    paid_out,
    pays,
    refusal,
    reschedule,
    reversal,
    riel,
    run,
    settles,
)

NO_FREQUENCY = {"instalments": None, "every": None, "unit": None}

TERMS = [
    ("currency", {"currency": "THB"}),
    ("currency", {"currency": None}),
    ("principal", {"principal": "300050"}),
    ("principal", {"principal": "0"}),
    ("principal", {"principal": "-300000"}),
    ("principal", {"principal": "NaN"}),
    ("principal", {"principal": float("nan")}),
    ("principal", {"principal": 300000.5}),
    ("principal", {"principal": True}),
    ("principal", {"principal": "3e5"}),
    ("principal", {"principal": "٣٠٠٠٠٠"}),
    ("principal", {"principal": " 300000"}),
    ("principal", {"principal": "9" * 30}),
    ("principal", {"principal": "9" * 3000}),
    ("principal", {"principal": "300000.001"}),
    ("principal", {"principal": ["300000"]}),
    ("annual_rate", {"annual_rate": "-1"}),
    ("annual_rate", {"annual_rate": "1000000"}),
    ("annual_rate", {"annual_rate": "1.00000000001"}),
    ("method", {"method": "flat"}),
    ("method", {"method": {}}),
    ("amortisation", {"amortisation": "balloon"}),
    ("instalments", {"instalments": 0}),
    ("instalments", {"instalments": -3}),
    ("instalments", {"instalments": "3"}),
    ("instalments", {"instalments": True}),
    ("instalments", {"instalments": 10_000_000}),
    ("instalments", {"instalments": 10**400}),
    ("instalments", {"instalments": None}),
    ("instalments", {"principal": "200"}),  # below 100 x 3
    ("instalments", {"every": 1000, "unit": "months", "instalments": 999}),  # beyond the year 9999
    ("every", {"every": 0}),
    ("every", {"every": None}),
    ("unit", {"unit": "years"}),
    ("unit", {"unit": None}),
    ("due_dates", {"due_dates": ["2025-03-01"]}),
    ("due_dates", {"due_dates": ["2025-03-01"]} | NO_FREQUENCY | {"instalments": 2}),
    ("due_dates", {"due_dates": ["2025-03-01", "2025-03-01"]} | NO_FREQUENCY),
    ("due_dates", {"due_dates": ["2025-01-05"]} | NO_FREQUENCY),
    ("due_dates", {"due_dates": ["2025-02-30"]} | NO_FREQUENCY),
    ("due_dates", {"due_dates": "2025-03-01"} | NO_FREQUENCY),
    ("due_dates", {"due_dates": [None]} | NO_FREQUENCY),
    ("due_dates", {"due_dates": ["9999-12-31"], "shift": "next", "holidays": ["9999-12-31"]} | NO_FREQUENCY),
    ("first_due", {"due_dates": ["2025-03-01"], "first_due": "2025-03-02"} | NO_FREQUENCY),
    ("first_due", {"first_due": "2025-01-05"}),
    ("first_due", {"first_due": "20250205"}),
    ("disbursed_on", {"disbursed_on": None}),
    ("disbursed_on", {"disbursed_on": 20250105}),
    ("disbursed_on", {"disbursed_on": "2025-W01-1"}),
    ("day_count", {"day_count": "30/365"}),
    ("step", {"step": "0"}),
    ("step", {"step": "0.001"}),
    ("instalment_multiple", {"instalment_multiple": "150"}),
    ("instalment_multiple", {"amortisation": "equal_instalments", "instalment_multiple": "300000"}),
    (
        "instalment_multiple",
        {"method": "none", "amortisation": "equal_instalments", "instalment_multiple": "200100"},
    ),
    (  # the only row with principal stands behind two of grace
        "instalment_multiple",
        {"method": "none", "amortisation": "equal_instalments", "principal_grace": 2, "instalment_multiple": "700000"},
    ),
    ("rounding", {"rounding": "nearest"}),
    ("interest_rounding", {"interest_rounding": None}),
    ("principal_grace", {"principal_grace": 3}),
    ("interest_free", {"interest_free": 3}),
    ("interest_grace", {"interest_grace": 3}),
    ("interest_grace", {"interest_grace": -1}),
    ("allocation", {"allocation": "largest_first"}),
    ("fee", {"fee": "300000"}),
    ("fee", {"fee": "-1"}),
    ("shift", {"shift": "nearest"}),
    ("holidays", {"holidays": "2025-01-01"}),
    ("holidays", {"holidays": [1]}),
    ("interest_graze", {"interest_graze": 1}),
]


@pytest.mark.parametrize(("field", "changes"), TERMS)
def test_refused_terms(field, changes):
    errors = refusal(riel(**changes))
    assert list(errors) == [field]
    assert all(isinstance(message, str) and message for message in errors[field])


@pytest.mark.parametrize("name", [name for name in riel() if name not in ("every", "unit")])
def test_each_of_the_terms_is_needed(name):
    terms = {key: value for key, value in riel().items() if key != name}
    assert name in refusal(terms)


@pytest.mark.parametrize("case", [None, [], "x", 1, {}, {"terms": None}, {"terms": []}, {"terms": {}}])
def test_what_is_no_case(case):
    assert simulate(case)["errors"]


@pytest.mark.parametrize("events", ["x", 1, {}, {"1": {}}, True, [{}] * (MOST_EVENTS + 1)])
def test_what_is_no_list_of_events(events):
    errors = simulate({"terms": riel(), "events": events})["errors"]
    assert isinstance(errors["events"], list)


def test_a_batch_answers_in_order_and_other_keys_are_ignored():
    good = {"terms": riel(), "events": None, "id": "x", "expect": []}
    answer = simulate_all({"cases": [good, 5, good]})
    assert ["errors" in result for result in answer["results"]] == [False, True, False]
    assert "errors" in simulate_all({"cases": 5})
    assert "checkpoints" in simulate_all(good)


SHAPES = [
    None,
    [],
    {},
    {"type": "payment"},
    {"type": None},
    {"entered_on": None},
    {"entered_on": 5},
    {"date": None},
    {"date": "soon"},
    {"amount": None},
    {"amount": "0"},
    {"amount": "-5"},
    {"amount": 5.5},
    {"amount": "5.555"},
    {"amount": "1" * 40},
    {"seq": "2"},
    {"seq": 0},
    {"seq": 10**30},
    {"seq": 1},
    {"ahead": "keep"},
    {"type": "waiver"},
    {"type": "waiver", "component": "principal"},
    {"type": "reversal"},
    {"type": "reversal", "reverses": "1"},
]


@pytest.mark.parametrize("changes", SHAPES)
def test_malformed_events(changes):
    good = {"seq": 2} | pays("2025-02-05", 1_000)
    item = good | changes if isinstance(changes, dict) and changes else changes
    errors = simulate({"terms": riel(), "events": [*history(paid_out()), item]})["errors"]
    assert len(errors["events"]) == 1


EVENTS = [
    ("before_disbursement", [pays("2025-02-05", 1_000)]),
    ("before_disbursement", [event("fee", "2025-01-10", 100)]),
    ("before_disbursement", [paid_out("2025-01-10"), pays("2025-01-09", 1_000)]),
    ("before_disbursement", [paid_out("2025-01-10"), event("fee", "2025-01-09", 100)]),
    ("before_disbursement", [event("settlement_quote", "2025-02-05")]),
    ("before_disbursement", [paid_out(), event("settlement_quote", "2025-01-04")]),
    ("not_a_multiple_of_step", [paid_out(amount=150)]),
    ("disbursement_above_principal", [paid_out(amount=300_100)]),
    ("disbursement_above_principal", [paid_out(amount=200_000), paid_out(amount=100_100)]),
    ("disbursement_too_late", [paid_out(amount=200_000), paid_out("2025-04-05", 100_000)]),
    ("after_settlement", [paid_out(amount=200_000), settles("2025-01-05", 200_000), paid_out(amount=100)]),
    ("after_settlement", [paid_out(), settles("2025-01-20", 400_000), settles("2025-01-20", 1)]),
    (
        "after_settlement",
        [
            paid_out(),
            settles("2025-02-06", 400_000),
            event("fee", "2025-02-09", 200_000),
            reschedule("2025-03-05", on="2025-02-10", extra_instalments=1),
        ],
    ),
    ("settlement_below_quote", [paid_out(), settles("2025-02-05", 302_999)]),
    ("waiver_above_unpaid", [paid_out(), event("waiver", "2025-01-10", 6_001, component="interest")]),
    ("waiver_above_unpaid", [paid_out(), event("waiver", "2025-01-10", 1, component="fee")]),
    ("refund_above_credit", [paid_out(), pays("2025-01-10", 306_010), event("refund", "2025-01-11", 11)]),
    ("not_written_off", [paid_out(), event("recovery", "2025-01-10", 100)]),
    ("nothing_outstanding", [paid_out(), pays("2025-01-10", 306_000), event("write_off", "2025-01-11")]),
    ("after_write_off", [paid_out(), event("write_off", "2025-01-11"), pays("2025-01-11", 100)]),
    ("after_write_off", [paid_out(), event("write_off", "2025-01-11"), event("fee", "2025-02-11", 100)]),
    (
        "after_write_off",
        [paid_out(), event("write_off", "2025-01-11"), event("settlement_quote", "2025-02-11")],
    ),
    ("one_change", [paid_out(), reschedule("2025-02-05")]),
    (
        "one_change",
        [paid_out(), reschedule("2025-02-05", extra_instalments=1, principal_grace=1)],
    ),
    ("no_such_due_date", [paid_out(), reschedule("2025-02-06", extra_instalments=1)]),
    (
        "no_such_due_date",  # a charge after the last due date has a row, but no instalment
        [
            paid_out(),
            event("fee", "2025-06-01", 100),
            reschedule("2025-06-01", extra_instalments=1),
        ],
    ),
    ("new_due_too_early", [paid_out(), reschedule("2025-03-05", new_due="2025-02-05")]),
    ("new_due_too_early", [paid_out(), reschedule("2025-02-05", new_due="2025-01-05")]),
    (
        "nothing_outstanding",
        [
            paid_out(),
            pays("2025-01-10", 306_000),
            reschedule("2025-04-05", extra_instalments=1),
        ],
    ),
    (
        "balance_below_step",  # 500 left, twelve rows of at least 100
        [
            paid_out(),
            pays("2025-02-05", 302_500, ahead="reduce_principal"),
            reschedule("2025-03-05", on="2025-02-10", extra_instalments=10),
        ],
    ),
    (
        "too_many_instalments",
        [paid_out(), reschedule("2025-02-05", principal_grace=10**9)],
    ),
    ("dates_too_far", [paid_out(), reschedule("2025-02-05", new_due="9999-11-30")]),
    (
        "dates_before_disbursement",
        [
            paid_out(amount=200_000),
            paid_out("2025-03-20", 100_000),
            reschedule("2025-04-05", on="2025-03-21", new_due="2025-03-20"),
        ],
    ),
    ("no_such_event", [paid_out(), reversal(2)]),
    ("no_such_event", [paid_out(), reversal(7)]),
    ("reversal_reversed", [paid_out(), pays("2025-01-10", 100), reversal(2), reversal(3)]),
    ("already_reversed", [paid_out(), pays("2025-01-10", 100), reversal(2), reversal(2)]),
    ("later_movement", [paid_out(), pays("2025-01-10", 100), reversal(1)]),
    (
        "later_movement",  # keyed before the tranche, but later in the order of the fold
        [paid_out(amount=200_000), pays("2025-02-10", 100), paid_out("2025-02-01", 100_000), reversal(3)],
    ),
    (
        "later_reschedule",
        [
            paid_out(),
            reschedule("2025-02-05", extra_instalments=1),
            reschedule("2025-03-05", on="2025-01-11", extra_instalments=1),
            reversal(2),
        ],
    ),
    # an accepted event would be refused
    (
        "breaks_accepted",
        [paid_out(), pays("2025-01-10", 306_500), event("refund", "2025-01-11", 500), reversal(2)],
    ),
    (
        "breaks_accepted",
        [paid_out(), settles("2025-02-05", 303_000), event("fee", "2025-02-01", 100)],
    ),
    (
        "breaks_accepted",
        [paid_out(), event("write_off", "2025-02-11"), event("recovery", "2025-03-01", 5), reversal(2)],
    ),
    ("breaks_accepted", [paid_out(), event("fee", "2025-01-05", 100), reversal(1)]),
]


@pytest.mark.parametrize(("code", "events"), EVENTS)
def test_refused_events(code, events):
    terms, events = parse_terms(riel()), [parse_event(item) for item in history(*events)]
    *before, new = events
    with pytest.raises(Refused) as refused:
        accept(terms, before, new)
    assert refused.value.refusal.code == code
    assert refused.value.seq == new.seq
    assert str(refused.value)


@pytest.mark.parametrize(("code", "events"), EVENTS)
def test_refused_events_are_named_by_their_number(code, events):
    errors = refusal(riel(), *events)
    assert list(errors["events"]) == [str(len(events))]


def test_only_the_first_refused_event_is_named():
    errors = refusal(riel(), paid_out(), pays("2025-01-01", 100), {"type": "nonsense"})
    assert list(errors["events"]) == ["2"]


def test_events_come_in_any_order_and_are_taken_by_number():
    events = history(paid_out(), pays("2025-02-05", 100), event("fee", "2025-02-06", 100))
    turned = simulate({"terms": riel(), "events": events[::-1]})
    assert turned == run(riel(), *events)
    assert [checkpoint["after"] for checkpoint in turned["checkpoints"]] == [0, 1, 2, 3]


def test_a_first_disbursement_on_the_first_due_date_is_refused():
    assert refusal(riel(first_due="2025-02-05"), paid_out("2025-02-05"))
    assert refusal(riel(due_dates=["2025-02-05"], **NO_FREQUENCY), paid_out("2025-03-05"))
    assert not refusal(riel(), paid_out("2025-02-05"))  # no first due date was given: the schedule moves along


def test_given_dates_may_come_with_their_number():
    assert not refusal(riel(due_dates=["2025-03-01", "2025-04-01"], **NO_FREQUENCY | {"instalments": 2}))


def test_a_charge_keyed_before_a_write_off_may_be_dated_after_it():
    events = [paid_out(), event("fee", "2025-06-01", 100), event("write_off", "2025-02-01")]
    assert last(riel(), *events)["status"] == "written_off"


def test_the_core_is_asked_for_a_quote_only_after_a_disbursement():
    with pytest.raises(Refused):
        settlement_quote(parse_terms(riel()), [], parse_event({"seq": 1} | paid_out()).date)


def test_a_whole_history_is_checked_in_one_fold():
    events = [parse_event(item) for item in history(paid_out(), pays("2025-01-10", 100))]
    broken = parse_event({"seq": 3} | pays("2025-01-01", 100))
    with pytest.raises(Refused) as refused:
        fold(parse_terms(riel()), [*events, broken])
    assert refused.value.seq == 3


def test_every_code_has_its_sentence_and_a_refusal_prints_it():
    assert all(text.endswith((".", "%(reason)s")) for text in MESSAGES.values())
    inner = Refusal("refund_above_credit", {"credit": 5})
    assert str(Refusal("breaks_accepted", {"seq": 3, "reason": inner})) == (
        "With this, entry 3 would be refused: The credit is only 5."
    )
