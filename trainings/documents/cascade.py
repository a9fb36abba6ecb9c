"""The cascade as one frozen value: gathered once, figured by the core, read by the page and by reports."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from trainings.core import cascade as core
from trainings.models import Attendance, Certification, Enrolment, Session


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


def _standing(on: date) -> QuerySet[Certification]:
    """Issued by that day and not withdrawn by then."""
    return Certification.objects.filter(issued_on__lte=on).exclude(withdrawn_on__lte=on)


def _certificates(on: date) -> list[_Held]:
    answers = {pk: by for pk, _code, _lead, by, _last, _mark in _sessions(Session.objects.all())}
    rows = (
        _standing(on)
        .filter(staff__isnull=False)
        .values_list("staff__code", "enrolment__session", "course", "issued_on", "expires_on", "staff__is_active")
    )
    return [
        _Held(code, answers.get(session), str(course), issued_on, expires_on, is_active)
        for code, session, course, issued_on, expires_on, is_active in rows
    ]


def _of_active(certificates: Iterable[_Held]) -> list[_Held]:
    return [each for each in certificates if each.is_active]


def _taught(on: date) -> tuple[list[core.Taught], list[core.Seat]]:
    """Sessions in which anybody was there by that day, and everybody enrolled in them. Names stay sealed."""
    marks = Attendance.objects.filter(half_day__on__lte=on)
    came = set(marks.order_by().values_list("enrolment", flat=True).distinct())
    with_people = Session.objects.filter(pk__in=marks.values("enrolment__session"))
    held = list(_sessions(with_people))
    certified = set(_standing(on).exclude(enrolment=None).values_list("enrolment", flat=True))
    sessions = {pk: (code, mark) for pk, code, _lead, _by, _last, mark in held}
    rows = (
        Enrolment.objects.filter(session__in=with_people.values("pk"))
        .order_by("pk")
        .values_list("pk", "session", "participant__code", "staff__code", "pre", "post")
    )
    seats = [
        _seat(pk, *sessions[session], participant or staff, staff is not None, pre, post, came, certified)
        for pk, session, participant, staff, pre, post in rows
    ]
    return [core.Taught(code, lead, by, min(last, on)) for _pk, code, lead, by, last, _mark in held], seats


def _sessions(sessions: QuerySet[Session]) -> Iterator[tuple[int, str, str, str, date, Decimal]]:
    """Id, code, who led, who answers for it, last day, pass mark."""
    columns = ("pk", "code", "lead__code", "supervisor__code", "is_supervised", "last_on", "course__pass_mark")
    for pk, code, lead, supervisor, is_supervised, last_on, mark in sessions.order_by("pk").values_list(*columns):
        yield pk, code, lead, supervisor if is_supervised else lead, last_on, mark


def _seat(
    pk: int, session: str, mark: Decimal, person: str, trains: bool, pre: Decimal | None, post: Decimal | None,
    came: Set[int], certified: Set[int],
) -> core.Seat:  # fmt: skip
    """`passed` is the post-test at the course's mark or above: who also came often enough is certified."""
    passed = post is not None and post >= mark
    return core.Seat(session, person, trains, pk in came, pre, post, passed, pk in certified)
