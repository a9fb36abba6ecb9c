"""Attendance: the whole list saved at once, what others saved meanwhile kept, and livelihoods told."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.models import User
from trainings.core.attendance import Mark, Merged, merge
from trainings.errors import TrainingError
from trainings.models import Attendance, Certification, HalfDay, Session
from trainings.services.telling import tell_attendance


@dataclass(frozen=True, slots=True)
class Filled:
    """A list as it was sent: the seats and half-days it shows, the marks it was opened with, and those it has now."""

    seats: Set[int]
    half_days: Set[int]
    base: Set[Mark]
    marks: Set[Mark]

    def holds(self, mark: Mark) -> bool:
        return mark[0] in self.seats and mark[1] in self.half_days


@transaction.atomic
def record_attendance(session: Session, filled: Filled, *, by: User, on: date) -> Merged:
    """Write the changes of the list. Sent twice, it changes nothing more; what others changed is kept and told.

    Raises TrainingError for a day that has not come, and for a mark that a certificate rests on.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("course", "lead").get(pk=session.pk)
    seats = set(session.enrolments.filter(pk__in=filled.seats).values_list("pk", flat=True))
    days = dict(session.half_days.filter(pk__in=filled.half_days).values_list("pk", "on"))
    shown = Filled(seats, days.keys(), filled.base, filled.marks)
    theirs = frozenset(filter(shown.holds, _marks_of(session)))
    merged = merge(frozenset(filter(shown.holds, shown.base)), frozenset(filter(shown.holds, shown.marks)), theirs)
    if any(days[half_day] > on for _seat, half_day in merged.marks - theirs):
        raise TrainingError(_("Nobody can have been there on a day that has not come."))
    _refuse_certified(theirs - merged.marks)
    if merged.marks != theirs:
        _write(merged.marks, theirs)
        trail.record(trail.Act.WRITE, session, by=by, fields=["attendance"])
        tell_attendance(session, on=on)
    return merged


def _marks_of(session: Session) -> frozenset[Mark]:
    return frozenset(Attendance.objects.filter(enrolment__session=session).values_list("enrolment", "half_day"))


def _refuse_certified(removed: Set[Mark]) -> None:
    seats = {seat for seat, _half_day in removed}
    if Certification.objects.standing().filter(enrolment__in=seats).exists():
        raise TrainingError(_("A certificate rests on this attendance: withdraw it first."))


def _write(marks: Set[Mark], known: Set[Mark]) -> None:
    for half_day in {half_day for _seat, half_day in known - marks}:
        gone = [seat for seat, each in known - marks if each == half_day]
        Attendance.objects.filter(half_day=half_day, enrolment__in=gone).delete()
    Attendance.objects.bulk_create(
        Attendance(enrolment_id=seat, half_day_id=half_day) for seat, half_day in sorted(marks - known)
    )


def half_days_of(session: Session) -> list[HalfDay]:
    return list(session.half_days.order_by("on", "part"))
