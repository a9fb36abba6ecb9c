"""How each person enrolled in a session stands: presence, scores, verdict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from trainings.core.attendance import HalfDay, held_half_days, is_complete, share
from trainings.core.passing import Record, Verdict, verdict
from trainings.models import Attendance, Enrolment, Session


@dataclass(frozen=True, slots=True)
class Presence:
    """Half-days of a session, those held, and who was there in which."""

    planned: tuple[HalfDay, ...]
    held: tuple[HalfDay, ...]
    marks: frozenset[tuple[int, int]]
    of: dict[int, frozenset[int]]

    def present(self, enrolment: Enrolment) -> frozenset[int]:
        return self.of.get(enrolment.pk, frozenset())


@dataclass(frozen=True, slots=True)
class Standing:
    enrolment: Enrolment
    record: Record
    verdict: Verdict

    @property
    def share(self) -> int | None:
        return share(self.record.present, self.record.half_days)


def presence_of(session: Session) -> Presence:
    planned = tuple(half_day.plain for half_day in session.half_days.order_by("on", "part"))
    rows = Attendance.objects.filter(enrolment__session=session).values_list("enrolment", "half_day")
    marks = frozenset(rows)
    of: dict[int, set[int]] = defaultdict(set)
    for enrolment, half_day in marks:
        of[enrolment].add(half_day)
    held = held_half_days(planned, marks)
    return Presence(planned, held, marks, {person: frozenset(there) for person, there in of.items()})


def standings(session: Session, enrolments: Iterable[Enrolment], presence: Presence) -> list[Standing]:
    """In the order of the seats given. While a session goes on its share is of what was held so far; once it is
    over of all that was planned: a half-day that was not held is made up for by another."""
    over, rules = is_complete(presence.held, session.last_on), session.course.rules
    half_days = len(presence.planned if over else presence.held)
    found = []
    for enrolment in enrolments:
        record = Record(len(presence.present(enrolment)), half_days, over, enrolment.post)
        found.append(Standing(enrolment, record, verdict(record, rules)))
    return found
