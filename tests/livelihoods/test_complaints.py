"""Complaints: who deals with them, the fifteen days, steps that stay, and the one complained of who never learns."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from livelihoods import services
from livelihoods.errors import LivelihoodError
from livelihoods.models import Complaint, ComplaintStep
from office.errors import AppendOnlyError, KeySentBefore
from office.models import TrailEntry, User
from office.roles import CASHIER, MANAGER
from office.services import holdings_of
from office.unseen import lines_for
from tests.factories import make_participant, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)


@pytest.fixture
def manager():
    return make_user(role=MANAGER)


def record(*, by, **changes):
    values = {"category": "delay", "channel": "in_person", "received_on": DAY, "text": "ខ្ញុំរង់ចាំយូរពេក",
              "form_key": uuid4(), "on": DAY, **changes}  # fmt: skip
    return services.record_complaint(by=by, **values)


def stages(complaint):
    return [step.stage or f"→{step.given_to.username}" for step in complaint.steps.order_by("pk")]


def test_a_complaint_of_a_person_is_sealed_with_their_key(officer, manager):
    person = make_participant(by=officer)
    complaint = record(by=officer, participant=person)
    assert complaint.key == person.key
    stored = Complaint.objects.select_related("key").get()
    assert (stored.text, stored.owner, stored.recorded_by) == ("ខ្ញុំរង់ចាំយូរពេក", None, officer)
    assert "រង់ចាំ".encode() not in bytes(stored.__dict__["text"])


def test_one_of_nobody_named_has_a_key_of_its_own(officer, manager):
    first, second = record(by=officer), record(by=officer)
    assert first.participant is None
    assert len({first.key_id, second.key_id, officer.key_id}) == 3
    assert Complaint.objects.select_related("key").get(pk=first.pk).text == "ខ្ញុំរង់ចាំយូរពេក"


def test_the_same_form_is_one_complaint_and_another_content_is_refused(officer, manager):
    key = uuid4()
    first = record(by=officer, form_key=key)
    assert record(by=officer, form_key=key) == first
    with pytest.raises(KeySentBefore):
        record(by=officer, form_key=key, text="ផ្សេង")
    assert record(by=manager, form_key=key) != first  # another person's form
    assert (Complaint.objects.count(), ComplaintStep.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("on", "left", "overdue"),
    [
        (DAY, 15, False),
        (DAY + timedelta(days=15), 0, False),  # on the last day it is not overdue
        (DAY + timedelta(days=16), -1, True),
    ],
)
def test_there_are_fifteen_days_from_the_day_it_came(officer, manager, on, left, overdue):
    complaint = record(by=officer)
    assert complaint.days_left(on=on) == left
    assert Complaint.objects.overdue(on=on).exists() == overdue


def test_the_clock_stops_with_the_answer(officer, manager):
    complaint = record(by=officer)
    services.give_complaint(complaint, owner=officer, by=manager, on=DAY)
    answered = services.take_step(complaint, "answered", on=LATER, by=officer, today=LATER, note="ពន្យល់")
    assert (answered.days_left(on=date(2026, 12, 1)), answered.is_closed) == (None, False)
    assert not Complaint.objects.overdue(on=date(2026, 12, 1)).exists()


def test_steps_are_kept_and_tell_what_sql_counts(officer, manager):
    complaint = record(by=officer)
    services.give_complaint(complaint, owner=officer, by=manager, on=DAY)
    for stage, said in (
        ("acknowledged", {}),
        ("answered", {"note": "ពន្យល់តារាង"}),
        ("closed", {"outcome": "explained", "satisfied": "no"}),
        ("reopened", {}),
        ("closed", {"outcome": "resolved", "satisfied": "yes"}),
    ):
        services.take_step(complaint, stage, on=LATER, by=officer, today=LATER, **said)
    end = Complaint.objects.get()
    expected = ["received", f"→{officer.username}", "acknowledged", "answered", "closed", "reopened", "closed"]
    assert stages(end) == expected
    assert (end.stage, end.outcome, end.satisfied, end.closed_on) == ("closed", "resolved", "yes", LATER)
    step = end.steps.first()
    with pytest.raises(AppendOnlyError):
        step.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ComplaintStep.objects.filter(pk=step.pk).update(on=DAY)


@pytest.mark.parametrize(
    ("stage", "changes", "field"),
    [
        ("received", {}, "stage"),
        ("reopened", {}, "stage"),
        ("acknowledged", {"on": DAY - timedelta(days=1)}, "on"),
        ("acknowledged", {"on": LATER + timedelta(days=1)}, "on"),
        ("closed", {"satisfied": "yes"}, "outcome"),
        ("closed", {"outcome": "resolved"}, "satisfied"),
    ],
)
def test_a_step_that_cannot_be_is_refused_at_its_field(officer, manager, stage, changes, field):
    complaint = record(by=officer)
    with pytest.raises(LivelihoodError) as refused:
        services.take_step(complaint, stage, **{"on": LATER, "by": manager, "today": LATER, **changes})
    assert refused.value.field == field
    assert Complaint.objects.get().stage == "received"
    assert ComplaintStep.objects.count() == 1


# --- Who deals with it, and who never learns of it ------------------------------------------------------------


def test_its_owner_is_never_the_one_complained_of(officer, manager):
    complaint = record(by=manager, about=officer)
    assert officer not in services.possible_owners(complaint)
    with pytest.raises(LivelihoodError):
        services.give_complaint(complaint, owner=officer, by=manager, on=DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(owner=officer)
    assert Complaint.objects.get().owner is None


def test_only_who_may_read_names_deals_with_one(officer, manager):
    complaint = record(by=officer)
    cashier = make_user(role=CASHIER)
    assert set(services.possible_owners(complaint)) == {officer, manager}
    with pytest.raises(LivelihoodError):
        services.give_complaint(complaint, owner=cashier, by=manager, on=DAY)


def test_without_another_manager_whoever_heard_it_deals_with_it(officer, manager):
    complaint = record(by=officer, about=manager)
    assert complaint.owner == officer
    with pytest.raises(LivelihoodError) as refused:
        record(by=manager, about=manager)
    assert refused.value.field == "about"
    make_user(role=MANAGER)
    assert record(by=officer, about=manager).owner is None


def test_each_sees_their_own_and_nobody_one_about_themselves(officer, manager):
    other, second = make_user(communes=("010201",)), make_user(role=MANAGER)
    mine, about_me = record(by=officer), record(by=officer, about=officer)
    about_manager = record(by=other, about=manager)

    def seen_by(user):
        return set(Complaint.objects.visible_to(user))

    assert seen_by(officer) == {mine}
    assert seen_by(other) == {about_manager}
    assert seen_by(manager) == {mine, about_me}
    assert seen_by(second) == {mine, about_me, about_manager}
    services.give_complaint(mine, owner=other, by=manager, on=DAY)
    assert seen_by(other) == {mine, about_manager}


def test_who_is_complained_of_does_nothing_about_it(officer, manager):
    complaint = record(by=officer, about=manager)
    with pytest.raises(LivelihoodError):
        services.take_step(complaint, "closed", on=DAY, by=manager, today=DAY, outcome="resolved", satisfied="yes")
    with pytest.raises(LivelihoodError):
        services.give_complaint(complaint, owner=make_user(role=MANAGER), by=manager, on=DAY)
    assert not Complaint.objects.get().is_closed


def test_the_trail_does_not_tell_the_one_complained_of(officer, manager):
    complaint = record(by=officer, about=manager)
    lines = TrailEntry.objects.filter(what="livelihoods.complaint", object_ids__contains=str(complaint.pk))
    assert lines.count() == 1
    assert set(lines_for(make_user(role=MANAGER))) >= set(lines)
    assert not set(lines_for(manager)) & set(lines)
    assert lines_for(manager).count() == TrailEntry.objects.count() - 1


def test_the_trail_holds_no_word_of_it_and_nobody_it_is_about(officer, manager):
    record(by=officer, about=manager)
    line = TrailEntry.objects.get(what="livelihoods.complaint")
    assert (line.user, line.fields) == (officer, "registered")


def test_an_open_complaint_is_held_by_its_owner(officer, manager):
    complaint = record(by=officer)
    before = holdings_of(officer)
    services.give_complaint(complaint, owner=officer, by=manager, on=DAY)
    assert len(holdings_of(officer)) == len(before) + 1
    services.take_step(complaint, "closed", on=DAY, by=officer, today=DAY, outcome="resolved", satisfied="unknown")
    assert holdings_of(officer) == before
    with pytest.raises(LivelihoodError):
        services.give_complaint(complaint, owner=manager, by=manager, on=DAY)


# --- Forgetting -----------------------------------------------------------------------------------------------


def test_a_person_is_not_forgotten_while_their_complaint_is_open(officer, manager):
    person = make_participant(by=officer)
    complaint = record(by=officer, participant=person)
    with pytest.raises(LivelihoodError) as refused:
        services.forget_participant(person, by=manager)
    assert "omplain" not in str(refused.value)  # whoever asks may be the one complained of
    services.take_step(complaint, "closed", on=DAY, by=manager, today=DAY, outcome="resolved", satisfied="yes")
    services.forget_participant(person, by=manager)
    left = Complaint.objects.select_related("key").get()
    assert (left.text, left.outcome) == ("", "resolved")


def test_what_nobody_named_said_is_forgotten_after_the_years_of_keeping(officer, manager):
    complaint, waits = record(by=officer), record(by=officer)
    services.take_step(complaint, "closed", on=LATER, by=manager, today=LATER, outcome="resolved", satisfied="unknown")
    assert services.forget_after_retention(on=date(2031, 3, 9)) == 0
    assert services.forget_after_retention(on=date(2031, 3, 10)) == 1
    assert Complaint.objects.get(pk=complaint.pk).text == ""
    assert Complaint.objects.get(pk=waits.pk).text
    assert services.forget_again([complaint.key_id]) == 0


def test_a_restored_complaint_is_forgotten_again(officer, manager):
    complaint = record(by=officer)
    assert services.forget_again([complaint.key_id]) == 1
    assert Complaint.objects.select_related("key").get().text == ""


def test_a_member_of_staff_who_left_is_no_owner(officer, manager):
    complaint = record(by=manager)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert officer not in services.possible_owners(complaint)
