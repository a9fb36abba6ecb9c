"""What a sheet is, and the lines read from one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from reports.workbook.cells import Reader, plain_text
from reports.workbook.columns import HEADER_WITHIN, Column, Header, find_header, pieces_of, squeezed
from reports.workbook.findings import Findings, NotAccepted, Param

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

REF = "ref"
Secrets = Callable[[Iterable[int]], Mapping[int, str | None]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet. To add one: a module with its columns, its check and its write, and a line in `sheets`.

    `check` reads one line into the plan, `settle` looks at all of them together, `write` writes them. `secrets`:
    where the rows are about a person, a secret of that person's key by object id; None once it is destroyed.
    `weight`: how long a row takes to write, against the lightest; for the bar alone.
    """

    key: str
    names: tuple[str, str]
    columns: tuple[Column, ...]
    check: Callable[["Line", "Check"], Any]
    write: Callable[["Writer"], None]
    settle: Callable[["Check"], None] | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 1
    secrets: Secrets | None = None

    @property
    def title(self) -> str:
        return " · ".join(self.names)

    def is_called(self, title: str) -> bool:
        names = {squeezed(name) for name in (self.key, *self.names, *self.aliases)}
        return not names.isdisjoint(squeezed(piece) for piece in (title, *pieces_of(title)))


@dataclass(slots=True, eq=False)
class Line:
    """One row of a sheet, not read yet: the cells by column. Reading a cell notes what is wrong with it."""

    sheet: Sheet
    number: int
    cells: dict[str, Any]
    letters: Mapping[str, str]
    findings: Findings
    is_sound: bool = True
    ref: str = ""

    def cell(self, column: str) -> str:
        """The address of the cell; of the ref where the sheet has no such column."""
        return f"{self.letters.get(column) or self.letters.get(REF, 'A')}{self.number}"

    def error(self, column: str, code: str, /, **params: Param) -> None:
        self.is_sound = False
        self.findings.error(code, self.sheet.key, self.cell(column), **params)

    def warn(self, column: str, code: str, /, **params: Param) -> None:
        self.findings.warn(code, self.sheet.key, self.cell(column), **params)

    def has(self, column: str) -> bool:
        return column in self.cells

    def read(self, column: str, default: Any = None, *, reader: Reader | None = None) -> Any:
        """The value of a cell, or the default where it is empty; None (and a finding) where it cannot be read."""
        if column not in self.cells:
            return default
        try:
            return (reader or self._column(column).read)(self.cells[column])
        except NotAccepted as refused:
            self.error(column, refused.code, **refused.params)
            return None

    def text_of(self, column: str) -> str:
        """A cell as text, or empty."""
        return plain_text(self.cells[column]).strip() if column in self.cells else ""

    def same(self) -> dict[str, str]:
        """All cells but the ref, in a form that does not depend on how they were typed."""
        return {c.key: c.same(self.cells[c.key]) for c in self.sheet.columns if c.key in self.cells and c.key != REF}

    def _column(self, key: str) -> Column:
        return next(c for c in self.sheet.columns if c.key == key)


def read_lines(sheet: Sheet, rows: Iterable[tuple[int, Sequence[Any]]], findings: Findings) -> Iterable[Line]:
    """The lines below the header, one by one. What is wrong with the header itself is noted first."""
    rows = iter(rows)
    top = list(islice(rows, HEADER_WITHIN))
    if not top:
        return  # a sheet of the template that was not needed
    header = find_header(top, sheet.columns)
    if header is None:
        findings.error("sheet.no_header", sheet.key, "A1")
        return
    missing = _note_header(sheet, header, findings)
    letters = {column.key: get_column_letter(place + 1) for place, column in header.places.items()}
    unnamed: set[int] = {problem.place for problem in header.problems}
    for number, values in chain((row for row in top if row[0] > header.row), rows):
        _note_unnamed(sheet, header, number, values, unnamed, findings)
        cells = {c.key: values[place] for place, c in header.places.items() if _holds(values, place)}
        if cells:
            line = Line(sheet, number, cells, letters, findings, is_sound=not missing)
            _note_empty(line)
            yield line


def _holds(values: Sequence[Any], place: int) -> bool:
    return place < len(values) and values[place] is not None


def _note_header(sheet: Sheet, header: Header, findings: Findings) -> list[Column]:
    for problem in header.problems:
        findings.error(problem.code, sheet.key, f"{get_column_letter(problem.place + 1)}{header.row}")
    present = {column.key for column in header.places.values()}
    missing = [c for c in sheet.columns if c.required and c.key not in present]
    for column in missing:
        findings.error("column.missing", sheet.key, f"A{header.row}", column=f"{sheet.key}.{column.key}")
    return missing


def _note_unnamed(
    sheet: Sheet, header: Header, number: int, values: Sequence[Any], noted: set[int], findings: Findings
) -> None:
    """Content in a column without a name would be lost silently: said once per column."""
    for place, value in enumerate(values):
        if value is not None and place not in header.places and place not in noted:
            noted.add(place)
            findings.error("column.unnamed", sheet.key, f"{get_column_letter(place + 1)}{number}")


def _note_empty(line: Line) -> None:
    for column in line.sheet.columns:
        if column.required and column.key not in line.cells and column.key in line.letters:
            line.error(column.key, "cell.required")
