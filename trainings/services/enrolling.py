"""Seats in a session: taken, and given up while nothing rests on them."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from livelihoods.models import Participant
from office import trail
from office.core.codes import read_code
from office.errors import KeyDestroyed
from office.models import User
from trainings.errors import TrainingError
from trainings.models import Enrolment, Session, StaffMember

MOST_SEATS = 80


def person_of_code(typed: str) -> Participant | StaffMember:
    """Whoever bears this code. Raises TrainingError where nobody does; whose data was erased is nobody."""
    code = read_code(typed)
    if code is None:
        raise TrainingError(_("Type the whole code of seven characters."), field="code")
    person = (
        Participant.objects.not_forgotten().select_related("key").filter(code=code).first()
        or StaffMember.objects.active().select_related("key").filter(code=code).first()
    )
    if person is None:
        raise TrainingError(_("Nobody has this code."), field="code")
    return person


@transaction.atomic
def enrol(session: Session, person: Participant | StaffMember, *, by: User, on: date) -> Enrolment:
    """The next free seat. Enrolled twice, the person keeps the first seat."""
    Session.objects.select_for_update().get(pk=session.pk)
    of = {"participant": person} if isinstance(person, Participant) else {"staff": person}
    if known := Enrolment.objects.filter(session=session, **of).first():
        return known
    _check(session, person)
    last = session.enrolments.aggregate(last=Max("seat"))["last"] or 0
    if last >= MOST_SEATS:
        raise TrainingError(_("A session has at most %(most)s seats.") % {"most": MOST_SEATS}, field="code")
    enrolment = Enrolment.objects.create(session=session, seat=last + 1, enrolled_on=on, **of)
    trail.record(trail.Act.WRITE, enrolment, by=by, fields=["added"])
    return enrolment


@transaction.atomic
def take_off(enrolment: Enrolment, *, by: User) -> None:
    """The seat stays empty. Refused once the person was there, was tested or was given something."""
    Session.objects.select_for_update().get(pk=enrolment.session_id)
    tested = any(score is not None for score in (enrolment.pre, enrolment.post, enrolment.skills))
    if tested or enrolment.attendances.exists() or enrolment.items.exists() or enrolment.certifications.exists():
        raise TrainingError(_("This person was there, was tested or was given items: the seat stays theirs."))
    trail.record(trail.Act.WRITE, enrolment, by=by, fields=["removed"])
    enrolment.delete()


def _check(session: Session, person: Participant | StaffMember) -> None:
    if person.is_forgotten:
        raise KeyDestroyed
    if isinstance(person, StaffMember) and person.pk in (session.lead_id, session.supervisor_id):
        raise TrainingError(_("Who leads or supervises a session does not sit in it."), field="code")
