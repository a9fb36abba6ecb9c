"""Items: never below zero, nothing twice, what was wrong undone by its opposite."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.errors import AppendOnlyError, Refusal
from tests.factories import commune, make_participant
from tests.trainings.factories import MONDAY, make_item, make_session, manager, seat
from trainings.models import ItemMovement
from trainings.services.items import given_to, hand_out, left_at, receive_items, undo_movement

pytestmark = pytest.mark.django_db


@pytest.fixture
def kits():
    """Five tool kits in the commune of a session with two people."""
    session, item = make_session(), make_item()
    seats = [seat(session, make_participant()), seat(session, make_participant())]
    receive(item, 5)
    return session, item, seats


def receive(item, quantity, key=None, place="010201"):
    return receive_items(
        item=item, place=commune(place), quantity=quantity, on=MONDAY, key=key or uuid4(), by=manager()
    )


def give(session, seats, item, quantity=1, key=None):
    return hand_out(session, seats, item=item, quantity=quantity, on=MONDAY, key=key or uuid4(), by=manager())


def left(place="010201"):
    return [(each.item.name_en, each.quantity) for each in left_at([commune(place)])]


def test_what_is_left_is_what_came_less_what_was_handed_out(kits):
    session, item, seats = kits
    give(session, seats, item, 2)
    assert left() == [("tool kit", 1)]
    assert {pk: [(each.name_en, n) for each, n in rows] for pk, rows in given_to(session).items()} == {
        seats[0].pk: [("tool kit", 2)], seats[1].pk: [("tool kit", 2)],
    }  # fmt: skip


def test_all_of_them_or_nobody(kits):
    session, item, seats = kits
    with pytest.raises(Refusal) as refused:
        give(session, seats, item, 3)
    assert refused.value.field == "quantity"
    assert left() == [("tool kit", 5)]


def test_another_communes_items_are_not_here(kits):
    session, item, seats = kits
    receive(item, 50, place="010202")
    with pytest.raises(Refusal):
        give(session, seats[:1], item, 6)


def test_the_same_form_twice_is_one_movement_and_other_content_is_refused(kits):
    session, item, seats = kits
    key = uuid4()
    give(session, seats, item, 1, key)
    give(session, seats, item, 1, key)
    assert left() == [("tool kit", 3)]
    with pytest.raises(Refusal):
        give(session, seats, item, 2, key)


def test_undone_once_and_never_below_zero(kits):
    session, item, seats = kits
    received = ItemMovement.objects.get()
    moved = give(session, seats[:1], item, 4)[0]
    with pytest.raises(Refusal):
        undo_movement(received, on=MONDAY, by=manager())  # four are with somebody
    for _ in range(2):
        undone = undo_movement(moved, on=MONDAY + timedelta(1), by=manager())
    assert left() == [("tool kit", 5)]
    assert given_to(session) == {}
    with pytest.raises(Refusal):
        undo_movement(undone, on=MONDAY, by=manager())


def test_movements_are_written_once(kits):
    movement = ItemMovement.objects.get()
    movement.quantity = 9
    with pytest.raises(AppendOnlyError):
        movement.save()
    with pytest.raises(AppendOnlyError):
        movement.delete()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 6)), max_size=12))
def test_nowhere_is_less_than_nothing_left(kits, acts):
    session, item, seats = kits
    expected = left()[0][1]
    for comes_in, quantity in acts:
        if comes_in:
            receive(item, quantity)
            expected += quantity
        elif quantity <= expected:
            give(session, seats[:1], item, quantity)
            expected -= quantity
        else:
            with pytest.raises(Refusal):
                give(session, seats[:1], item, quantity)
        assert left() == [("tool kit", expected)]
