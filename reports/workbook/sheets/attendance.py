"""Sheet Attendance: who was there in which half-days of a session, and what they scored."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from livelihoods.models import Task
from livelihoods.services import close_tasks
from reports.workbook.cells import day, measure, plain_text, text
from reports.workbook.columns import Column
from reports.workbook.findings import NotAccepted, shown_date
from reports.workbook.plan import SeatDraft, Target
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import MOST_REF, REF_COLUMN, TEXT, person_column
from reports.workbook.sheets.sessions import KEY as SESSIONS
from trainings.models import Enrolment, HalfDay, Session
from trainings.services.attendance import Filled, record_attendance
from trainings.services.enrolling import MOST_SEATS, enrol
from trainings.services.scores import TESTS, Score, record_scores

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "attendance"
ALL = frozenset({"all", "ទាំងអស់", "គ្រប់"})
PARTS = {"am": "am", "morning": "am", "ព្រឹក": "am", "pm": "pm", "afternoon": "pm", "រសៀល": "pm"}
_WITH_PART = re.compile(rf"(?P<day>.*?)\s*(?P<part>{'|'.join(PARTS)})?")
STILL_CALLED = timedelta(days=30)  # who missed a session longer ago than this is not called about it any more
PERCENT = measure(Decimal(0), Decimal(100), 2)
Half = tuple[date, str]
COLUMNS = (
    REF_COLUMN,
    Column("session", ("Session", "វគ្គបណ្តុះបណ្តាល"), text(MOST_REF), required=True, refers_to=SESSIONS, style=TEXT,
           aliases=("session ref", "លេខយោងវគ្គ"), note=_("The ref of the session's row.")),
    person_column(),
    Column("present", ("Present", "វត្តមាន"), text(400), style=TEXT, aliases=("attendance",),
           note=_("“all”, or days: 05/03/2026; 06/03/2026 morning. Empty: was not there.")),
    Column("pre", ("Pre-test", "តេស្តមុន"), PERCENT, note=_("0 to 100")),
    Column("post", ("Post-test", "តេស្តក្រោយ"), PERCENT, note=_("0 to 100")),
    Column("skills", ("Skills test", "តេស្តជំនាញ"), PERCENT, note=_("0 to 100")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    session, person = check.find(line, "session"), check.find(line, "participant")
    scores = {test: line.read(test) for test in TESTS if line.has(test)}
    if session is None or person is None or not (session.is_sound and person.is_sound):
        return
    present = _present(line, check.half_days_of(session))
    if session.draft is not None:
        session.draft.seats += 1
        if session.draft.seats > MOST_SEATS:
            line.error("session", "session.full", most=MOST_SEATS)
    if line.is_sound and present is not None:
        draft = SeatDraft(line=line, session=session, person=person, present=present, scores=scores)
        check.add(line, draft)
        check.plan.seats.append(draft)


def _present(line: Line, planned: frozenset[Half]) -> frozenset[Half] | None:
    """The half-days typed; None, with an error at the cell, where one is not of the session."""
    typed = "" if not line.has("present") else plain_text(line.cells["present"]).strip()
    if typed.casefold() in ALL:
        return planned
    found: set[Half] = set()
    try:
        for piece in filter(None, map(str.strip, re.split(r"[;\n]", typed))):
            found |= _halves(piece)
    except NotAccepted as refused:
        line.error("present", refused.code, **refused.params)
        return None
    if strange := found - planned:
        line.error("present", "attendance.not_planned", day=shown_date(min(strange)[0]))
        return None
    return frozenset(found)


def _halves(piece: str) -> set[Half]:
    matched = _WITH_PART.fullmatch(piece.casefold())
    if matched is None:
        raise NotAccepted("date.unreadable")
    on, part = day(matched["day"]), matched["part"]
    return {(on, PARTS[part])} if part else {(on, each) for each in HalfDay.Part.values}


def write(writer: "Writer") -> None:
    by_session: dict[Target, list[SeatDraft]] = defaultdict(list)
    for draft in writer.plan.seats:
        by_session[draft.session].append(draft)
    for target, drafts in writer.progress.through(by_session.items()):
        _write(writer, _session(target), drafts)


def _session(target: Target) -> Session:
    if target.draft is not None:
        made: Session = target.draft.made
        return made
    assert target.pk is not None, "a sound target stands for something"
    return Session.objects.select_related("course", "lead").get(pk=target.pk)


def _write(writer: "Writer", session: Session, drafts: list[SeatDraft]) -> None:
    """Seats, presence and scores of one session, as if somebody had filled in its lists."""
    seats = {
        draft.line.ref: enrol(session, writer.person(draft.person), by=writer.by, on=writer.on) for draft in drafts
    }
    half_days = {(each.on, each.part): each.pk for each in session.half_days.all()}
    marks = {(seats[d.line.ref].pk, half_days[half]) for d in drafts for half in d.present}
    pks = {seat.pk for seat in seats.values()}
    filled = Filled(pks, set(half_days.values()), frozenset(), frozenset(marks))
    record_attendance(session, filled, by=writer.by, on=writer.on)
    scores = [Score(seats[d.line.ref].pk, test, None, score) for d in drafts for test, score in d.scores.items()]
    record_scores(session, scores, by=writer.by)
    for draft in drafts:
        person = writer.person(draft.person)
        if session.last_on < writer.on - STILL_CALLED:
            close_tasks(person.pk, Task.Kind.SESSION, on=writer.on, reference=session.code)
        writer.wrote(draft.line, seats[draft.line.ref].pk, secret=person.key.secret.hex())


def secrets(pks: Iterable[int]) -> Mapping[int, str | None]:
    seats = Enrolment.objects.select_related("participant__key", "staff__key").in_bulk(list(pks))
    return {pk: None if s.seal_key.is_destroyed else s.seal_key.secret.hex() for pk, s in seats.items()}


SHEET = Sheet(KEY, ("Attendance", "វត្តមាន"), COLUMNS, check, write, secrets=secrets)
