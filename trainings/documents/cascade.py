"""The cascade as one frozen value: gathered once, figured by the core, read by the page and by reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from trainings.core import cascade as core
from trainings.models import Attendance, Certification, Enrolment, Session

# Who answers for a session and who leads it, in one query with it.
PEOPLE = ("lead", "supervisor")


@dataclass(frozen=True, slots=True)
class Cascade:
    """As at the close of `on`: sessions that began by then, certificates issued by then. People are codes."""

    on: date
    roots: tuple[core.Node, ...]
    generations: tuple[core.Generation, ...]
    reached: int
    sessions: int
    learning: core.Learning
    refreshers: tuple[core.Refresher, ...]
    idle: tuple[core.Idle, ...]

    @property
    def people(self) -> int:
        """How many stand in the tree."""
        return sum(generation.people for generation in self.generations)


def build_cascade(*, on: date) -> Cascade:
    """Six queries, however many people there are."""
    certificates = _certificates(on)
    taught, seats = _taught(on)
    roots = core.grow(certificates, taught, seats)
    return Cascade(
        on=on,
        roots=roots,
        generations=core.generations(roots, taught, seats),
        reached=len({seat.person for seat in seats if seat.came and not seat.trains}),
        sessions=len(taught),
        learning=core.learning(seats),
        refreshers=core.refreshers(_of_active(certificates), on=on),
        idle=core.idle(_of_active(certificates), taught, on=on),
    )


def cascade_json(cascade: Cascade) -> dict[str, Any]:
    """Figures for a report: generations and what they reached, never a person, not even as a code."""
    return {
        "as_at": cascade.on.isoformat(),
        "trainers": cascade.people,
        "sessions": cascade.sessions,
        "participants_reached": cascade.reached,
        **_learning_json(cascade.learning),
        "refreshers_due": len(cascade.refreshers),
        "not_training_for_a_year": len(cascade.idle),
        "generations": [
            {
                "generation": each.number,
                "people": each.people,
                "sessions": each.sessions,
                "reached": each.reached,
                "certified": each.certified,
                **_learning_json(each.learning),
            }
            for each in cascade.generations
        ],
    }


def _learning_json(learning: core.Learning) -> dict[str, Any]:
    return {
        "tested": learning.tested,
        "passed": learning.passed,
        "pass_rate": _text(learning.pass_rate),
        "knowledge_gain": _text(learning.gain),
        "knowledge_gain_people": learning.matched,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _Held(core.Certified):
    """A certificate, and whether its holder still works with us."""

    is_active: bool = True


def _certificates(on: date) -> list[_Held]:
    rows = Certification.objects.filter(staff__isnull=False, issued_on__lte=on)
    rows = rows.exclude(withdrawn_on__lte=on).select_related(
        "staff", "course", *(f"enrolment__session__{name}" for name in PEOPLE)
    )
    return [
        _Held(
            holder=row.staff.code,
            by=row.enrolment.session.certifier.code if row.enrolment else None,
            course=f"{row.course_id}",
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            is_active=row.staff.is_active,
        )
        for row in rows
        if row.staff
    ]


def _of_active(certificates: Iterable[_Held]) -> list[_Held]:
    return [each for each in certificates if each.is_active]


def _taught(on: date) -> tuple[list[core.Taught], list[core.Seat]]:
    """Sessions in which anybody was there by that day, and everybody enrolled in them."""
    marks = Attendance.objects.filter(half_day__on__lte=on)
    came = set(marks.values_list("enrolment", flat=True))
    held = Session.objects.filter(pk__in=marks.values("enrolment__session")).select_related(*PEOPLE, "course")
    sessions = {session.pk: session for session in held}
    enrolments = Enrolment.objects.filter(session__in=sessions).for_lists()
    taught = [core.Taught(s.code, s.lead.code, s.certifier.code, min(s.last_on, on)) for s in sessions.values()]
    return taught, [_seat(each, sessions[each.session_id], came) for each in enrolments]


def _seat(enrolment: Enrolment, session: Session, came: set[int]) -> core.Seat:
    """`passed` is the post-test at the course's mark or above: who also came often enough is certified."""
    passed = enrolment.post is not None and enrolment.post >= session.course.pass_mark
    return core.Seat(
        session=session.code,
        person=enrolment.person.code,
        trains=enrolment.participant_id is None,
        came=enrolment.pk in came,
        pre=enrolment.pre,
        post=enrolment.post,
        passed=passed,
        certified=enrolment.certificate is not None,
    )
