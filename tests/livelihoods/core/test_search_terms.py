"""What a name can be found by."""

import pytest

from livelihoods.core.search import name_prefixes, phone_terms, query_words


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("សុខ សុភា", {"សុខ", "សុភា", "សុខសុ", "សុខសុភា"}),
        ("Sok Pha", {"sok", "pha", "sokp", "sokph", "sokpha"}),
        ("", set()),
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_parts_and_of_the_whole(name, found_by):
    assert name_prefixes(name) == found_by


@pytest.mark.parametrize(("word", "long_enough"), [("ស", False), ("សុភា", True), ("so", False), ("sok", True)])
def test_a_word_needs_two_clusters_or_three_letters(word, long_enough):
    assert bool(query_words(word)) is long_enough


def test_one_cluster_alone_is_never_stored():
    assert not {p for p in name_prefixes("យី សុខ") if p == "យី"}
    assert "យីសុខ" in name_prefixes("យី សុខ")  # but the joined name is


def test_a_query_is_folded_as_names_are():
    assert query_words("បណ្ដុះ") == query_words("បណ្តុះ")
    assert query_words("SOPHEA") == ["sophea"]


@pytest.mark.parametrize(
    ("digits", "terms"), [("12345678", {"12345678", "345678"}), ("345678", {"345678"}), ("45678", set())]
)
def test_a_phone_is_found_by_the_whole_and_by_its_last_six_digits(digits, terms):
    assert phone_terms(digits) == terms
