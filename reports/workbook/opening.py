"""Opening a file that somebody sent: is it a workbook at all, is it safe to read, and what stands in its cells."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Protocol

import openpyxl
from openpyxl.workbook.workbook import Workbook

from reports.workbook.findings import NotAccepted

if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl must read XML through defusedxml")
# It warns of every feature that it leaves out; only values are read here.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_FILES = 2_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 250  # the XML of a sheet packs to a tenth or a fiftieth; a bomb to a thousandth
SMALL = 1024 * 1024
CHUNK = 1024 * 1024
OVERLAP = 16
MOST_COLUMNS = 60
LAST_ROW = 1_048_576  # of a spreadsheet
MEGABYTE = 1024 * 1024

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# What openpyxl and the standard library raise on a damaged file: they do not wrap it.
BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class Percent(float):
    """A number in a cell that shows it as percent: 0.12 there reads 12 %."""


class ErrorValue(str):
    """#REF!, #N/A and their kind."""


class Uncalculated:
    """A formula whose result was never stored in the file."""


UNCALCULATED = Uncalculated()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it stands in the file; `position` counts from 1."""

    title: str
    position: int


class Book(Protocol):
    """Sheets with rows of values, wherever they come from."""

    def sheets(self) -> list[RawSheet]: ...

    def size(self, sheet: RawSheet) -> int: ...

    def rows(self, sheet: RawSheet) -> Iterator[tuple[int, list[Any]]]: ...


class OpenWorkbook:
    """A workbook open for reading. Its cells are read sheet by sheet, row by row."""

    def __init__(self, content: bytes, *, has_formulas: bool) -> None:
        self._values = _load(content, data_only=True)
        self._formulas = _load(content, data_only=False) if has_formulas else None
        self._sizes = [sheet.max_row or 0 for sheet in self._values.worksheets]

    def sheets(self) -> list[RawSheet]:
        return [RawSheet(sheet.title, i) for i, sheet in enumerate(self._values.worksheets, start=1)]

    def size(self, sheet: RawSheet) -> int:
        """About how many rows: what the file says of itself."""
        return self._sizes[sheet.position - 1]

    def rows(self, sheet: RawSheet) -> Iterator[tuple[int, list[Any]]]:
        """Number and values of each row that holds anything. Raises NotAccepted where the file is damaged."""
        try:
            for number, row in enumerate(self._pairs(sheet), start=1):
                if number > LAST_ROW:  # a row may claim any number, and all before it are made up
                    raise NotAccepted("file.broken")
                values = [_value(cell, formula) for cell, formula in row]
                if any(value is not None for value in values):
                    yield number, values
        except BROKEN as broken:
            raise NotAccepted("file.broken") from broken

    def _pairs(self, sheet: RawSheet) -> Iterator[list[tuple[Any, Any]]]:
        """Each cell with the same cell as the formula sees it."""
        rows = self._worksheet_rows(self._values, sheet)
        if self._formulas is None:
            return ([(cell, None) for cell in row] for row in rows)
        return (
            list(zip(*both, strict=True))
            for both in zip(rows, self._worksheet_rows(self._formulas, sheet), strict=True)
        )

    def _worksheet_rows(self, book: Workbook, sheet: RawSheet) -> Iterator[tuple[Any, ...]]:
        worksheet: Any = book.worksheets[sheet.position - 1]
        worksheet.reset_dimensions()  # what the file says of its own size may be wrong
        return worksheet.iter_rows(max_col=MOST_COLUMNS)


def open_workbook(content: bytes, *, most_bytes: int) -> OpenWorkbook:
    """The workbook in these bytes. Raises NotAccepted with the reason where it is none, or not safe to open."""
    if len(content) > most_bytes:
        raise NotAccepted("file.too_big", most=most_bytes // MEGABYTE)
    if content.startswith(OLE):
        raise NotAccepted("file.encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "file.old_format")
    if not content.startswith(ZIP):
        raise NotAccepted("file.not_a_workbook")
    try:
        has_formulas = _inspect(content)
        return OpenWorkbook(content, has_formulas=has_formulas)
    except BROKEN as broken:
        raise NotAccepted("file.broken") from broken


def _inspect(content: bytes) -> bool:
    """Refuse what must not be opened; whether any sheet holds a formula."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        _check_kind({m.filename for m in members}, members)
        _check_size(members)
        parts = [m for m in members if m.filename.endswith((".xml", ".rels", ".vml"))]
        return sum(_inspect_part(archive, part) for part in parts) > 0  # every part, not the first alone


def _check_kind(names: set[str], members: list[zipfile.ZipInfo]) -> None:
    if any(m.flag_bits & 1 for m in members):
        raise NotAccepted("file.encrypted")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise NotAccepted("file.macros")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise NotAccepted("file.not_a_workbook")


def _check_size(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(m.file_size for m in members)
    too_dense = any(m.file_size > SMALL and m.file_size > MOST_RATIO * m.compress_size for m in members)
    if len(members) > MOST_FILES or unpacked > MOST_UNPACKED or too_dense:
        raise NotAccepted("file.bomb")


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    is_sheet = part.filename.startswith("xl/worksheets/")
    has_formulas, tail = False, b""
    with archive.open(part) as source:
        for chunk in _chunks(source):
            if not tail and chunk.startswith(_UTF16):
                raise NotAccepted("file.unsafe")
            window, tail = tail + chunk, chunk[-OVERLAP:]
            if _DECLARATION.search(window):
                raise NotAccepted("file.unsafe")
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in window:
                raise NotAccepted("file.macros")
            has_formulas = has_formulas or (is_sheet and _FORMULA.search(window) is not None)
    return has_formulas


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _load(content: bytes, *, data_only: bool) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)


def _value(cell: Any, formula: Any) -> Any:
    """The value of a cell, or None where it is empty."""
    value = cell.value
    if value is None:
        # A stored empty text has the type "str"; without any stored result it has none.
        is_uncalculated = formula is not None and formula.data_type == "f" and cell.data_type != "str"
        return UNCALCULATED if is_uncalculated else None
    if isinstance(value, str):
        if cell.data_type == "e":
            return ErrorValue(value)
        return value if value.strip(" \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff") else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in cell.number_format:
        return Percent(value)
    return value
