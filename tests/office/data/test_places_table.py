"""The table of places that the product ships: complete, clean, remade from its source."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

import office
from office.core.places import Candidates, Unmatched, fold, match_place, read_places
from office.data.make_places import make
from paper.core.khmer_spelling import canonical

TABLE = Path(office.__file__).parent / "data" / "places.csv"
ROWS = list(read_places(TABLE.read_text(encoding="utf-8").splitlines()))  # parents and kinds are checked here
BY_CODE = {row.code: row for row in ROWS}
BMC = json.loads((Path(__file__).parent / "bmc_communes.json").read_text(encoding="utf-8"))
COMMUNES = Candidates(ROWS)
DISTRICTS = Candidates(ROWS, level="district")
PROVINCES = Candidates(ROWS, level="province")


def test_counts():
    assert Counter(row.kind for row in ROWS) == {
        "province": 24,
        "capital": 1,
        "district": 163,
        "municipality": 33,
        "khan": 14,
        "commune": 1379,
        "sangkat": 274,
        "village": 14576,
    }


def test_rows_stand_in_order_of_their_codes():
    codes = [row.code for row in ROWS]
    assert codes == sorted(set(codes))


def test_no_place_is_empty():
    parents = {row.parent for row in ROWS}
    assert [row.code for row in ROWS if row.level != "village" and row.code not in parents] == []


def test_the_table_is_what_the_source_gives():
    assert sorted(make(), key=lambda row: row.code) == ROWS


def test_names_are_spelled_canonically():
    assert [row.code for row in ROWS if canonical(row.name_km) != row.name_km] == []


def test_names_and_aliases_fit_the_table_of_places():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        longest = {name: max(map(len, column)) for name, *column in zip(*csv.reader(lines), strict=True)}
    assert max(longest["name_km"], longest["name_en"]) <= 80
    assert longest["aliases"] <= 200


def test_banteay_meanchey_is_the_checked_list():
    named = {(row.level, row.code, row.name_km, row.name_en) for row in ROWS if row.code.startswith("01")}
    districts = {
        ("district", each["district_code"], each["district_kh"], each["district_en"]) for each in BMC["districts"]
    }
    communes = {("commune", each["commune_code"], each["commune_kh"], each["commune_en"]) for each in BMC["communes"]}
    assert (len(districts), len(communes)) == (9, 67)
    assert {row for row in named if row[0] == "district"} == districts
    assert {row for row in named if row[0] == "commune"} == communes


def test_towns_of_banteay_meanchey():
    """The municipalities in the note of the checked list; their communes, and no others, are sangkats."""
    towns = {row.code for row in ROWS if row.parent == "01" and row.kind == "municipality"}
    assert towns == {"0106", "0110"}
    assert {row.parent for row in ROWS if row.kind == "sangkat" and row.code.startswith("01")} == towns


@pytest.mark.parametrize("each", BMC["communes"], ids=lambda each: each["commune_en"])
def test_each_commune_of_banteay_meanchey_is_found_by_its_names_and_district(each):
    district = BY_CODE[each["district_code"]]
    commune = BY_CODE[each["commune_code"]]
    for name in (commune.code, commune.name_km, f"ឃុំ{commune.name_km}", commune.name_en, *commune.aliases):
        for area in (district.name_km, district.name_en, *district.aliases):
            assert match_place(name, COMMUNES, area) == commune


def test_names_within_banteay_meanchey_are_clear_without_a_district():
    province = Candidates(row for row in ROWS if row.code.startswith("01"))
    communes = [row for row in ROWS if row.level == "commune" and row.code.startswith("01")]
    for commune in communes:
        for name in (commune.name_km, commune.name_en, *commune.aliases):
            assert match_place(name, province) == commune


def test_no_two_places_under_one_parent_share_a_spelling():
    shared = Counter(
        (row.parent, spelling)
        for row in ROWS
        if row.level != "village"
        for spelling in {fold(name) for name in (row.name_km, row.name_en, *row.aliases)}
    )
    assert [key for key, times in shared.items() if times > 1] == []


WRITTEN = {
    "01": "Banteay Meanchey|Banteay Mean Chey|ខេត្តបន្ទាយមានជ័យ",
    "02": "Battambang|Battambang Province|Bat Dambang",
    "03": "Kampong Cham|Kompong Cham",
    "04": "Kampong Chhnang|Kompong Chhnang",
    "05": "Kampong Speu",
    "06": "Kampong Thom|Kampong Thum",
    "07": "Kampot|Kampot province",
    "08": "Kandal|កណ្ដាល|កណ្តាល",
    "09": "Koh Kong|Kaoh Kong",
    "10": "Kratie|Kratié|Kracheh",
    "11": "Mondulkiri|Mondul Kiri",
    "12": "Phnom Penh|ភ្នំពេញ|រាជធានីភ្នំពេញ",
    "13": "Preah Vihear",
    "14": "Prey Veng",
    "15": "Pursat|Pousat",
    "16": "Ratanakiri|Rattanak Kiri|Ratanak Kiri",
    "17": "Siem Reap|Siemreap",
    "18": "Sihanoukville|Preah Sihanouk",
    "19": "Stung Treng|Stueng Traeng",
    "20": "Svay Rieng",
    "21": "Takeo|Takéo|Takaev",
    "22": "Oddar Meanchey|Otdar Meanchey|ឧត្តរមានជ័យ",
    "23": "Kep|Kaeb",
    "24": "Pailin",
    "25": "Tboung Khmum|Tbong Khmum",
    "0102": "Mongkol Borei|Mangkul Bourei|Srok Mongkol Borei",
    "0103": "Phnom Srok|Phnum Srok|ភ្នំស្រុក|ស្រុកភ្នំស្រុក",
    "0104": "Preah Netr Preah|Preah Net Preah",
    "0105": "O Chrov|O'Chrov|Ou Chrov|ស្រុកអូរជ្រៅ",
    "0106": "Sisophon|Svay Sisophon|Serei Saophoan|Serei Saophoan Municipality",
    "0107": "Thma Puok|Thmar Pouk",
    "0110": "Poipet|Krong Poipet|Paoy Paet|ប៉ោយប៉ែត|ក្រុងប៉ោយប៉ែត",
    "0203": "Battambang City|Krong Battambang",
    "0502": "Chbar Mon",
    "0811": "Ta Khmau|Takhmao",
    "1105": "Sen Monorom|Saen Monourom",
    "1203": "7 Makara|៧មករា|ខណ្ឌ ៧មករា",
    "1505": "Pursat",
    "1602": "Ban Lung|Banlung",
    "1710": "Siem Reap|Siem Reap City",
    "1801": "Sihanoukville|ក្រុងព្រះសីហនុ",
    "1904": "Stung Treng",
    "2302": "Kep",
}


@pytest.mark.parametrize(
    ("query", "code"), [(query, code) for code, written in WRITTEN.items() for query in written.split("|")]
)
def test_provinces_and_districts_are_found_as_people_write_them(query, code):
    assert match_place(query, PROVINCES if len(code) == 2 else DISTRICTS) == BY_CODE[code]


@pytest.mark.parametrize(("name", "count"), [("សំរោង", 10), ("Samraong", 10), ("Prasat", 6), ("Svay Chek", 3)])
def test_a_name_borne_by_several_communes_is_asked_back(name, count):
    found = match_place(name, COMMUNES)
    assert isinstance(found, Unmatched)
    assert (found.reason, len(found.candidates)) == ("several", count)


@pytest.mark.parametrize(
    ("code", "name_en", "parent_en"),
    [
        ("02140510", "Andoung Kanlaeng", "Sdok Pravoek"),
        ("04061408", "Krapeu Pul", "Phnum Krang Dei Meas"),
        ("05061409", "Sral", "Yeay Mau Pech Nil"),
        ("12091111", "Prey Popel", "Samraong Kraom"),
        ("12091201", "Aksar", "Trapeang Krasang"),
        ("12091213", "Sammeakki Bei", "Trapeang Krasang"),
        ("25031408", "Salang Bei", "Kokir"),
    ],
)
def test_villages_with_a_broken_code_are_kept_under_their_commune(code, name_en, parent_en):
    row = BY_CODE[code]
    assert row.name_en == name_en
    assert BY_CODE[row.parent].name_en == parent_en
