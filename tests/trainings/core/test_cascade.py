"""The cascade by hand: two masters, three trainers, one facilitator, and the participants they reached."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.core.cascade import Certified, Node, Seat, Taught, generations, grow, idle, learning, refreshers
from trainings.core.tree import layout

START = date(2025, 1, 1)


def day(number):
    return START + timedelta(days=number)


def certified(holder, by, on, *, until=None, course="tot"):
    return Certified(holder, by, course, day(on), until and day(until))


def sat(session, person, *, trains=False, pre=None, post=None, came=True, passed=None, certified=False):
    scores = (pre if pre is None else Decimal(pre), post if post is None else Decimal(post))
    return Seat(session, person, trains, came, *scores, bool(passed), certified)


CERTIFICATES = [
    certified("M1", None, 0), certified("M2", None, 5),
    certified("T1", "M1", 30), certified("T2", "M1", 30), certified("T3", "M2", 40),
    certified("F1", "T1", 60),
    certified("T3", "M1", 90),  # a refresher moves nobody
]  # fmt: skip
TAUGHT = [
    Taught("S1", "M1", "M1", day(30)), Taught("S2", "M2", "M2", day(40)), Taught("S3", "T1", "T1", day(60)),
    Taught("S4", "F1", "F1", day(80)), Taught("S5", "X", "T2", day(85)),  # X leads, T2 answers for it
]  # fmt: skip
SEATS = [
    sat("S1", "T1", trains=True, pre=40, post=90, passed=True, certified=True),
    sat("S1", "T2", trains=True, pre=50, post=80, passed=True, certified=True),
    sat("S2", "T3", trains=True, post=75, passed=True, certified=True),
    sat("S3", "F1", trains=True, pre=60, post=70, passed=True, certified=True),
    sat("S4", "P1", pre=20, post=60), sat("S4", "P2", pre=30, post=75, passed=True, certified=True),
    sat("S4", "P3", came=False),
    sat("S5", "P2", pre=40, post=75, passed=True, certified=True), sat("S5", "P4"),
]  # fmt: skip


def test_the_tree():
    first, second = grow(CERTIFICATES, TAUGHT, SEATS)
    assert [(n.code, n.generation, n.participants) for n in first.everybody] == [
        ("M1", 1, 0), ("T1", 2, 0), ("F1", 3, 2), ("T2", 2, 2),
    ]  # fmt: skip
    assert [node.code for node in second.everybody] == ["M2", "T3"]
    assert (first.reached, second.reached) == (3, 0)  # P2 came to sessions of both


def test_what_each_generation_reached():
    found = generations(grow(CERTIFICATES, TAUGHT, SEATS), TAUGHT, SEATS)
    assert [(g.number, g.people, g.sessions, g.reached, g.certified) for g in found] == [
        (1, 2, 2, 3, 3),
        (2, 3, 2, 3, 2),
        (3, 1, 1, 2, 1),
    ]
    assert found[0].learning.gain == Decimal("40.0")  # (50 + 30) / 2; T3 took no pre-test
    assert (found[2].learning.tested, found[2].learning.passed) == (2, 1)
    assert found[2].learning.pass_rate == Decimal("50.0")


def test_knowledge_gain_counts_a_person_once():
    found = learning([sat("A", "P", pre=20, post=60), sat("B", "P", pre=40, post=60), sat("A", "Q", pre=50, post=90)])
    assert (found.matched, found.gain) == (2, Decimal("35.0"))  # P: mean of 40 and 20; Q: 40


def test_without_tests_there_is_no_rate_and_no_gain():
    found = learning([sat("A", "P"), sat("A", "Q", pre=30)])
    assert (found.tested, found.pass_rate, found.matched, found.gain) == (0, None, 0, None)


def test_somebody_certified_by_a_person_not_in_the_tree_begins_one():
    roots = grow([certified("A", "B", 10), certified("B", "A", 20)], [], [])
    assert [root.code for root in roots] == ["A"]
    assert [node.code for node in roots[0].below] == ["B"]


PEOPLE = st.sampled_from("ABCDEFGH")


@given(st.lists(st.builds(certified, PEOPLE, st.none() | PEOPLE, st.integers(0, 400)), max_size=30))
def test_whatever_the_certificates_everybody_stands_in_the_tree_once(certificates):
    codes = [node.code for root in grow(certificates, [], []) for node in root.everybody]
    assert sorted(codes) == sorted({each.holder for each in certificates})


@pytest.mark.parametrize(
    ("left", "stage"), [(61, None), (60, 60), (31, 60), (30, 30), (1, 30), (0, 0), (-1, 0), (-400, 0)]
)
def test_a_refresher_is_due_at_60_30_and_0_days(left, stage):
    found = refreshers([certified("A", None, 0, until=500)], on=day(500 - left))
    assert [each.stage for each in found] == ([] if stage is None else [stage])


def test_a_renewed_certificate_and_one_without_end_ask_for_no_refresher():
    held = [certified("A", None, 0, until=100), certified("A", None, 90, until=800), certified("B", None, 0)]
    assert refreshers(held, on=day(120)) == ()


@pytest.mark.parametrize(
    ("certified_on", "last_led", "on", "is_idle"),
    [
        (0, None, 365, False),  # a year to the day
        (0, None, 366, True),
        (0, 100, 465, False),
        (0, 100, 466, True),
        (300, 0, 400, False),  # certified within the year
    ],
)
def test_who_has_not_trained_for_a_year(certified_on, last_led, on, is_idle):
    taught = [] if last_led is None else [Taught("S", "A", "A", day(last_led))]
    assert bool(idle([certified("A", None, certified_on)], taught, on=day(on))) is is_idle


def people(count, generation, below=()):
    return tuple(Node(f"{generation}-{n}", generation, frozenset("ABC"[: n % 3]), below) for n in range(count))


def test_a_hundred_people_fit_into_a_readable_picture():
    roots = people(9, 1, people(3, 2, people(3, 3)))
    tree = layout(roots)
    assert sum(spot.people for spot in tree.spots) == 9 + 27 + 81
    assert len(tree.spots) == 9 + 27 + 27  # those below one person, with nobody below themselves, are drawn together
    assert [heading.people for heading in tree.headings] == [9, 27, 81]
    for generation in (1, 2, 3):
        row = sorted(spot.x for spot in tree.spots if spot.generation == generation)
        assert all(right - left >= 30 for left, right in pairwise(row))
    assert all(0 <= spot.x <= tree.width and spot.y < tree.height for spot in tree.spots)
    assert len(tree.lines) == len(tree.spots) - 9


def test_a_participant_of_two_people_drawn_together_counts_once():
    pair = (Node("a", 2, frozenset("PQ"), ()), Node("b", 2, frozenset("QR"), ()))
    spot = next(each for each in layout([Node("top", 1, frozenset(), pair)]).spots if not each.code)
    assert (spot.people, spot.participants) == (2, 3)


def test_each_stands_above_the_middle_of_those_below():
    tree = layout(people(1, 1, (*people(2, 2, people(2, 3)), Node("x", 2, frozenset(), ()))))
    top = next(spot for spot in tree.spots if spot.generation == 1)
    row = [spot.x for spot in tree.spots if spot.generation == 2]
    assert top.x == (min(row) + max(row)) / 2


def test_nobody_is_an_empty_picture():
    tree = layout(())
    assert (tree.spots, tree.lines, tree.height) == ((), (), 0)
