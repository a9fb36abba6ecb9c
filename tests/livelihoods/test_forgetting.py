"""Forgetting a person: what goes, and what stays under the code."""

from datetime import date

import pytest

from livelihoods import services
from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, Participant, SearchToken, SuspectedDuplicate
from livelihoods.searching import search
from office.errors import KeyDestroyed, Refusal
from office.forgotten import forgotten_ids
from office.models import TrailEntry
from office.roles import MANAGER
from tests.factories import make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def manager():
    return make_user(role=MANAGER)


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setattr(services, "open_matters", [])
    monkeypatch.setattr("livelihoods.services.forgetting.open_matters", services.open_matters)
    return make_participant(phone="012 345 678", village="ភូមិ១", safe_hours="ល្ងាច")


def test_the_key_and_the_tokens_go_and_the_code_stays(person, manager):
    make_business(person, name="ហាងសុភា")
    make_participant(phone="012 345 678")
    assert SuspectedDuplicate.objects.exists()
    services.forget_participant(person, by=manager)
    left = Participant.objects.get(code=person.code)
    assert left.is_forgotten
    assert left.key.wrapped is None
    assert left.key.destroyed_at is not None
    assert {left.name_km, left.name_latin, left.phone, left.village, left.safe_hours, left.year_of_birth} == {""}
    assert Business.objects.get().name == ""
    assert not SearchToken.objects.filter(participant=left).exists()
    assert not SuspectedDuplicate.objects.exists()
    assert (left.sex, left.commune_id, left.age_band) == (person.sex, person.commune_id, person.age_band)
    assert list(search(Participant.objects.all(), person.code)) == [left]
    assert left.shown_to(manager) == person.code
    last = TrailEntry.objects.order_by("-pk").first()
    assert (last.user, last.act, last.object_ids, last.fields) == (manager, "write", str(person.pk), "forgotten")


def test_nobody_is_forgotten_while_something_is_open(person, manager):
    services.open_matters.append(lambda participant: "A loan is open." if participant.code == person.code else None)
    with pytest.raises(LivelihoodError, match=r"A loan is open\."):
        services.forget_participant(person, by=manager)
    assert not Participant.objects.get(pk=person.pk).is_forgotten
    services.open_matters.clear()
    services.open_matters.append(lambda participant: None)
    services.forget_participant(person, by=manager)


def test_nothing_can_be_written_about_a_forgotten_person(person, manager):
    business = make_business(person)
    services.forget_participant(person, by=manager)
    for act in (
        lambda: services.change_participant(person, by=manager, on=ON, village="ភូមិ២"),
        lambda: services.give_consent(person, "call", by=manager, on=ON),
        lambda: services.forget_participant(person, by=manager),
        lambda: make_business(person),
    ):
        with pytest.raises(KeyDestroyed):
            act()
    with pytest.raises(Refusal):
        services.change_business(business, by=manager, on=ON, name="ហាង")
    services.change_business(business, by=manager, on=ON, status="closed")  # its status is no secret


def test_after_the_years_of_keeping_a_person_is_forgotten_unless_something_is_open(person):
    recent = make_participant(on=date(2023, 1, 2))
    services.record_milestone(recent.pk, "funded", on=date(2026, 1, 1), reference="L1")
    last_day = date(2030, 1, 1)  # registered on 1 January 2025, five years are kept
    assert services.forget_after_retention(on=last_day) == 0
    services.open_matters.append(lambda participant: "A loan is open.")
    assert services.forget_after_retention(on=date(2030, 1, 2)) == 0
    services.open_matters.clear()
    assert services.forget_after_retention(on=date(2030, 1, 2)) == 1
    assert Participant.objects.get(pk=person.pk).is_forgotten
    assert not Participant.objects.get(pk=recent.pk).is_forgotten
    last = TrailEntry.objects.order_by("-pk").first()
    assert (last.user, last.object_ids, last.fields) == (None, str(person.pk), "forgotten")


def test_whose_key_was_destroyed_is_noted_beside_the_master_key(
    person, manager, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.KEYS_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_participant(person, by=manager)
    assert list(forgotten_ids()) == [person.key_id]


def test_a_restored_person_is_forgotten_again(person, manager):
    assert services.forget_again([person.key_id]) == 1
    left = Participant.objects.get(pk=person.pk)
    assert left.is_forgotten
    assert not left.search_tokens.exists()
    assert services.forget_again([person.key_id]) == 0
