"""A commune is found in either script, by code, by another spelling, by part of a name, by its district."""

import pytest

from office.models import Place
from office.places import find_communes

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes():
    return list(Place.objects.filter(level="commune", parent__parent="01").select_related("parent__parent"))


@pytest.mark.parametrize(
    "query",
    ["010201", "10201", "០១០២០១", "Banteay Neang", "banteay-neang", "ឃុំបន្ទាយនាង", "Banteay Neang, Mongkol Borei"],
)
def test_the_one_meant_is_found(communes, query):
    assert [c.pk for c in find_communes(query, communes)] == ["010201"]


def test_part_of_a_name_finds_all_that_have_it(communes):
    found = find_communes("Banteay", [c for c in communes if c.parent_id == "0102"])
    assert "010201" in [c.pk for c in found]


def test_a_districts_name_finds_its_communes(communes):
    district = Place.objects.get(pk="0103")
    found = {c.pk for c in find_communes(district.name_km, communes)}
    assert {c.pk for c in communes if c.parent_id == "0103"} <= found


@pytest.mark.parametrize("query", ["Nowhere", "", "–", "99"])
def test_nothing_is_guessed(communes, query):
    assert find_communes(query, communes) == []


def test_only_the_communes_given_are_found(communes):
    assert find_communes("010201", [c for c in communes if c.parent_id == "0103"]) == []
