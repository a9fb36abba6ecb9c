"""The attendance list: printed before, signed or thumbprinted in the hall, entered after.

Of a person it bears seat number, code and given name only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from paper.languages import Language
from paper.pdf import render_pdf
from trainings.documents.letterhead import letterhead
from trainings.documents.seats import SeatLine
from trainings.models import HalfDay, Session

TITLE = _("Attendance list")
STYLE = "trainings/documents/attendance_list.css"


@dataclass(frozen=True, slots=True)
class Seat:
    number: int
    code: str
    given_name: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    has_morning: bool
    has_afternoon: bool


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """A table for each day; course and place in both languages."""

    session: str
    course: str
    place: str
    days: tuple[Day, ...]
    seats: tuple[Seat, ...]


def build_attendance_list(
    session: Session, lines: Iterable[SeatLine], half_days: Iterable[HalfDay], *, on: date | None = None
) -> AttendanceList:
    """Of every day, or of one."""
    planned = [each for each in half_days if on in (None, each.on)]
    days = [_day(day, list(parts)) for day, parts in groupby(planned, key=lambda each: each.on)]
    return AttendanceList(
        session=session.code,
        course=_in_both(session.course.name_km, session.course.name_en),
        place=_place(session),
        days=tuple(days),
        seats=tuple(Seat(line.seat, line.code, line.given_name) for line in lines),
    )


def render_attendance_list(paper: AttendanceList, *, language: Language, made_at: datetime | None = None) -> bytes:
    return render_pdf(
        "trainings/documents/attendance_list.html", {"paper": paper, "subject": paper.session, **letterhead()},
        language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE],
    )  # fmt: skip


def _day(on: date, parts: list[HalfDay]) -> Day:
    named = {each.part for each in parts}
    return Day(on, HalfDay.Part.MORNING in named, HalfDay.Part.AFTERNOON in named)


def _place(session: Session) -> str:
    named = []
    for language in ("km", "en"):
        with override(language):
            named.append(session.commune.full_name)
    return " · ".join(filter(None, [session.place, _in_both(*named)]))


def _in_both(km: str, en: str) -> str:
    return f"{km} / {en}"
