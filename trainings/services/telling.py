"""What the room tells livelihoods: who completed, missed or passed, and who is to be called.

Told in the transaction that writes the attendance, and taken back when the attendance is put right: what a person's
story says always agrees with the list.
"""

from collections.abc import Set
from datetime import date

from livelihoods.models import Contact, Milestone, Participant, Task
from livelihoods.services import add_task, close_tasks, record_milestone, take_back_milestone
from trainings.core.attendance import has_attended, is_complete, is_missing
from trainings.models import Enrolment, Session
from trainings.services.standing import Presence, presence_of

Kind = Milestone.Kind


def tell_attendance(session: Session, *, on: date) -> None:
    """Called again with the same list, it tells nothing new."""
    presence = presence_of(session)
    seats = session.enrolments.exclude(participant=None)
    people = {seat.participant_id: seat for seat in seats if seat.participant_id is not None}
    missing = {pk for pk, seat in people.items() if is_missing(presence.present(seat), presence.held)}
    trained = {pk for pk, seat in people.items() if _has_completed(session, seat, presence)}
    last_held = max((each.on for each in presence.held), default=on)
    newly_missing = _tell(session, Kind.MISSED, missing, people.keys(), on=last_held)
    _tell(session, Kind.TRAINED, trained, people.keys(), on=session.last_on)
    for pk in to_be_called(newly_missing):
        add_task(pk, Task.Kind.SESSION, due_on=on, on=on, reference=session.code, owner=session.lead.user)
    waiting = Task.objects.waiting().filter(kind=Task.Kind.SESSION, reference=session.code)
    for pk in waiting.exclude(participant__in=missing).values_list("participant", flat=True):
        close_tasks(pk, Task.Kind.SESSION, on=on, reference=session.code)


def to_be_called(people: Set[int]) -> list[int]:
    """Of these, whom one may reach: not who died, moved or left, nor who asked not to be contacted."""
    active = Participant.objects.not_forgotten().filter(pk__in=people, status=Participant.Status.ACTIVE)
    asked = Contact.objects.filter(participant__in=people, outcome=Contact.Outcome.NO_CONTACT)
    return list(active.exclude(pk__in=asked.values("participant")).order_by("pk").values_list("pk", flat=True))


def _has_completed(session: Session, seat: Enrolment, presence: Presence) -> bool:
    there = len(presence.present(seat))
    return is_complete(presence.held, session.last_on) and has_attended(
        there, len(presence.planned), session.course.attendance_needed
    )


def _tell(session: Session, kind: Milestone.Kind, wanted: Set[int], people: Set[int], *, on: date) -> set[int]:
    """Record what was not told yet, take back what holds no more; of whom it is new."""
    told = Milestone.objects.filter(kind=kind, reference=session.code, participant__in=people)
    known = set(told.values_list("participant", flat=True))
    for pk in known - wanted:
        take_back_milestone(pk, kind, reference=session.code)
    for pk in sorted(wanted - known):
        record_milestone(pk, kind, on=on, reference=session.code)
    return set(wanted - known)
