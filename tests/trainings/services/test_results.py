"""Scores and certificates."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from livelihoods.models import Milestone
from tests.factories import make_participant
from tests.trainings.factories import attend, make_course, make_session, make_staff, manager, score, seat
from trainings.models import Certification, Enrolment
from trainings.services.certifying import issue_certificates, withdraw_certificate
from trainings.services.scores import Score, ScoresRefused, record_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed():
    """A session of one day with one person who was there all day and scored 80."""
    session = make_session(days=1, course=make_course(validity_months=24))
    enrolment = seat(session, make_participant())
    attend(session, (enrolment, 0), (enrolment, 1))
    score(enrolment, pre=40, post=80)
    return session, Enrolment.objects.get(pk=enrolment.pk)


def test_scores_sent_twice_are_written_once(passed):
    session, enrolment = passed
    typed = [Score(enrolment.pk, "skills", None, Decimal(55))]
    assert [record_scores(session, typed, by=manager()) for _ in range(2)] == [1, 0]


def test_a_cell_that_somebody_changed_meanwhile_is_asked_back_and_nothing_is_written(passed):
    session, enrolment = passed
    other = seat(session, make_participant())
    typed = [Score(enrolment.pk, "pre", None, Decimal(30)), Score(other.pk, "pre", None, Decimal(50))]
    with pytest.raises(ScoresRefused) as refused:
        record_scores(session, typed, by=manager())
    assert list(refused.value.reasons) == [(enrolment.pk, "pre")]
    assert "40" in refused.value.reasons[enrolment.pk, "pre"]
    other.refresh_from_db()
    assert other.pre is None


def test_a_cell_left_alone_overwrites_nothing(passed):
    session, enrolment = passed
    record_scores(session, [Score(enrolment.pk, "pre", None, None)], by=manager())
    enrolment.refresh_from_db()
    assert enrolment.pre == 40


@pytest.mark.parametrize("value", [-1, 101])
def test_the_database_refuses_what_is_no_percent(passed, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.update(post=value)


def test_certificates_go_to_whoever_passed_once(passed):
    session, enrolment = passed
    failed = seat(session, make_participant())
    new = issue_certificates(session, by=manager(), on=session.last_on)
    assert [(c.participant, c.expires_on) for c in new] == [(enrolment.participant, date(2028, 3, 1))]
    assert issue_certificates(session, by=manager(), on=session.last_on) == []
    kinds = enrolment.participant.milestones.filter(reference=session.code).values_list("kind", flat=True)
    assert set(kinds) == {"trained", "certified"}
    assert not failed.certifications.exists()


def test_a_withdrawn_certificate_counts_for_nothing_and_can_be_issued_again(passed):
    session, enrolment = passed
    certificate = issue_certificates(session, by=manager(), on=session.last_on)[0]
    for _ in range(2):
        withdraw_certificate(certificate, by=manager(), on=session.last_on)
    assert not Milestone.objects.filter(kind="certified").exists()
    assert Enrolment.objects.get(pk=enrolment.pk).certificate is None
    assert len(issue_certificates(session, by=manager(), on=session.last_on)) == 1
    assert Certification.objects.filter(enrolment=enrolment).count() == 2


def test_a_staff_member_certified_here_may_lead():
    course = make_course()
    session = make_session(days=1, level=1)
    trained = seat(session, make_staff())
    attend(session, (trained, 0), (trained, 1))
    score(trained, post=70)
    issue_certificates(session, by=manager(), on=session.last_on)
    assert make_session(course=course, lead=trained.staff, first_on=session.last_on).is_supervised is False
