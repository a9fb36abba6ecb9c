"""Spellings that print alike are stored alike; only search goes further."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.core.khmer_spelling import canonical, clusters, folded

SAME_ON_PAPER = [
    ("ស្ត្រី", "ស្រ្តី", "RO last"),
    ("កញ្ជ្រៀប", "កញ្រ្ជៀប", "RO last, after an independent subscript"),
    ("ត្មាត", "តា្មត", "a vowel typed before its subscript"),
    ("ព្រេច", "ពេ្រច", "a left vowel typed before its subscript"),
    ("តាកេរ្ដិ៍", "តាកេរិ៍្ដ", "signs typed before a subscript"),
    ("ខាំ", "ខំា", "AA before NIKAHIT"),
    ("ល្យុំ", "លំ្យុ", "U before NIKAHIT"),
    ("ប៉ី", "បី៉", "the shifter before its vowel"),
    ("ម្យ៉ាង", "ម៉្យាង", "the shifter after the subscript"),
    ("វណ៌្ណ", "វណ្ណ៌", "robat before the subscript"),
    ("ធម៌", "ធម៌", "robat as it is"),
    ("កើត", "កេីត", "OE in two pieces"),
    ("កើត", "កីេត", "OE in two pieces, the other way round"),
    ("កោះ", "កេាះ", "OO in two pieces"),
    ("ស៊ើ", "សេ៊ី", "OE in two pieces with a shifter between"),
    ("ខែ", "ខេេ", "AE typed as two E"),
    ("ទ្រង់", "ទ្រង់់", "a sign typed twice"),
    ("កន្ទួត", "កន្ទ្ទួត", "a subscript typed twice"),
    ("ពុំ", "ពុំុ", "a vowel typed twice"),
    ("ប្រឹក្សាទី២", "ប្រឹក្សាទី\u200b២", "zero-width space"),
    ("សុខ", "\ufeffសុ\u200cខ\u200d", "joiners and byte order mark"),
    ("អារ", "\u17a4រ", "deprecated AA"),
    ("ក។ល។", "ក\u17d8", "deprecated BEYYAL"),
    ("ក", "ក\u17b4", "invisible vowel"),
    ("ក", "ក\u17d2", "a COENG without a letter"),
    ("café", "cafe\u0301", "NFC for all other scripts"),
]

SAME_IN_SEARCH = [
    ("កណ្តាល", "កណ្ដាល", "coeng TA and coeng DA"),
    ("ឱ្យ", "ឲ្យ", "two letters for one sound"),
    ("ស៊ី", "សុី", "a shifter under a vowel looks like U"),
    ("ភូមិ ៣", "ភូមិ 3", "digits"),
    ("Sok  DARA", "sok dara", "capitals and spaces"),
]

MARKS = st.text(st.sampled_from("កដតនរសអឥ\u17d2\u17d2\u17d2ាិីុួេើោះំ៉៊់៌័៍\u17dd\u200b"), max_size=12)


@pytest.mark.parametrize(("right", "typed", "why"), SAME_ON_PAPER)
def test_one_spelling_is_stored(right, typed, why):
    assert canonical(typed) == canonical(right) == right, why


@pytest.mark.parametrize(("one", "other", "why"), SAME_IN_SEARCH)
def test_search_finds_both_spellings(one, other, why):
    assert canonical(one) != canonical(other)
    assert folded(one) == folded(other), why


def test_what_was_typed_for_coeng_ta_and_coeng_da_is_stored_as_typed():
    assert canonical("កណ្តាល") == "កណ្តាល"
    assert canonical("កណ្ដាល") == "កណ្ដាល"


@pytest.mark.parametrize("different", [("កា", "ការ"), ("ប៉ា", "ប៊ា"), ("កិ", "កី"), ("ស្រី", "សី")])
def test_words_that_differ_stay_apart(different):
    assert len({folded(word) for word in different}) == 2


@given(MARKS | st.text(max_size=20))
def test_canonical_and_folded_change_nothing_the_second_time(text):
    assert canonical(canonical(text)) == canonical(text)
    assert folded(folded(text)) == folded(text)
    assert folded(canonical(text)) == folded(text)


@given(MARKS | st.text(max_size=20))
def test_clusters_joined_are_the_text(text):
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("សុខ សុវណ្ណារ៉ា", ["សុ", "ខ", " ", "សុ", "វ", "ណ្ណា", "រ៉ា"]),
        ("ឥឡូវ", ["ឥ", "ឡូ", "វ"]),
        ("Sók", ["S", "ó", "k"]),
    ],
)
def test_clusters_are_what_a_reader_takes_for_letters(text, parts):
    assert clusters(text) == parts
