"""Outcomes against a slow count with a finger."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livelihoods.core.survival import Survival
from reports.core.outcomes import Person, Told, change, measure, middle, survived

AMOUNTS = st.none() | st.integers(-500, 500).map(lambda n: Decimal(n * 1000))
TOLD = st.builds(Told, AMOUNTS, AMOUNTS, st.none() | st.integers(1, 12))
PEOPLE = st.lists(st.builds(Person, st.just({}), TOLD, TOLD, st.booleans()), max_size=25)
LINE = Decimal("10951")


def whole(number):
    return number.quantize(Decimal(1), ROUND_HALF_UP)


def slow_median(amounts):
    left = sorted(amounts)
    while len(left) > 2:
        left = left[1:-1]
    return whole(sum(left) / len(left))


def slow_change(people, name):
    """What somebody finds who goes down the list once for each figure."""
    before, after, lost, waiting, alone = [], [], 0, 0, 0
    for person in people:
        was, now = getattr(person.baseline, name), getattr(person.follow_up, name)
        if was is None and now is None:
            continue
        if was is None:
            alone += 1
        elif now is None and person.is_over:
            lost += 1
        elif now is None:
            waiting += 1
        else:
            before.append(was)
            after.append(now)
    rose = [b * Decimal("1.2") <= a for b, a in zip(before, after, strict=True) if b > 0]
    return len(before), lost, waiting, alone, before, after, sum(rose), len(rose)


@pytest.mark.parametrize("name", ["business", "household"])
@given(people=PEOPLE)
def test_a_change_is_what_one_counts_by_hand(name, people):
    n, lost, waiting, alone, before, after, rose, could = slow_change(people, name)
    found = getattr(measure(people, poverty_line=LINE), name)
    assert (found.n, found.lost, found.waiting, found.no_baseline) == (n, lost, waiting, alone)
    assert (found.rose, found.could_rise) == (rose, could)
    for middle_, amounts in ((found.baseline, before), (found.follow_up, after)):
        assert (middle_ is None) == (not amounts)
        if middle_ is not None:
            assert middle_.median == slow_median(amounts)
            assert middle_.mean == whole(sum(amounts) / len(amounts))
    if n:
        changes = [a - b for b, a in zip(before, after, strict=True)]
        assert (found.change.median, found.change.mean) == (slow_median(changes), whole(sum(changes) / n))


@given(people=PEOPLE)
def test_poverty_is_what_one_counts_by_hand(people):
    poor = [0, 0, 0]
    for person in people:
        rounds = (person.baseline, person.follow_up)
        if any(told.household is None or told.household_size is None for told in rounds):
            continue
        poor[0] += 1
        for place, told in enumerate(rounds, start=1):
            poor[place] += told.household / told.household_size / Decimal("30.4") < LINE
    found = measure(people, poverty_line=LINE).poverty
    assert [found.n, found.poor_before, found.poor_after] == poor


@given(people=PEOPLE)
def test_nobody_is_counted_twice_and_nobody_is_lost_from_the_count(people):
    found = change(people, lambda told: told.business)
    told_anything = [p for p in people if p.baseline.business is not None or p.follow_up.business is not None]
    assert found.n + found.lost + found.waiting + found.no_baseline == len(told_anything)
    assert found.rose <= found.could_rise <= found.n


@pytest.mark.parametrize(
    ("before", "after", "rose"),
    [(100, 120, 1), (100, 119, 0), (100, 100, 0), (1, 2, 1), (0, 500, 0), (-100, 500, 0)],
)
def test_what_a_rise_of_twenty_percent_is(before, after, rose):
    person = Person({}, Told(business=Decimal(before)), Told(business=Decimal(after)), True)
    assert change([person], lambda told: told.business).rose == rose


def test_nobody_has_no_middle():
    assert middle([]) is None
    assert measure([], poverty_line=LINE).business.share_risen is None


def test_unknown_stands_apart_and_the_young_are_left_out():
    states = [Survival.ALIVE] * 3 + [Survival.OVER] + [Survival.UNKNOWN] * 2 + [Survival.YOUNG] * 5
    found = survived(states)
    assert (found.n, found.alive, found.unknown, found.share) == (4, 3, 2, Decimal("0.75"))
    assert survived([Survival.YOUNG]).share is None
