"""Monitoring rounds: due dates, windows, and what answers them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livelihoods.core.rounds import EITHER_SIDE, MONTHS, Answer, nearest, rounds_after, state_of

FUNDED = date(2025, 8, 31)
BY_MONTHS = {each.months: each for each in rounds_after(FUNDED)}


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("months", "due", "first", "last"),
    [
        (0, "2025-08-31", "2025-07-17", "2025-10-15"),
        (3, "2025-11-30", "2025-10-16", "2026-01-14"),  # November has no 31st
        (6, "2026-02-28", "2026-01-14", "2026-04-14"),
        (12, "2026-08-31", "2026-07-17", "2026-10-15"),
        (24, "2027-08-31", "2027-07-17", "2027-10-15"),
    ],
)
def test_when_a_round_is_due(months, due, first, last):
    each = BY_MONTHS[months]
    assert (each.due_on, each.first_on, each.last_on) == (day(due), day(first), day(last))


@pytest.mark.parametrize(
    ("months", "told", "answers"),
    [
        (3, ["2025-10-15"], None),  # the day before the round
        (3, ["2025-10-16"], "2025-10-16"),
        (3, ["2026-01-14"], "2026-01-14"),
        (3, ["2026-01-15"], None),
        (3, ["2025-11-28", "2025-12-02"], "2025-12-02"),  # as near: the later
        (3, ["2025-11-28", "2025-12-03"], "2025-11-28"),
        (0, ["2025-08-01", "2025-09-01"], "2025-08-01"),  # before the money, though less near
        (0, ["2025-09-20", "2025-09-10"], "2025-09-10"),  # nothing before: the nearest after
        (0, [], None),
    ],
)
def test_what_answers_a_round(months, told, answers):
    assert nearest(BY_MONTHS[months], map(day, told)) == (day(answers) if answers else None)


@pytest.mark.parametrize(
    ("told", "on", "state"),
    [
        (None, "2025-10-01", Answer.WAITING),
        (None, "2026-01-14", Answer.WAITING),  # the last day is still in time
        (None, "2026-01-15", Answer.LOST),
        ("2025-12-01", "2026-06-01", Answer.TOLD),
    ],
)
def test_how_a_round_stands(told, on, state):
    assert state_of(BY_MONTHS[3], day(told) if told else None, on=day(on)) == state


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.lists(st.integers(-100, 900), max_size=20))
def test_an_answer_lies_in_its_round_and_none_is_nearer(funded, offsets):
    told = [funded + timedelta(days=offset) for offset in offsets]
    for each in rounds_after(funded):
        answer = nearest(each, told)
        inside = [d for d in told if abs(d - each.due_on) <= EITHER_SIDE]
        assert (answer is None) == (not inside)
        if answer is not None and each.months:
            assert abs(answer - each.due_on) == min(abs(d - each.due_on) for d in inside)
    assert [each.months for each in rounds_after(funded)] == list(MONTHS)
