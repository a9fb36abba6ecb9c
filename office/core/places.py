"""Provinces, districts, communes and villages: reading the table, and finding the place people mean."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["province", "district", "commune", "village"]
COLUMNS = ("code", "level", "kind", "parent", "name_km", "name_en", "aliases")


class _Kind(NamedTuple):
    level: Level
    digits: int
    parents: frozenset[str]  # kinds of the place above; "" where nothing is above


# A municipality and a khan consist of sangkats, a district of communes.
KINDS: Mapping[str, _Kind] = {
    "province": _Kind("province", 2, frozenset({""})),
    "capital": _Kind("province", 2, frozenset({""})),
    "district": _Kind("district", 4, frozenset({"province"})),
    "municipality": _Kind("district", 4, frozenset({"province"})),
    "khan": _Kind("district", 4, frozenset({"capital"})),
    "commune": _Kind("commune", 6, frozenset({"district"})),
    "sangkat": _Kind("commune", 6, frozenset({"municipality", "khan"})),
    "village": _Kind("village", 8, frozenset({"commune", "sangkat"})),
}


class BadPlaces(ValueError):
    """The table of places breaks one of its own rules; the message names the row."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    code: str
    level: Level
    kind: str
    parent: str  # code of the place above; "" for a province
    name_km: str
    name_en: str
    aliases: tuple[str, ...] = ()


_NAME_KM = re.compile(r"[\u1780-\u17b3\u17b6-\u17d2\u17d7\u17e0-\u17e9]+(?:[ ./-][\u1780-\u17e9]+)*")
_NAME_EN = re.compile(r"[A-Z][A-Za-z0-9'-]*(?: [A-Z0-9][A-Za-z0-9'-]*)*")


def read_places(lines: Iterable[str]) -> Iterator[PlaceRow]:
    """The rows of places.csv, each checked as it is read; a place comes after the one above it."""
    table = csv.DictReader(lines, restval="")
    if tuple(table.fieldnames or ()) != COLUMNS:
        raise BadPlaces(f"columns must be {', '.join(COLUMNS)}")
    kinds = {"": ""}
    for cells in table:
        if problem := _problem(cells, kinds):
            raise BadPlaces(f"line {table.line_num}, {cells['code']}: {problem}")
        kinds[cells["code"]] = cells["kind"]
        yield _row(cells)


def _row(cells: Mapping[str, str]) -> PlaceRow:
    aliases = tuple(filter(None, cells["aliases"].split("|")))
    return PlaceRow(
        cells["code"],
        KINDS[cells["kind"]].level,
        cells["kind"],
        cells["parent"],
        cells["name_km"],
        cells["name_en"],
        aliases,
    )


def _problem(cells: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """What is wrong with a row, or "". `kinds`: kind by code of the rows before it."""
    code, parent, kind = cells["code"], cells["parent"], KINDS.get(cells["kind"])
    if kind is None or kind.level != cells["level"]:
        return "level and kind do not fit"
    rules = {
        "the code has a wrong length": len(code) == kind.digits and code.isascii() and code.isdecimal(),
        "the code stands twice": code not in kinds,
        "the parent is not the code without its last two digits": parent == code[:-2],
        "the parent is missing or of a wrong kind": kinds.get(parent) in kind.parents,
        "the Khmer name is not clean": bool(_NAME_KM.fullmatch(cells["name_km"])),
        "the English name is not clean": bool(_NAME_EN.fullmatch(cells["name_en"])),
    }
    return next((rule for rule, holds in rules.items() if not holds), "")


# The vowels ើ and ោ are also typed in two pieces; ឬ and ឫ, ឲ and ឱ stand for each other.
_SAME = {"\u17be": "\u17c1\u17b8", "\u17c4": "\u17c1\u17b6", "ឬ": "ឫ", "ឲ": "ឱ"}
_SPELLING = str.maketrans({**_SAME, **dict(zip("០១២៣៤៥៦៧៨៩", "0123456789", strict=True))})
_NOT_SPELT = re.compile("[^0-9a-z\u1780-\u17b3\u17b6-\u17d2\u17dd]")
_CLUSTER = re.compile("([\u1780-\u17b3])((?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17dd])+)")
_UNIT = re.compile("\u17d2?.")
_ABOVE = frozenset("\u17b7\u17b8\u17b9\u17ba\u17d0")
# ្ដ is drawn like ្ត, and under a vowel above the letter both register shifters like ុ.
_TWINS = {"\u17d2\u178a": "\u17d2\u178f"}
_LOWERED = {**_TWINS, "\u17c9": "\u17bb", "\u17ca": "\u17bb"}


def fold(text: str) -> str:
    """The key under which spellings meet: no case, accent, space, hyphen, apostrophe, order of marks."""
    text = unicodedata.normalize("NFKD", text).casefold().translate(_SPELLING)
    return _CLUSTER.sub(_unordered, _NOT_SPELT.sub("", text))


def _unordered(cluster: re.Match[str]) -> str:
    units = set(_UNIT.findall(cluster[2]))
    twins = _TWINS if units.isdisjoint(_ABOVE) else _LOWERED
    return cluster[1] + "".join(sorted({twins.get(unit, unit) for unit in units}))


_KHMER_TYPE = "ឃុំ|សង្កាត់|ស្រុក|ក្រុង|ខណ្ឌ|ខេត្ត|រាជធានី"
_TYPE_BEFORE = re.compile(
    rf"^\s*(?:{_KHMER_TYPE}|(?:khum|sangkat|commune|srok|krong|khan|khet|khaet|district|province)\b(?:\s+of\b)?)",
    re.IGNORECASE,
)
_TYPE_AFTER = re.compile(
    r"\s+(?:commune|sangkat|quarter|district|municipality|city|town|khan|province)\.?\s*$", re.IGNORECASE
)
# A comma, a bracket, or a space before the next type word (ឃុំនិមិត្ត ក្រុងប៉ោយប៉ែត) ends the name.
_PARTS = re.compile(rf"[,;()]|\s(?=(?:{_KHMER_TYPE})\S)")


def _keys(text: str) -> tuple[str, ...]:
    """Folded forms to try in turn: as written, as a code without its leading zero, without the type word."""
    whole = fold(text)
    code = "0" + whole if whole.isdecimal() and len(whole) % 2 else ""
    bare = fold(_TYPE_AFTER.sub("", _TYPE_BEFORE.sub("", text)))
    return tuple(filter(None, (whole, code, bare)))


class Candidates:
    """The places a name may mean, under every spelling: built once, asked for each row of a sheet.

    `rows` must hold the places above as well, or a district given with the name cannot be found.
    """

    def __init__(self, rows: Iterable[PlaceRow], *, level: Level = "commune") -> None:
        self._spellings: dict[str, frozenset[str]] = {}
        self._named: defaultdict[str, list[PlaceRow]] = defaultdict(list)
        for row in rows:
            spellings = frozenset(map(fold, (row.code, row.name_km, row.name_en, *row.aliases)))
            self._spellings[row.code] = spellings
            for spelling in spellings if row.level == level else ():
                self._named[spelling].append(row)

    def named(self, text: str) -> list[PlaceRow]:
        return next((self._named[key] for key in _keys(text) if key in self._named), [])

    def is_within(self, place: PlaceRow, area: str) -> bool:
        """Whether a district or province of the name `area` stands above the place."""
        keys = _keys(area)
        above = (place.code[:end] for end in range(2, len(place.code), 2))
        return any(not self._spellings.get(code, frozenset()).isdisjoint(keys) for code in above)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No single place. `several`: those it may be. `none`: those of that name in other districts, if any."""

    reason: Literal["none", "several"]
    candidates: tuple[PlaceRow, ...] = ()


def match_place(query: str, candidates: Candidates, district: str = "") -> PlaceRow | Unmatched:
    """The one place meant by a code or a name in either script, with or without its type word.

    What follows a comma, and `district`, must name a place above it. Nothing is ever guessed.
    """
    name, *areas = _PARTS.split(query.strip())
    named = candidates.named(name)
    areas = [area for area in (*areas, district) if fold(area)]
    found = [place for place in named if all(candidates.is_within(place, area) for area in areas)]
    if len(found) == 1:
        return found[0]
    return Unmatched("several", tuple(found)) if found else Unmatched("none", tuple(named))
