"""Sheet Sessions: sessions of before, of courses and trainers that are here."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reports.workbook.cells import Choice, text
from reports.workbook.columns import Column
from reports.workbook.findings import NotAccepted
from reports.workbook.folds import in_both_languages
from reports.workbook.plan import SessionDraft
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import REF_COLUMN, TEXT, date_column, read_commune
from trainings.errors import TrainingError
from trainings.models import Course, Session, StaffMember
from trainings.services.sessions import Plan, check_plan, plan_session

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "sessions"
Level = Session.Level
LEVEL = Choice(
    (Level.TRAINERS, ("trainers", "1", "គ្រូបណ្តុះបណ្តាល")),
    (Level.STAFF, ("staff", "2", "បុគ្គលិក")),
    (Level.FACILITATORS, ("community facilitators", "3", "អ្នកសម្របសម្រួលសហគមន៍")),
    (Level.PARTICIPANTS, ("participants", "4", "អ្នកចូលរួម")),
)
COLUMNS = (
    REF_COLUMN,
    Column("course", ("Course", "កម្មវិធីបណ្តុះបណ្តាល"), text(80), required=True),
    Column("level", ("Level", "កម្រិត"), LEVEL, note=_("Participants unless stated.")),
    date_column("first_on", ("First day", "ថ្ងៃដំបូង"), "from", required=True),
    date_column("last_on", ("Last day", "ថ្ងៃចុងក្រោយ"), "to", note=_("The first day unless stated.")),
    Column("commune", ("Commune", "ឃុំ/សង្កាត់"), text(120), required=True, style=TEXT,
           aliases=("commune code", "sangkat", "ឃុំ", "សង្កាត់")),
    Column("district", ("District", "ស្រុក/ក្រុង/ខណ្ឌ"), text(120), aliases=("ស្រុក", "ក្រុង", "ខណ្ឌ")),
    Column("place", ("Place", "ទីកន្លែង"), text(80), note=_("The hall or school, as people call it; no person's name.")),
    Column("lead", ("Led by", "អ្នកដឹកនាំ"), text(20), required=True, style=TEXT, aliases=("trainer", "គ្រូ"),
           note=_("The code of the trainer.")),
    Column("supervisor", ("Supervised by", "អ្នកត្រួតពិនិត្យ"), text(20), style=TEXT,
           note=_("A code; needed where the person who leads held no certificate on these days.")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    course, lead, supervisor = _course(line, check), _staff(line, "lead", check), _staff(line, "supervisor", check)
    first_on = line.read("first_on")
    last_on = line.read("last_on", first_on)
    if first_on is not None and first_on > check.on:
        line.error("first_on", "told.not_yet")
    commune, level = read_commune(line, check), line.read("level", Level.PARTICIPANTS)
    place = line.read("place", "")
    if not line.is_sound or course is None or lead is None or commune is None:
        return
    plan = Plan(course, level, first_on, last_on, commune, lead, supervisor, place or "")
    try:
        check_plan(plan)
    except TrainingError as refused:
        field = refused.field if refused.field in {c.key for c in COLUMNS} else "first_on"
        line.error(str(field), "refused", reason=in_both_languages(lambda: _why_not(plan)))
        return
    draft = SessionDraft(line=line, plan=plan)
    check.add(line, draft)
    check.plan.sessions.append(draft)


def _why_not(plan: Plan) -> str:
    try:
        check_plan(plan)
    except TrainingError as refused:
        return str(refused)
    raise AssertionError("the same plan was refused a moment ago")


def _course(line: Line, check: "Check") -> Course | None:
    typed = line.read("course")
    if not typed:
        return None
    try:
        return check.sources.course(typed)
    except NotAccepted as refused:
        line.error("course", refused.code, **refused.params)
        return None


def _staff(line: Line, column: str, check: "Check") -> StaffMember | None:
    typed = line.read(column)
    if not typed:
        return None
    found = check.sources.staff(typed)
    if found is None:
        line.error(column, "staff.unknown")
    return found


def write(writer: "Writer") -> None:
    for draft in writer.progress.through(writer.plan.sessions):
        draft.made = plan_session(draft.plan, by=writer.by)
        writer.wrote(draft.line, draft.made.pk)


SHEET = Sheet(KEY, ("Sessions", "វគ្គបណ្តុះបណ្តាល"), COLUMNS, check, write, weight=3)
