"""Finding people whose names are sealed."""

from datetime import date

import pytest
from django.db import connection

from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant, SearchToken
from livelihoods.searching import Wanted, find, read_query, read_wanted, search
from livelihoods.services import change_participant
from tests.factories import make_participant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def people(officer):
    return {
        "sophea": make_participant(by=officer, name_km="សុខ សុភា", name_latin="Sok Sophea", phone="012 345 678", sex="F"),
        "bunthoeun": make_participant(
            by=officer, name_km="កែវ ប៊ុនធឿន", name_latin="Keo Bunthoeun", phone="097 123 4567", sex="M"
        ),
        "panda": make_participant(by=officer, name_km="ចាន់ បណ្ដា", name_latin="Chan Banda", phone="+66 81 299 1122"),
    }


def found_by(query, people):
    found = {p.pk for p in search(Participant.objects.all(), query)}
    return {name for name, person in people.items() if person.pk in found}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("សុភា", {"sophea"}),
        ("សុខ", {"sophea"}),
        ("សុខ សុភា", {"sophea"}),
        ("សុភា សុខ", {"sophea"}),  # the order of words does not matter
        ("សុខសុភា", {"sophea"}),  # the joined name
        ("សុខសុ", {"sophea"}),  # and its beginning
        ("សុខ\u200bសុភា", {"sophea"}),  # with the space that nobody sees
        ("ប៊ុន", {"bunthoeun"}),
        ("ប៊ុនធឿន", {"bunthoeun"}),
        ("បុ៊ន", {"bunthoeun"}),  # marks in another order
        ("បណ្តា", {"panda"}),  # ្ត for ្ដ
        ("បណ្ដា", {"panda"}),
        ("SOPH", {"sophea"}),
        ("sophea sok", {"sophea"}),
        ("soksophea", {"sophea"}),
        ("ophea", set()),  # not from the middle
        ("សុខ ប៊ុន", set()),  # every word must be found
        ("012 345 678", {"sophea"}),
        ("012345678", {"sophea"}),
        ("០១២ ៣៤៥ ៦៧៨", {"sophea"}),
        ("+855 12 345 678", {"sophea"}),
        ("345678", {"sophea"}),
        ("345-678", {"sophea"}),
        ("2345678", {"sophea"}),  # seven digits: by the last six
        ("+66812991122", {"panda"}),
        ("123456", set()),  # neither the whole nor its end
        ("ឈឹម", set()),
    ],
)
def test_what_is_typed_finds(query, found, people):
    assert found_by(query, people) == found


@pytest.mark.parametrize("query", ["ស", "so", "12345", "?", "ស.so 1"])
def test_too_little_gets_a_hint_at_its_field(query):
    with pytest.raises(LivelihoodError, match="two Khmer letters") as refused:
        search(Participant.objects.all(), query)
    assert refused.value.field == "q"


def test_a_code_finds_however_it_is_typed(people):
    code = people["sophea"].code
    for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", code.replace("0", "O").replace("1", "l")):
        assert found_by(typed, people) == {"sophea"}


def test_a_name_that_reads_as_a_code_is_found_as_a_name(officer, monkeypatch):
    person = make_participant(by=officer, name_latin="Chantha Keo")
    monkeypatch.setattr("livelihoods.searching.read_code", lambda typed: "CHANTHA")
    assert list(search(Participant.objects.all(), "chantha")) == [person]


def test_whoever_may_not_see_names_finds_by_code_alone(people):
    everybody = Participant.objects.all()
    with pytest.raises(LivelihoodError, match="whole code"):
        search(everybody, "សុភា", by_name=False)
    with pytest.raises(LivelihoodError, match="whole code"):
        search(everybody, "012345678", by_name=False)
    assert list(search(everybody, people["sophea"].code, by_name=False)) == [people["sophea"]]
    assert list(find(everybody, read_query("សុភា"), by_name=False)) == []  # nor by a colleague's address


def test_an_old_name_and_phone_no_longer_find(people, officer):
    person = people["sophea"]
    change_participant(person, by=officer, on=date(2026, 1, 1), name_km="សុខ ចន្ថា", phone="011 999 888")
    assert found_by("សុភា", people) == set()
    assert found_by("012345678", people) == set()
    assert found_by("ចន្ថា", people) == found_by("999888", people) == {"sophea"}


def test_no_name_or_phone_stands_in_clear_anywhere(people):
    tokens = list(SearchToken.objects.values_list("token", flat=True))
    assert tokens
    assert all(len(t) == 32 and set(t) <= set("0123456789abcdef") for t in tokens)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM livelihoods_participant")
        columns = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            stored = dict(zip(columns, row, strict=True))
            for name in ("name_km", "name_latin", "year_of_birth", "village", "phone", "safe_hours"):
                sealed = bytes(stored[name])
                assert "សុខ".encode() not in sealed
                assert b"Sok" not in sealed
                assert b"345678" not in sealed


def test_equal_names_have_equal_tokens_but_not_equal_seals(officer):
    one, other = make_participant(by=officer), make_participant(by=officer)
    assert set(one.search_tokens.values_list("token", flat=True)) == set(
        other.search_tokens.values_list("token", flat=True)
    )
    sealed = Participant.objects.filter(pk__in=[one.pk, other.pk]).values_list("name_km", flat=True)
    assert bytes(sealed[0]) != bytes(sealed[1])


@pytest.mark.parametrize(
    "address", ["", ".", "x", "ABCDEFG", "abc.def", "." + "f" * 31, ".".join(["", *["f" * 32] * 7])]
)
def test_a_changed_address_finds_nothing(address):
    assert read_wanted(address) is None


def test_what_is_wanted_travels_in_an_address_without_what_was_typed():
    wanted = read_query("សុខ sophea")
    assert read_wanted(str(wanted)) == wanted
    assert "សុខ" not in str(wanted)
    assert read_wanted(str(Wanted("7K2MQ4X"))) in (None, Wanted("7K2MQ4X"))
