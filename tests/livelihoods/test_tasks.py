"""Tasks about people: whose they are, what came of them, and that they go along."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.errors import LivelihoodError
from livelihoods.models import Consent, Contact, Task
from livelihoods.services import (
    add_task,
    close_tasks,
    forget_participant,
    give_consent,
    move_participant,
    record_contact,
)
from office.errors import AppendOnlyError
from office.roles import MANAGER, TRAINER
from office.services import holdings_of
from tests.factories import commune, make_participant, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
VISIT = Task.Kind.VISIT


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def person(officer):
    return make_participant(by=officer, phone="012345678")


def told(person, kind=VISIT, **fields):
    return add_task(person.pk, kind, **{"due_on": TODAY, "on": TODAY, **fields})


def test_told_twice_it_is_one_task_with_the_day_told_last(person, officer):
    first = told(person, reference="L1")
    again = told(person, reference="L1", due_on=TODAY + timedelta(days=3), owner=officer)
    assert (again.pk, again.due_on, again.owner) == (first.pk, TODAY + timedelta(days=3), officer)
    assert told(person, reference="L2").pk != first.pk


def test_a_settled_matter_may_come_up_again(person):
    first = told(person)
    assert close_tasks(person.pk, VISIT, on=TODAY) == 1
    assert told(person).pk != first.pk


@pytest.mark.parametrize(
    ("owner_is", "waits_for_officer", "seen_by_officer"),
    [(None, True, True), ("officer", True, True), ("other", False, True)],
)
def test_whose_it_is(person, officer, owner_is, waits_for_officer, seen_by_officer):
    owner = {"officer": officer, "other": make_user(role=TRAINER)}.get(owner_is)
    task = told(person, owner=owner)
    assert (task in Task.objects.for_user(officer)) is waits_for_officer
    assert (task in Task.objects.visible_to(officer)) is seen_by_officer
    assert task not in Task.objects.visible_to(make_user(communes=("010301",)))
    assert task in Task.objects.visible_to(make_user(role=MANAGER))


@pytest.mark.parametrize("outcome", ["reached", "busy", "unreachable", "ill", "moved"])
def test_with_a_day_to_ask_again_it_waits_else_it_is_done(person, officer, outcome):
    task, later = told(person), TODAY + timedelta(days=2)
    record_contact(task, channel="call", outcome=outcome, by=officer, on=TODAY, again_on=later)
    task.refresh_from_db()
    assert (task.closed_on, task.due_on) == (None, later)
    record_contact(task, channel="call", outcome=outcome, by=officer, on=later)
    task.refresh_from_db()
    assert task.closed_on == later
    assert [c.outcome for c in person.contacts.all()] == [outcome, outcome]


def test_who_asks_to_be_left_alone_is(person, officer):
    for purpose in (Consent.Purpose.CALL, Consent.Purpose.MESSAGE):
        give_consent(person, purpose, by=officer, on=TODAY)
    task, other = told(person), told(person, reference="L2")
    record_contact(task, channel="call", outcome="no_contact", by=officer, on=TODAY)
    assert not Task.objects.waiting().filter(pk__in=[task.pk, other.pk]).exists()
    standing = person.consents.filter(withdrawn_on=None).values_list("purpose", flat=True)
    assert list(standing) == [Consent.Purpose.RECORD]


def test_a_done_task_is_not_done_again(person, officer):
    task = told(person)
    record_contact(task, channel="call", outcome="reached", by=officer, on=TODAY)
    with pytest.raises(LivelihoodError):
        record_contact(task, channel="call", outcome="busy", by=officer, on=TODAY)
    assert person.contacts.count() == 1


def test_a_contact_is_written_once(person, officer):
    contact = record_contact(told(person), channel="call", outcome="reached", by=officer, on=TODAY)
    contact.outcome = Contact.Outcome.BUSY
    with pytest.raises(AppendOnlyError):
        contact.save()


def test_tasks_wait_for_whoever_works_where_the_person_moves(person, officer):
    trainer = make_user(role=TRAINER)
    visit = told(person, owner=officer)
    session = add_task(person.pk, Task.Kind.SESSION, due_on=TODAY, on=TODAY, owner=trainer)
    there = make_user(communes=("010301",))
    move_participant(person, commune=commune("010301"), by=officer, on=TODAY)
    visit.refresh_from_db(), session.refresh_from_db()
    assert (visit.owner, session.owner) == (None, trainer)
    assert set(Task.objects.for_user(there)) == {visit}
    assert not Task.objects.visible_to(officer).exists()


def test_nobody_is_closed_while_tasks_wait(person, officer):
    assert not [line for line in holdings_of(officer) if "task" in line]
    told(person, owner=officer)
    assert [line for line in holdings_of(officer) if "task" in line] == ["1 task"]


def test_forgetting_ends_what_was_to_be_done(person, officer):
    told(person)
    forget_participant(person, by=officer)
    assert not Task.objects.waiting().exists()


class TestPages:
    def test_the_list_shows_a_phone_only_where_the_person_agreed(self, person, officer, sign_in):
        told(person)
        client = sign_in(officer)
        with_no_consent = client.get(reverse("livelihoods:tasks"), {"show": "all"}).content.decode()
        assert "tel:" not in with_no_consent
        assert "Has not agreed to be called." in with_no_consent
        give_consent(person, Consent.Purpose.CALL, by=officer, on=TODAY)
        assert "tel:+85512345678" in client.get(reverse("livelihoods:tasks"), {"show": "all"}).content.decode()

    def test_mine_due_by_today_or_all(self, person, officer, sign_in, clock):
        clock(TODAY)
        missed = Task.Kind.INSTALMENT
        told(person, missed, reference="NOW"), told(person, missed, reference="LATER", due_on=TODAY + timedelta(days=1))
        told(person, missed, reference="OTHERS", owner=make_user())
        client = sign_in(officer)
        mine = client.get(reverse("livelihoods:tasks")).content.decode()
        assert ("NOW" in mine, "LATER" in mine, "OTHERS" in mine) == (True, False, False)
        everybodys = client.get(reverse("livelihoods:tasks"), {"show": "all"}).content.decode()
        assert all(reference in everybodys for reference in ("NOW", "LATER", "OTHERS"))

    def test_what_came_of_it_is_recorded_from_the_page(self, person, officer, sign_in, clock):
        clock(TODAY)
        task = told(person)
        client = sign_in(officer)
        url = reverse("livelihoods:task-done", args=[task.pk])
        unasked = client.post(url, {"channel": "call", "outcome": "busy"})
        assert "channel" in unasked.context["form"].errors  # the person did not agree to be called
        give_consent(person, Consent.Purpose.CALL, by=officer, on=TODAY)
        wrong = client.post(url, {"channel": "call", "outcome": "no_contact", "again_on": "2026-06-09"})
        assert "Who asked not to be contacted is not asked again." in wrong.content.decode()
        past = client.post(url, {"channel": "call", "outcome": "busy", "again_on": "2026-05-09"})
        assert "This day has passed." in past.content.decode()
        assert not Contact.objects.exists()
        assert client.post(url, {"channel": "call", "outcome": "busy", "again_on": "2026-06-09"}).status_code == 302
        task.refresh_from_db()
        assert task.due_on == date(2026, 6, 9)

    def test_ten_cost_as_much_as_one(self, person, officer, client, django_assert_num_queries):
        told(person)
        client.force_login(officer)
        client.get(reverse("livelihoods:tasks"))

        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("livelihoods:tasks"), {"show": "all"})
        for number in range(9):
            told(make_participant(by=officer, name_km=f"សុខ {number}"), owner=officer)
        with django_assert_num_queries(len(queries)):
            client.get(reverse("livelihoods:tasks"), {"show": "all"})
