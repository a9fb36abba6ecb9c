"""Attendance tells livelihoods who completed, missed and is to be called, and takes it back when put right."""

from datetime import timedelta

import pytest

from livelihoods.models import Contact, Milestone, Task
from livelihoods.services import give_consent, record_contact, stop_contact
from office.errors import Refusal
from office.models import TrailEntry
from tests.factories import make_participant
from tests.trainings.factories import (
    MONDAY,
    attend,
    half_days,
    make_session,
    make_staff,
    make_trainer,
    manager,
    score,
    seat,
)
from trainings.models import Attendance
from trainings.services.attendance import Filled, record_attendance
from trainings.services.certifying import issue_certificates, withdraw_certificate

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(1)


def told(person):
    kinds = person.milestones.exclude(kind="registered")
    return [(m.kind, m.on, m.reference) for m in kinds.order_by("on", "kind")]


def waiting(person):
    return person.tasks.filter(closed_on=None).count()


@pytest.fixture
def two():
    """A session of two days, led by somebody who signs in, with two people in it."""
    user, lead = make_trainer()
    session = make_session(lead=lead)
    return session, seat(session, make_participant()), seat(session, make_participant()), user


def test_who_is_absent_all_day_is_told_and_to_be_called_by_the_lead(two):
    session, came, away, user = two
    attend(session, (came, 0), (came, 1), on=MONDAY)
    assert told(away.participant) == [("missed", MONDAY, session.code)]
    task = away.participant.tasks.get()
    assert (task.kind, task.owner, task.due_on, task.reference) == ("session", user, MONDAY, session.code)
    assert told(came.participant) == []


def test_whoever_comes_again_is_missing_no_more(two):
    session, came, away, _user = two
    monday = ((came, 0), (came, 1))
    attend(session, *monday, on=MONDAY)
    attend(session, *monday, (came, 2), (away, 2), base=monday, on=TUESDAY)
    assert told(away.participant) == []
    assert waiting(away.participant) == 0


def test_completed_is_told_on_the_last_day_and_taken_back_when_put_right(two):
    session, came, away, _user = two
    every = tuple((came, number) for number in range(4))
    attend(session, *every)
    assert told(came.participant) == [("trained", session.last_on, session.code)]
    attend(session, (away, 3), base=every)
    assert told(came.participant) == [("missed", session.last_on, session.code)]
    assert told(away.participant) == []


def test_the_same_list_twice_tells_once(two):
    session, came, away, _user = two
    for _ in range(2):
        attend(session, (came, 0), on=MONDAY)
    assert Attendance.objects.count() == 1
    assert Milestone.objects.filter(kind="missed").count() == 1
    assert Task.objects.count() == 1
    assert TrailEntry.objects.filter(what="trainings.session", fields="attendance").count() == 1
    assert away.participant.tasks.count() == 1


def test_whoever_was_called_is_not_asked_for_again_by_the_next_save(two):
    session, came, away, user = two
    attend(session, (came, 0), on=MONDAY)
    record_contact(away.participant.tasks.get(), channel="call", outcome="reached", by=user, on=MONDAY)
    attend(session, (came, 0), (came, 1), base=((came, 0),), on=MONDAY)
    assert waiting(away.participant) == 0


def test_nobody_calls_who_died_or_asked_not_to_be_contacted(two):
    session, came, away, user = two
    third = seat(session, make_participant())
    stop_contact(third.participant, by=user, on=MONDAY)
    give_consent(away.participant, "call", by=user, on=MONDAY)
    Contact.objects.create(participant=away.participant, channel="call", outcome="no_contact", by=user)
    attend(session, (came, 0), on=MONDAY)
    assert Task.objects.count() == 0
    assert Milestone.objects.filter(kind="missed").count() == 2


def test_a_lead_who_does_not_sign_in_leaves_the_task_to_the_commune():
    session = make_session()
    came, away = seat(session, make_participant()), seat(session, make_participant())
    attend(session, (came, 0), on=MONDAY)
    assert away.participant.tasks.get().owner is None


def test_staff_are_told_to_nobody(two):
    session, came, _away, _user = two
    seat(session, make_staff())
    attend(session, (came, 0), on=MONDAY)
    assert Task.objects.count() == 1


def test_a_day_that_has_not_come_is_refused_and_nothing_is_written(two):
    session, came, _away, _user = two
    with pytest.raises(Refusal):
        attend(session, (came, 0), (came, 2), on=MONDAY)
    assert not Attendance.objects.exists()


def test_two_who_fill_in_the_same_list_lose_nothing(two):
    session, one, other, _user = two
    attend(session, (one, 0), on=MONDAY)
    merged = attend(session, (other, 0), on=MONDAY)  # opened while it was empty
    assert merged.others == {(one.pk, half_days(session)[0])}
    assert Attendance.objects.count() == 2


def test_marks_of_other_sessions_are_left_alone(two):
    session, one, _other, _user = two
    elsewhere = make_session()
    foreign = seat(elsewhere, make_participant())
    filled = Filled({foreign.pk}, set(half_days(elsewhere)), set(), {(foreign.pk, half_days(elsewhere)[0])})
    record_attendance(session, filled, by=manager(), on=MONDAY)
    assert not Attendance.objects.exists()
    assert one.attendances.count() == 0


def test_what_a_certificate_rests_on_is_withdrawn_first(two):
    session, came, _away, _user = two
    every = tuple((came, number) for number in range(4))
    attend(session, *every)
    score(came, post=70)
    certificate = issue_certificates(session, by=manager(), on=session.last_on)[0]
    with pytest.raises(Refusal):
        attend(session, base=every)
    withdraw_certificate(certificate, by=manager(), on=session.last_on)
    attend(session, base=every)
    assert told(came.participant) == []
