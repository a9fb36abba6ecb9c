"""Checking a workbook: everything is read, nothing is written, and every problem is named at its cell."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings

from livelihoods.models import Participant
from office.models import Place, User
from reports.models import ImportedRow
from reports.workbook.cells import plain_text
from reports.workbook.findings import Findings, NotAccepted
from reports.workbook.opening import Book, RawSheet, open_workbook
from reports.workbook.plan import Plan, Target
from reports.workbook.progress import Progress
from reports.workbook.refs import content_of, imported, ref_of
from reports.workbook.sheet import REF, Line, Sheet, read_lines
from reports.workbook.sheets import SHEETS
from reports.workbook.sources import Sources
from reports.workbook.template import is_own_page
from reports.workbook.together import check_together
from trainings.models import HalfDay

MOST_ROWS = 300_000
READ, CHECKED, DONE = 400, 700, 1000


class Check:
    """A workbook being checked: what was found, and the plan of what it would write."""

    def __init__(self, *, on: date, by: User | None, progress: Progress | None = None) -> None:
        self.on, self.by = on, by
        self.progress = progress or Progress()
        self.findings = Findings(sheet.key for sheet in SHEETS)
        self.plan = Plan()
        self.sources = Sources(on=on)
        self._targets: dict[tuple[str, str], Target] = {}
        self._lines: dict[str, list[Line]] = {}
        self._communes: dict[int, Place] = {}
        self._half_days: dict[int, frozenset[tuple[date, str]]] = {}

    # what the sheets ask -------------------------------------------------------------------------------

    def find(self, line: Line, column: str) -> Target | None:
        """What the ref in a cell stands for. None, with an error at the cell, where no row has it."""
        typed = line.read(column)
        if not typed:
            return None
        sheet = next(c.refers_to for c in line.sheet.columns if c.key == column)
        target = self._targets.get((sheet, ref_of(sheet, typed)))
        if target is None:
            line.error(column, "ref.unknown", sheet=sheet)
        return target

    def add(self, line: Line, draft: Any) -> None:
        """Note that the line would be written as this draft."""
        self._targets[line.sheet.key, line.ref].draft = draft
        self.plan.new_refs.setdefault(line.sheet.key, []).append(line.ref)

    def commune_of(self, person: Target) -> Place:
        if person.pk is None:
            return person.draft.commune
        if person.pk not in self._communes:
            self._communes[person.pk] = Participant.objects.select_related("commune").get(pk=person.pk).commune
        return self._communes[person.pk]

    def half_days_of(self, session: Target) -> frozenset[tuple[date, str]]:
        """When the session was planned for, whether it is in this workbook or here already."""
        if session.draft is not None:
            return frozenset(session.draft.plan.half_days)
        if session.pk not in self._half_days:
            planned = HalfDay.objects.filter(session=session.pk).values_list("on", "part")
            self._half_days[session.pk or 0] = frozenset(planned)
        return self._half_days[session.pk or 0]

    def has_errors(self, sheet: str) -> bool:
        return any(not line.is_sound for line in self._lines.get(sheet, ()))

    # the whole -----------------------------------------------------------------------------------------

    def run(self, book: Book) -> None:
        self._read(book)
        before = self._imported_before()
        self.progress.stage(READ, CHECKED)
        lines = [line for sheet in SHEETS for line in self._lines.get(sheet.key, ())]
        unchanged = self._compare(before)
        for line in self.progress.through(lines):
            if line not in unchanged:
                line.sheet.check(line, self)
        self.progress.stage(CHECKED, DONE)
        for sheet in SHEETS:
            if sheet.settle:
                sheet.settle(self)
        check_together(self.plan)

    def _read(self, book: Book) -> None:
        found = self._known_sheets(book.sheets())
        rows = 0
        for number, (sheet, raw) in enumerate(found):
            self.progress.stage(READ * number // len(found), READ * (number + 1) // len(found))
            lines = self._lines[sheet.key] = []
            for line in self.progress.counted(read_lines(sheet, book.rows(raw), self.findings), book.size(raw)):
                lines.append(line)
                rows += 1
                if rows > MOST_ROWS:
                    raise NotAccepted("file.too_many_rows", most=MOST_ROWS)
        if not rows and not self.findings.errors:
            self.findings.error("file.no_rows")

    def _known_sheets(self, sheets: Iterable[RawSheet]) -> list[tuple[Sheet, RawSheet]]:
        known: dict[str, tuple[Sheet, RawSheet]] = {}
        for raw in sheets:
            sheet = next((s for s in SHEETS if s.is_called(raw.title)), None)
            if sheet is None:
                if not is_own_page(raw.title):
                    self.findings.warn("sheet.unknown", number=raw.position)
            elif sheet.key in known:
                self.findings.error("sheet.twice", sheet.key, number=raw.position)
            else:
                known[sheet.key] = (sheet, raw)
        if not known:
            raise NotAccepted("file.no_sheets")
        return [known[sheet.key] for sheet in SHEETS if sheet.key in known]

    # refs ----------------------------------------------------------------------------------------------

    def _imported_before(self) -> dict[tuple[str, str], ImportedRow]:
        """Give every line its ref and every ref its target; the rows of earlier imports among them."""
        asked: dict[str, set[str]] = defaultdict(set)
        for sheet_key, lines in self._lines.items():
            self._give_refs(lines)
            asked[sheet_key].update(line.ref for line in lines if line.ref)
            for line in lines:
                for column in line.sheet.columns:
                    if column.refers_to and line.has(column.key) and (typed := _typed(line, column.key)):
                        asked[column.refers_to].add(ref_of(column.refers_to, typed))
        before = {(key, ref): row for key, refs in asked.items() for ref, row in imported(key, refs).items()}
        for place, row in before.items():
            self._targets[place] = Target(pk=row.object_id)
        return before

    def _give_refs(self, lines: list[Line]) -> None:
        first: dict[str, str] = {}
        for line in lines:
            typed = line.read(REF) if line.has(REF) else None
            if not typed:
                continue
            ref = ref_of(line.sheet.key, typed)
            if ref in first:
                line.error(REF, "ref.twice", cell=first[ref])
                continue
            first[ref], line.ref = line.cell(REF), ref
            self._targets[line.sheet.key, ref] = Target()

    def _compare(self, before: dict[tuple[str, str], ImportedRow]) -> set[Line]:
        """The lines that were imported before: the same, or with an error for other content."""
        seen: set[Line] = set()
        for sheet in SHEETS:
            rows = {
                ln: before[sheet.key, ln.ref] for ln in self._lines.get(sheet.key, ()) if (sheet.key, ln.ref) in before
            }
            secrets = sheet.secrets({row.object_id for row in rows.values()}) if sheet.secrets and rows else {}
            for line, row in rows.items():
                seen.add(line)
                self.plan.unchanged += 1
                # Of a person who was forgotten nothing can be compared any more: the row is left alone.
                secret = secrets.get(row.object_id) if sheet.secrets else ""
                if secret is not None and content_of(line.same(), secret) != row.content:
                    line.error(REF, "ref.changed")
        return seen


def check_workbook(
    content: bytes, *, on: date, by: User | None, progress: Progress | None = None, most_bytes: int | None = None
) -> Check:
    """Everything wrong with the workbook, and what it would write. Holds no lock and writes nothing."""
    try:
        book = open_workbook(content, most_bytes=most_bytes or settings.WORKBOOK_MAX_BYTES)
    except NotAccepted as refused:
        check = Check(on=on, by=by, progress=progress)
        check.findings.error(refused.code, **refused.params)
        return check
    return check_book(book, on=on, by=by, progress=progress)


def check_book(book: Book, *, on: date, by: User | None, progress: Progress | None = None) -> Check:
    """The same of a workbook that is open already."""
    check = Check(on=on, by=by, progress=progress)
    try:
        check.run(book)
    except NotAccepted as refused:
        check.findings.error(refused.code, **refused.params)
    return check


def _typed(line: Line, column: str) -> str:
    try:
        return plain_text(line.cells[column])
    except NotAccepted:
        return ""
