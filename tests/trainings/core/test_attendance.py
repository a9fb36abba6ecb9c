"""Shares, who is missing, and lists filled in by two people at once."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.core.attendance import (
    HalfDay,
    days_of,
    has_attended,
    held_half_days,
    is_complete,
    is_missing,
    merge,
    share,
)

MON, TUE = date(2026, 3, 2), date(2026, 3, 3)
PLANNED = (HalfDay(1, MON), HalfDay(2, MON), HalfDay(3, TUE), HalfDay(4, TUE))


@pytest.mark.parametrize(
    ("present", "held", "percent", "enough"),
    [
        (4, 5, 80, True),  # 80 is 80
        (7, 9, 77, False),
        (799, 1000, 79, False),  # 79.9 is not 80
        (0, 4, 0, False),
        (0, 0, None, False),  # nothing was held yet
        (10, 10, 100, True),
    ],
)
def test_share(present, held, percent, enough):
    assert share(present, held) == percent
    assert has_attended(present, held, Decimal(80)) is enough


def test_a_half_day_in_which_nobody_was_is_not_held():
    assert held_half_days(PLANNED, {(7, 1), (8, 1), (7, 3)}) == (PLANNED[0], PLANNED[2])


@pytest.mark.parametrize(
    ("there", "held", "missing"),
    [
        (set(), (1, 2), True),  # never came
        ({1}, (1, 2), False),  # came for half of the day
        ({1, 2}, (1, 2, 3), True),  # was there on Monday, not on Tuesday
        ({4}, (1, 2, 3, 4), False),  # came again
        (set(), (), False),  # nothing was held
    ],
)
def test_who_is_missing(there, held, missing):
    assert is_missing(there, [each for each in PLANNED if each.id in held]) is missing


def test_a_session_is_complete_once_its_last_day_was_held():
    assert not is_complete(PLANNED[:2], TUE)
    assert is_complete(PLANNED[:3], TUE)


def test_days_of_a_session_are_the_chosen_weekdays_both_ends_included():
    assert days_of(MON, date(2026, 3, 16), {0}) == (MON, date(2026, 3, 9), date(2026, 3, 16))
    assert days_of(MON, TUE, {6}) == ()


MARKS = st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 3)))


@given(MARKS, MARKS, MARKS)
def test_nobodys_change_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for mark in base | mine | theirs:
        if (mark in mine) != (mark in base):
            assert (mark in merged.marks) == (mark in mine)
        else:
            assert (mark in merged.marks) == (mark in theirs)


@given(MARKS, MARKS)
def test_sent_twice_a_list_changes_nothing_more_and_tells_of_nobody_else(base, mine):
    once = merge(base, mine, base).marks
    again = merge(base, mine, once)
    assert once == mine
    assert again.marks == once
    assert again.others == frozenset()


@given(MARKS, MARKS, MARKS)
def test_what_is_told_is_what_others_changed_and_i_did_not(base, mine, theirs):
    for mark in merge(base, mine, theirs).others:
        assert (mark in theirs) != (mark in base)
        assert (mark in mine) == (mark in base)
