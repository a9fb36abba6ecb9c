"""Certificates: issued to whoever passed, withdrawn where one was issued by mistake."""

from datetime import date

from django.db import transaction

from livelihoods.models import Milestone
from livelihoods.services import record_milestone, take_back_milestone
from office import trail
from office.models import User
from trainings.core.passing import Verdict, last_valid_day
from trainings.models import Certification, Enrolment, Session
from trainings.services.standing import presence_of, standings


@transaction.atomic
def issue_certificates(session: Session, *, by: User, on: date) -> list[Certification]:
    """To everybody who passed and has none from this session yet."""
    session = Session.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)
    found = standings(session, session.enrolments.for_lists().order_by("seat"), presence_of(session))
    new = [
        _issue(session, each.enrolment, by=by, on=on)
        for each in found
        if each.verdict == Verdict.PASSED and not each.enrolment.certificate and not each.enrolment.person.is_forgotten
    ]
    if new:
        trail.record(trail.Act.WRITE, Certification, by=by, objects=new, fields=["issued_on"])
    return new


@transaction.atomic
def withdraw_certificate(certification: Certification, *, by: User, on: date) -> None:
    """It was issued by mistake: from now on it counts for nothing, and the person's story does not tell it."""
    certification = Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
    if certification.withdrawn_on is not None:
        return
    certification.withdrawn_on = on
    certification.save(update_fields=["withdrawn_on"])
    if certification.participant_id and certification.enrolment:
        code = certification.enrolment.session.code
        take_back_milestone(certification.participant_id, Milestone.Kind.CERTIFIED, reference=code)
    trail.record(trail.Act.WRITE, certification, by=by, fields=["withdrawn_on"])


def _issue(session: Session, enrolment: Enrolment, *, by: User, on: date) -> Certification:
    certification = Certification.objects.create(
        course=session.course, participant=enrolment.participant, staff=enrolment.staff, enrolment=enrolment,
        issued_on=on, expires_on=last_valid_day(on, session.course.validity_months), issued_by=by,
    )  # fmt: skip
    if enrolment.participant_id:
        record_milestone(enrolment.participant_id, Milestone.Kind.CERTIFIED, on=on, reference=session.code)
    return certification
