"""Planning: codes, half-days, who may lead, what cannot change any more; and seats."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from livelihoods.services import forget_participant
from office import roles
from office.errors import KeyDestroyed, Refusal
from office.models import PersonKey
from tests.factories import make_participant, make_user
from tests.trainings.factories import (
    MONDAY,
    attend,
    make_course,
    make_session,
    make_staff,
    make_trainer,
    manager,
    score,
    seat,
)
from trainings.models import Enrolment, HalfDay, StaffMember
from trainings.services.certifying import issue_certificates
from trainings.services.enrolling import person_of_code, take_off
from trainings.services.sessions import change_session, plan_of, plan_session
from trainings.services.staff import (
    certify_elsewhere,
    change_staff_member,
    forget_staff_again,
    forget_staff_member,
)

pytestmark = pytest.mark.django_db


def replaced(session, **changes):
    from dataclasses import replace

    return replace(plan_of(session), **changes)


def test_codes_run_within_the_year():
    codes = [make_session().code, make_session().code, make_session(first_on=date(2027, 1, 4)).code]
    assert codes == ["S-26-0001", "S-26-0002", "S-27-0001"]


def test_half_days_are_the_parts_of_the_chosen_weekdays():
    session = make_session(days=14, weekdays={0, 4}, parts={HalfDay.Part.MORNING})
    assert [(h.on, h.part) for h in session.half_days.all()] == [
        (date(2026, 3, day), "am") for day in (2, 6, 9, 13)
    ]  # fmt: skip
    assert (session.first_on, session.last_on) == (date(2026, 3, 2), date(2026, 3, 13))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_on": MONDAY - timedelta(1)}, "last_on"),
        ({"weekdays": {6}}, "weekdays"),
        ({"last_on": MONDAY + timedelta(60)}, "last_on"),  # more half-days than a session has
    ],
)
def test_impossible_days_are_refused_at_their_field(wrong, field):
    with pytest.raises(Refusal) as refused:
        make_session(**wrong)
    assert refused.value.field == field


def test_a_lead_without_a_certificate_needs_a_certified_supervisor():
    course, lead = make_course(), make_staff()
    with pytest.raises(Refusal) as refused:
        make_session(lead=lead)
    assert refused.value.field == "supervisor"
    with pytest.raises(Refusal):
        make_session(lead=lead, supervisor=make_staff())
    master = make_staff(certified=course, kind="master")
    session = make_session(lead=lead, supervisor=master)
    assert (session.is_supervised, session.certifier) == (True, master)


def test_a_certificate_that_ends_before_the_last_day_is_none():
    course = make_course(name_en="Short", validity_months=1)
    lead = make_staff(certified=course, issued_on=date(2026, 2, 3))  # holds until 2 March
    assert make_session(course=course, lead=lead, days=1).is_supervised is False
    with pytest.raises(Refusal):
        make_session(course=course, lead=lead, days=2)


def test_a_trainer_plans_what_they_lead_or_supervise_and_nothing_else():
    user, me = make_trainer()
    other = make_staff(certified=make_course())
    plan = plan_of(make_session(lead=other))
    with pytest.raises(Refusal) as refused:
        plan_session(plan, by=user)
    assert refused.value.field == "lead"
    assert plan_session(replaced(make_session(lead=other), supervisor=me), by=user).lead == other


def test_a_half_day_in_which_somebody_was_stays():
    session = make_session(days=3)
    there = seat(session, make_participant())
    attend(session, (there, 4))
    with pytest.raises(Refusal):
        change_session(session, replaced(session, last_on=MONDAY + timedelta(1)), by=manager())
    changed = change_session(session, replaced(session, first_on=MONDAY + timedelta(1)), by=manager())
    assert changed.half_days.count() == 4


def test_once_certificates_are_issued_only_the_place_changes():
    session = make_session(days=1)
    there = seat(session, make_participant())
    attend(session, (there, 0), (there, 1))
    score(there, post=80)
    issue_certificates(session, by=manager(), on=MONDAY)
    assert change_session(session, replaced(session, place="សាលាឃុំ"), by=manager()).place == "សាលាឃុំ"
    with pytest.raises(Refusal):
        change_session(session, replaced(session, last_on=MONDAY + timedelta(2)), by=manager())


def test_seats_count_up_and_nobody_has_two():
    session, person = make_session(), make_participant()
    assert [seat(session, person).seat, seat(session, make_staff()).seat, seat(session, person).seat] == [1, 2, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(session=session, participant=person, seat=3, enrolled_on=MONDAY)


def test_a_seat_is_of_exactly_one_person():
    session = make_session()
    for people in ({}, {"participant": make_participant(), "staff": make_staff()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.create(session=session, seat=9, enrolled_on=MONDAY, **people)


def test_who_leads_does_not_sit_in_it_and_who_was_forgotten_cannot():
    session = make_session()
    with pytest.raises(Refusal):
        seat(session, session.lead)
    person = make_participant()
    forget_participant(person, by=manager())
    person.refresh_from_db()
    with pytest.raises(KeyDestroyed):
        seat(session, person)


def test_a_code_means_one_person_however_it_is_typed():
    person, member = make_participant(), make_staff()
    assert person_of_code(f" {person.code.lower()} ") == person
    assert person_of_code(member.code) == member
    for typed in ("", "ABC", "0000001"):
        with pytest.raises(Refusal) as refused:
            person_of_code(typed)
        assert refused.value.field == "code"


def test_a_seat_is_given_up_only_while_nothing_rests_on_it():
    session = make_session()
    idle, busy = seat(session, make_participant()), seat(session, make_participant())
    attend(session, (busy, 0))
    take_off(idle, by=manager())
    with pytest.raises(Refusal):
        take_off(busy, by=manager())
    assert list(session.enrolments.all()) == [busy]


def test_a_certificate_from_elsewhere_said_twice_is_one():
    course, member = make_course(validity_months=12), make_staff()
    for _ in range(2):
        certify_elsewhere(
            member, course=course, issued_on=MONDAY, expires_on=None, by=manager(), on=MONDAY + timedelta(1)
        )
    assert member.certifications.get().expires_on == date(2027, 3, 1)
    with pytest.raises(Refusal) as refused:
        certify_elsewhere(member, course=course, issued_on=MONDAY, expires_on=None, by=manager(), on=LONG_BEFORE)
    assert refused.value.field == "issued_on"


LONG_BEFORE = MONDAY - timedelta(days=30)


def test_what_names_a_staff_member_is_sealed_and_a_wrong_phone_is_refused():
    member = make_staff(phone="012 345 678")
    raw = type(member).objects.filter(pk=member.pk).values_list("name_km", "phone")[0]
    assert all("កែវ".encode() not in bytes(value) for value in raw)
    with pytest.raises(Refusal) as refused:
        change_staff_member(member, by=make_user(role=roles.MANAGER), phone="12")
    assert refused.value.field == "phone"


def test_a_forgotten_staff_member_is_a_code_and_stays_forgotten_after_a_restore():
    course, member = make_course(), make_staff(certified=make_course())
    wrapped = bytes(member.key.wrapped)
    session = make_session(lead=member, course=course)
    forget_staff_member(member, by=manager())
    member = StaffMember.objects.get(pk=member.pk)
    assert (member.name_km, member.is_active, member.shown_to(manager())) == ("", False, member.code)
    assert session.lead_id == member.pk
    with pytest.raises(KeyDestroyed):
        change_staff_member(member, by=manager(), name_km="ចាន់")
    PersonKey.objects.filter(pk=member.key_id).update(wrapped=wrapped)  # a backup made before
    assert forget_staff_again([member.key_id]) == 1
    assert StaffMember.objects.get(pk=member.pk).is_forgotten
    assert forget_staff_again([member.key_id]) == 0
