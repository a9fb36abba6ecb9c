"""PAR, grades and allowance by hand."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.core.risk import DAYS, STEPS, Exposure, Grade, grade_of, portfolio_of

EXPOSURES = st.builds(
    Exposure, st.integers(1, 10**6).map(D), st.integers(0, 400), st.booleans(), st.booleans(), women=st.integers(0, 1)
)


@pytest.mark.parametrize(("days", "short", "long"), [
    (0, "normal", "normal"), (14, "normal", "normal"), (15, "special_mention", "normal"),
    (29, "special_mention", "normal"), (30, "special_mention", "special_mention"),
    (31, "substandard", "special_mention"), (60, "substandard", "special_mention"),
    (61, "doubtful", "special_mention"), (89, "doubtful", "special_mention"), (90, "doubtful", "substandard"),
    (91, "loss", "substandard"), (179, "loss", "substandard"), (180, "loss", "doubtful"), (359, "loss", "doubtful"),
    (360, "loss", "loss"),
])  # fmt: skip
def test_grades_by_days_late(days, short, long):
    assert grade_of(days, is_long=False) == short
    assert grade_of(days, is_long=True) == long


def test_four_loans_by_hand():
    found = portfolio_of([
        Exposure(D(600_000), 0, women=1),
        Exposure(D(300_000), 1),  # one day late is not more than one day
        Exposure(D(200_000), 45, is_rescheduled=True, women=1),
        Exposure(D(100_000), 95),
    ])  # fmt: skip
    assert (found.loans, found.women, found.principal) == (4, 2, 1_200_000)
    assert [found.late[n] for n in DAYS] == [300_000, 300_000, 100_000, 100_000]
    assert [found.par(n) for n in DAYS] == [D("0.25"), D("0.25"), D("0.0833"), D("0.0833")]
    assert found.share(found.late_or_rescheduled) == D("0.25")
    # 900,000 x 1 % + 200,000 x 20 % + 100,000 x 100 %
    assert found.allowance == 149_000
    assert found.coverage == D("0.4967")
    assert found.average == 300_000


def test_a_rescheduled_loan_is_a_line_of_its_own():
    found = portfolio_of([Exposure(D(100), 0, is_rescheduled=True), Exposure(D(300), 0)])
    assert (found.par(30), found.share(found.late_or_rescheduled)) == (0, D("0.25"))


def test_nothing_outstanding_has_no_ratio():
    found = portfolio_of([])
    assert (found.par(30), found.coverage, found.average, found.allowance) == (None, None, None, 0)


@given(st.lists(EXPOSURES))
def test_grades_sum_to_the_principal_and_par_falls_with_the_days(exposures):
    found = portfolio_of(exposures)
    assert sum(found.by_grade.values()) == found.principal
    assert [found.late[n] for n in DAYS] == sorted((found.late[n] for n in DAYS), reverse=True)
    assert found.late[30] <= found.late_or_rescheduled <= found.late[30] + found.rescheduled
    assert found.by_grade[Grade.NORMAL] * D("0.01") <= found.allowance <= found.principal


@given(st.lists(EXPOSURES, min_size=1))
def test_alike_loans_may_be_counted_together(exposures):
    first = exposures[0]
    twice = Exposure(
        first.principal * 2, first.days_past_due, first.is_long, first.is_rescheduled, loans=2, women=first.women * 2
    )
    assert portfolio_of([twice]) == portfolio_of([first, first])


@pytest.mark.parametrize("is_long", [False, True])
def test_between_two_steps_nothing_changes(is_long):
    """So the database may count together loans from one step to the next."""
    for days in range(420):
        step = max(least for least in STEPS if least <= days)
        one, other = (portfolio_of([Exposure(D(100), late, is_long)]) for late in (days, step))
        assert one == other
