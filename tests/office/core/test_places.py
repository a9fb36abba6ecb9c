"""Reading places.csv strictly, and finding the one commune people mean."""

import pytest

from office.core.places import BadPlaces, Candidates, PlaceRow, Unmatched, fold, match_place, read_places

HEAD = "code,level,kind,parent,name_km,name_en,aliases"
PROVINCE = "01,province,province,,បន្ទាយមានជ័យ,Banteay Meanchey,BMC"
TAKEO = "21,province,province,,តាកែវ,Takeo,Takaev"
OU_CHROV = "0105,district,district,01,អូរជ្រៅ,Ou Chrov,O Chrov"
SISOPHON = "0106,district,municipality,01,សិរីសោភ័ណ,Serei Saophoan,Sisophon"
POIPET = "0110,district,municipality,01,ប៉ោយប៉ែត,Paoy Paet,Poipet"
SHEET = [
    HEAD,
    PROVINCE,
    OU_CHROV,
    "010503,commune,commune,0105,គុត្ដសត,Kuttasat,",
    "010505,commune,commune,0105,សំរោង,Samraong,Samrong",
    SISOPHON,
    "010603,commune,sangkat,0106,កោះពងសត្វ,Kaoh Pong Sat,Koh Pong Sat",
    POIPET,
    "011001,commune,sangkat,0110,និមិត្ដ,Nimit,Nimitt",
    "01100101,village,village,011001,សំរោង,Samraong,",
    "011002,commune,sangkat,0110,ប៉ោយប៉ែត,Paoy Paet,Poipet",
    "011004,commune,sangkat,0110,អូរជ្រៅ,Ou Chrov,O Chrov",
    TAKEO,
    "2107,district,district,21,សំរោង,Samraong,Samrong",
    "210708,commune,commune,2107,សំរោង,Samraong,Samrong",
]
CANDIDATES = Candidates(read_places(SHEET))


def test_a_row_is_read_with_its_aliases():
    rows = list(read_places([HEAD, PROVINCE, "0105,district,district,01,អូរជ្រៅ,Ou Chrov,O Chrov|O'Chrov"]))
    assert rows[0] == PlaceRow("01", "province", "province", "", "បន្ទាយមានជ័យ", "Banteay Meanchey", ("BMC",))
    assert rows[1].aliases == ("O Chrov", "O'Chrov")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["code,name"], "columns must be"),
        ([PROVINCE, PROVINCE], "the code stands twice"),
        (["1,province,province,,កែប,Kep,"], "wrong length"),
        (["០១,province,province,,កែប,Kep,"], "wrong length"),
        (["01,province,district,,កែប,Kep,"], "level and kind do not fit"),
        (["01,province,village,,កែប,Kep,"], "level and kind do not fit"),
        ([OU_CHROV], "the parent is missing"),
        ([PROVINCE, "2107,district,district,01,សំរោង,Samraong,"], "without its last two digits"),
        ([PROVINCE, "0105,district,khan,01,អូរជ្រៅ,Ou Chrov,"], "of a wrong kind"),
        ([PROVINCE, OU_CHROV, "010505,commune,sangkat,0105,សំរោង,Samraong,"], "of a wrong kind"),
        ([PROVINCE, POIPET, "011001,commune,commune,0110,និមិត្ដ,Nimit,"], "of a wrong kind"),
        (["01,province,province,,Kep,Kep,"], "Khmer name"),
        (["01,province,province,,កែប\u200b,Kep,"], "Khmer name"),
        (["01,province,province,, កែប,Kep,"], "Khmer name"),
        (["01,province,province,,កែប  ក,Kep,"], "Khmer name"),
        (["01,province,province,,កែប,,"], "English name"),
        (["01,province,province,,កែប,កែប,"], "English name"),
        (["01,province,province,,កែប,kep,"], "English name"),
        (["01,province,province"], "Khmer name"),
    ],
)
def test_a_bad_row_is_refused_with_the_reason(lines, message):
    with pytest.raises(BadPlaces, match=message):
        list(read_places(lines if lines == ["code,name"] else [HEAD, *lines]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siem Reap", "SIEM-REAP"),
        ("Takéo", "takeo"),
        ("Ou Ya Dav", "Ou Ya Dav "),
        ("O'Chrov", "O’ Chrov"),
        ("ទីប្រជុំជន ៧មករា", "ទីប្រជុំជន\u200b7មករា"),
        ("កណ្ដាល", "កណ្តាល"),
        ("ខាំកឺត", "ខំាកឺត"),  # marks in another order
        ("ព្នៅ", "ពៅ្ន"),
        ("អង្គ្រង", "អង្រ្គង"),
        ("កោះកុង", "កេាះកុង"),  # one vowel typed in two pieces
        ("ជើងព្រៃ", "ជេីងព្រៃ"),
        ("ស៊ីសុផុន", "សុីសុផុន"),  # a shifter that looks like the vowel below
        ("ឫស្សី", "ឬស្សី"),
    ],
)
def test_spellings_that_meet(one, other):
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("កូប", "កុប"), ("ប៉ក", "បុក"), ("តាកែវ", "តាកេវ"), ("Kep", "Kaeb")])
def test_spellings_that_stay_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("query", "district", "code"),
    [
        ("011001", "", "011001"),
        ("11001", "", "011001"),  # a sheet took the code for a number
        ("០១១០០១", "", "011001"),
        ("Nimit", "", "011001"),
        ("  nimit ", "", "011001"),
        ("NIMITT", "", "011001"),
        ("Khum Nimit", "", "011001"),
        ("sangkat Nimit", "", "011001"),
        ("Nimit Commune", "", "011001"),
        ("Commune of Nimit", "", "011001"),
        ("និមិត្ដ", "", "011001"),
        ("និមិត្ត", "", "011001"),
        ("ឃុំនិមិត្ត", "", "011001"),
        ("សង្កាត់ និមិត្ត", "", "011001"),
        ("សង្កាត់\u200bនិមិត្ត", "", "011001"),
        ("ឃុំនិមិត្ត ក្រុងប៉ោយប៉ែត ខេត្តបន្ទាយមានជ័យ", "", "011001"),
        ("Nimit, Poipet", "", "011001"),
        ("Nimit (Poipet), Banteay Meanchey province", "", "011001"),
        ("Nimit", "Krong Paoy Paet", "011001"),
        ("Koh-Pong-Sat", "", "010603"),
        ("Kuttasat", "ស្រុកអូរជ្រៅ", "010503"),
        ("Poipet", "", "011002"),
        ("O'Chrov", "", "011004"),
        ("Samraong, Ou Chrov", "", "010505"),
        ("Samrong", "0105", "010505"),
        ("Samrong", "105", "010505"),
        ("សំរោង", "តាកែវ", "210708"),
        ("Samraong, Takeo", "Samraong District", "210708"),
    ],
)
def test_one_commune_is_found(query, district, code):
    found = match_place(query, CANDIDATES, district)
    assert isinstance(found, PlaceRow)
    assert found.code == code


@pytest.mark.parametrize(
    ("query", "district", "reason", "codes"),
    [
        ("", "", "none", []),
        ("ឃុំ", "", "none", []),
        ("Sangkat", "", "none", []),
        ("—", "", "none", []),
        ("Nimi", "", "none", []),
        ("0110", "", "none", []),  # a district is not a commune
        ("Samraong", "", "several", ["010505", "210708"]),
        ("សំរោង", " ", "several", ["010505", "210708"]),
        ("Nimit", "Sisophon", "none", ["011001"]),
        ("Nimit, Nowhere", "", "none", ["011001"]),
        ("Samraong, Poipet", "", "none", ["010505", "210708"]),
        ("Ou Chrov", "Ou Chrov", "none", ["011004"]),  # that commune lies in Poipet
    ],
)
def test_what_is_not_certain_is_not_guessed(query, district, reason, codes):
    found = match_place(query, CANDIDATES, district)
    assert isinstance(found, Unmatched)
    assert (found.reason, [place.code for place in found.candidates]) == (reason, codes)


def test_places_of_another_level_are_found_alike():
    districts = Candidates(read_places(SHEET), level="district")
    assert match_place("Krong Poipet", districts) == match_place("0110", districts, "Banteay Meanchey")
    villages = Candidates(read_places(SHEET), level="village")
    assert isinstance(match_place("Samraong", villages, "Nimit"), PlaceRow)
