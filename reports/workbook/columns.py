"""The columns of a sheet: their words in both languages, and finding them in whatever header people write."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paper.core.khmer_spelling import folded
from reports.workbook.cells import Choice, Reader, same_text

HEADER_WITHIN = 10
LEAST_KNOWN = 2
BETWEEN = " · "
_BETWEEN_PIECES = re.compile(r"[·/|\n()\[\]–—]")
_FILLING = re.compile(r"[\s_.*:’'\"-]+")
# What this system must never hold, whatever the column is called. Matched on the folded header.
_FORBIDDEN = re.compile(
    r"drug|health|diagnos|treat|hiv|aids\b|relapse|rehab|addict|methadone|medic|disease|illness|hospital|clinic"
    r"|arrest|detention|detained|prison|jail|police|court|offen[cs]e|national\s*id|identity|id\s*(?:card|no|number)"
    r"|passport|family\s*book|referr|photo|picture|gps|latitude|longitude|coordinates"
    r"|ញៀន|សុខភាព|ព្យាបាល|ជំងឺ|ជម្ងឺ|អេដស៍|ហ៊ីវ|មន្ទីរពេទ្យ|ពេទ្យ|ចាប់ខ្លួន|ឃាត់ខ្លួន|ឃុំខ្លួន|ពន្ធនាគារ|គុក|ប៉ូលិស|តុលាការ"
    r"|អត្តសញ្ញាណ|លិខិតឆ្លងដែន|សៀវភៅគ្រួសារ|បញ្ជូនមក|អ្នកបញ្ជូន|ណែនាំមក|រូបថត"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `names`: the words of its header in English and Khmer. `same`: its content, however typed."""

    key: str
    names: tuple[str, str]
    read: Reader
    required: bool = False
    aliases: tuple[str, ...] = ()
    refers_to: str = ""
    same: Reader = same_text
    note: Any = ""
    style: str = ""

    @property
    def offered(self) -> list[str]:
        """The words of a column that takes only a few."""
        return self.read.offered if isinstance(self.read, Choice) else []

    @property
    def header(self) -> str:
        return BETWEEN.join(self.names)

    def spellings(self) -> set[str]:
        return {squeezed(name) for name in (self.key, *self.names, *self.aliases)}


@dataclass(frozen=True, slots=True)
class Problem:
    """A header that cannot be used."""

    code: str
    place: int


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header row stands, and which column is at which place."""

    row: int
    places: Mapping[int, Column]
    problems: Sequence["Problem"]


def squeezed(text: str) -> str:
    """No case, spaces, hyphens, stars: `Disbursed on*` and `disbursed_on` are one word."""
    return _FILLING.sub("", folded(text))


def pieces_of(text: str) -> list[str]:
    """The two languages of `Amount · ចំនួនប្រាក់`, the two pieces of `Amount (riel)`."""
    return [piece for piece in _BETWEEN_PIECES.split(text) if squeezed(piece)]


def is_forbidden(header: str) -> bool:
    return _FORBIDDEN.search(folded(header)) is not None


def find_header(rows: Iterable[tuple[int, Sequence[Any]]], columns: Sequence[Column]) -> Header | None:
    """The header: of the rows given the one with the most known words, at least two. The first of equals."""
    by_spelling = {spelling: column for column in columns for spelling in column.spellings()}
    found = [_header(number, values, by_spelling) for number, values in rows]
    best = max(found, key=lambda header: len(header.places), default=None)
    return best if best and len(best.places) >= min(LEAST_KNOWN, len(columns)) else None


def _header(number: int, values: Sequence[Any], by_spelling: Mapping[str, Column]) -> Header:
    places: dict[int, Column] = {}
    problems: list[Problem] = []
    for place, value in enumerate(values):
        column = _column(value, by_spelling) if isinstance(value, str) else None
        if column is None and isinstance(value, str):
            problems.append(_not_a_column(value, place))
        elif column in places.values():
            problems.append(Problem("column.twice", place))
        elif column:
            places[place] = column
    return Header(number, places, problems)


def _not_a_column(text: str, place: int) -> Problem:
    if is_forbidden(text):
        return Problem("column.forbidden", place)
    return Problem("column.unknown", place)  # its words are not repeated: somebody may have written a name there


def _column(text: str, by_spelling: Mapping[str, Column]) -> Column | None:
    """The one column that the header, or any piece of it, names."""
    if whole := by_spelling.get(squeezed(text)):
        return whole
    pieces = [] if is_forbidden(text) else [by_spelling.get(squeezed(piece)) for piece in pieces_of(text)]
    named = {piece.key: piece for piece in pieces if piece}
    return next(iter(named.values())) if len(named) == 1 else None
