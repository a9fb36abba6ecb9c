"""What is filled in: attendance, scores, what came of a call, items handed out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from livelihoods.services import give_consent
from tests.factories import make_participant
from tests.trainings.factories import attend, make_item, make_session, seat
from tests.trainings.views.reading import text
from trainings.services.items import left_at

pytestmark = pytest.mark.django_db


def grid_of(client, session, day="all"):
    """The hidden fields of the list as the page gives them."""
    context = client.get(f"{session.get_absolute_url()}attendance/?day={day}").context
    return {"base": context["base"], "seats": context["seats"], "half_days": context["open_ids"]}


def test_the_whole_list_is_saved_at_once_and_what_another_saved_meanwhile_is_kept_and_shown(client, world):
    session, one = world["session"], world["seat"]
    other = seat(session, make_participant(name_km="ចាន់ ដារ៉ា"))
    client.force_login(world["user"])
    opened = grid_of(client, session)
    morning = opened["half_days"].split()[0]
    assert len(opened["half_days"].split()) == 2  # tomorrow has not come
    url = f"{session.get_absolute_url()}attendance/"
    assert client.post(url, opened | {"m": [f"{one.pk}-{morning}"]}).url == session.get_absolute_url()
    answer = client.post(url, opened | {"m": [f"{other.pk}-{morning}"]})  # opened before the first was saved
    page = answer.content.decode()
    assert "their changes are kept" in page
    assert page.count("is-changed") == 1
    assert {mark[0] for mark in one.attendances.values_list("enrolment")} == {one.pk}
    assert other.attendances.count() == 1
    again = client.post(url, grid_of(client, session) | {"m": [f"{other.pk}-{morning}", f"{one.pk}-{morning}"]})
    assert again.status_code == 302


def test_nonsense_sent_to_the_list_breaks_nothing(client, world):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}attendance/"
    for sent in ({}, {"m": ["x", "1-", "9-9"], "seats": "a b", "half_days": "@", "base": "1"}):
        assert client.post(url, sent).status_code == 302
    assert world["seat"].attendances.count() == 0


def test_a_long_session_opens_on_today(client, world, today):
    long = make_session(lead=world["lead"], first_on=today - timedelta(days=2), days=5)
    seat(long, world["person"])
    client.force_login(world["user"])
    page = client.get(f"{long.get_absolute_url()}attendance/")
    assert page.context["chosen"] == today
    assert len(page.context["half_days"]) == 2


@pytest.mark.parametrize(
    ("typed", "stored"), [("៧៥", 75), ("75", 75), ("75,5", 75.5), ("75.25", 75.25), ("80 %", 80), ("", None)]
)
def test_scores_are_read_in_both_kinds_of_digits(client, world, typed, stored):
    client.force_login(world["user"])
    client.post(f"{world['session'].get_absolute_url()}scores/", {f"pre-{world['seat'].pk}": typed})
    world["seat"].refresh_from_db()
    assert world["seat"].pre == stored


@pytest.mark.parametrize("typed", ["101", "x", "-1", "7.555", "1e1", "NaN"])
def test_a_wrong_score_is_told_beside_its_cell_and_nothing_is_saved(client, world, typed):
    client.force_login(world["user"])
    pk = world["seat"].pk
    answer = client.post(f"{world['session'].get_absolute_url()}scores/", {f"pre-{pk}": "50", f"post-{pk}": typed})
    page = answer.content.decode()
    assert f'id="wrong-post-{pk}"' in page
    assert f'value="{typed}"' in page
    world["seat"].refresh_from_db()
    assert world["seat"].pre is None


def test_a_score_changed_meanwhile_is_asked_back_and_then_taken(client, world):
    client.force_login(world["user"])
    pk, url = world["seat"].pk, f"{world['session'].get_absolute_url()}scores/"
    client.post(url, {f"pre-{pk}": "50", f"was-pre-{pk}": ""})
    page = client.post(url, {f"pre-{pk}": "60", f"was-pre-{pk}": ""}).content.decode()
    assert "Somebody entered 50 meanwhile." in page
    assert f'name="was-pre-{pk}" value="50"' in page
    assert client.post(url, {f"pre-{pk}": "60", f"was-pre-{pk}": "50"}).status_code == 302


@pytest.fixture
def absentee(world, today):
    """Somebody else was there today, the one participant was not."""
    other = seat(world["session"], make_participant(name_km="ចាន់ ដារ៉ា"))
    attend(world["session"], (other, 0), on=today)
    return world["person"].tasks.get()


def test_whoever_missed_the_session_is_on_the_call_list_until_reached(client, world, absentee, today):
    url = f"{world['session'].get_absolute_url()}absent/"
    page = text(client, world["user"], url)
    assert "tel:+85512345678" in page
    assert "ចាន់" not in page
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "busy"})
    absentee.refresh_from_db()
    assert absentee.due_on == today + timedelta(1)
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "reached"})
    absentee.refresh_from_db()
    assert absentee.closed_on == today
    assert [c.outcome for c in world["person"].contacts.all()] == ["busy", "reached"]
    assert client.post(url, {"task": absentee.pk, "outcome": "reached"}).status_code == 404


def test_what_came_of_it_is_one_of_a_few_words(client, world, absentee):
    client.force_login(world["user"])
    url = f"{world['session'].get_absolute_url()}absent/"
    client.post(url, {"task": absentee.pk, "channel": "call", "outcome": "was in a bad way"})
    assert world["person"].contacts.count() == 0
    assert client.post(url, {"task": "x", "outcome": "reached"}).status_code == 404


def test_who_asks_not_to_be_contacted_is_called_no_more(client, world, absentee):
    give_consent(world["person"], "message", by=world["user"], on=absentee.made_on)
    client.force_login(world["user"])
    client.post(f"{world['session'].get_absolute_url()}absent/", {"task": absentee.pk, "outcome": "no_contact"})
    page = text(client, world["user"], world["session"].get_absolute_url())
    assert "tel:" not in page
    assert "is to be called" not in page


def test_items_are_handed_out_to_whom_is_ticked(client, world, today):
    item = make_item()
    client.force_login(world["user"])
    received = {"key": uuid4(), "item": item.pk, "quantity": "៣", "place": "010201", "on": today.isoformat()}
    for _ in range(2):
        client.post("/trainings/items/receive/", received)
    assert left_at()[0].quantity == 3
    url = f"{world['session'].get_absolute_url()}hand-out/"
    sent = {"key": uuid4(), "item": item.pk, "quantity": "1", "on": today.isoformat()}
    assert "Tick at least one person." in client.post(url, sent).content.decode()
    for _ in range(2):
        client.post(url, sent | {"seat": [world["seat"].pk]})
    assert left_at()[0].quantity == 2
    assert "was given: tool kit 1" in text(client, world["user"], url)
    too_many = client.post(url, {**sent, "key": uuid4(), "quantity": "9", "seat": [world["seat"].pk]})
    assert "Only 2 left" in too_many.content.decode()


def test_a_trainer_receives_items_where_they_train_and_nowhere_else(client, world, today):
    client.force_login(world["user"])
    sent = {"key": uuid4(), "item": make_item().pk, "quantity": "3", "place": "010202", "on": today.isoformat()}
    assert client.post("/trainings/items/receive/", sent).context["form"].errors["place"]
