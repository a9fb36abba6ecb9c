"""The papers as PDF: text, fonts, properties, pages. All kinds, all three languages."""

import re

import pytest

from loans.documents.statement import render_statement
from paper.fonts import FAMILIES
from tests.loans.documents.pdfs import (
    closed_up,
    fonts_in,
    forbidden_in,
    opened,
    pages_of,
    properties_of,
    size_of,
    text_of,
    tool,
)  # fmt: skip
from tests.loans.documents.samples import CODE, papers, statement

pytestmark = pytest.mark.django_db
LANGUAGES = ("km", "en", "both")


@pytest.fixture(scope="module")
def printed():
    """Papers already printed: making them once is enough for all who look at them."""
    return {}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def every_paper(language, printed, khmer):
    if language not in printed:
        printed[language] = dict(papers(language))
    return printed[language]


def test_no_paper_says_what_no_one_may_infer(every_paper):
    for name, pdf in every_paper.items():
        assert forbidden_in(text_of(pdf)) == [], name
        assert forbidden_in(properties_of(pdf)) == [], name


def test_only_our_fonts_are_in_it(every_paper):
    for pdf in every_paper.values():
        assert {font.replace("-", " ") for font in fonts_in(pdf)} <= FAMILIES


def test_qpdf_finds_no_fault(every_paper, tmp_path):
    for name, pdf in every_paper.items():
        (tmp_path / name).write_bytes(pdf)
        assert "No syntax or stream encoding errors" in tool("qpdf", "--check", str(tmp_path / name))


def test_pages_and_their_size(every_paper):
    sizes = {name: (pages_of(pdf), size_of(pdf)) for name, pdf in every_paper.items()}
    a6 = (1, [105, 148])
    assert sizes == {
        "statement": (2, [210, 297]), "schedule": (2, [210, 297]), "receipt": a6, "reversed receipt": a6,
    }  # fmt: skip


def test_nothing_runs_over_the_margins(every_paper, tmp_path):
    for name, pdf in every_paper.items():
        layout = text_of(pdf, "-bbox")
        right = max(float(x) for x in re.findall(r'xMax="([\d.]+)"', layout))
        side, width = (7, 105) if "receipt" in name else (14, 210)
        assert right <= (width - side + 0.6) / 25.4 * 72, name


def test_no_figure_runs_over_its_cell(every_paper):
    """In `-layout` two figures of a row that touch would be read as one."""
    for pdf in every_paper.values():
        assert re.findall(r"៛-?\d|\.\d\d-?\$", text_of(pdf, "-layout")) == []


def test_each_bears_its_code_its_moment_and_its_language(every_paper, language):
    for pdf in every_paper.values():
        text = text_of(pdf)
        assert text.count(CODE) == pages_of(pdf)
        assert re.search(r"\d\d/\d\d/2026 \d\d:\d\d", text)
        with opened(pdf) as file:
            assert str(file.Root.Lang) == ("en" if language == "en" else "km")
            assert file.Root.MarkInfo.Marked


@pytest.mark.parametrize("language", ["km", "en"], indirect=True)
def test_english_papers_have_no_khmer_and_khmer_ones_no_english_words(every_paper, language):
    for name, pdf in every_paper.items():
        text = text_of(pdf).replace("៛", "")
        if language == "en":
            assert re.findall("[\u1780-\u17ff]+", text) == [], name
        else:
            codes = r"\b(BM-\S+|[0-9A-Z]{7}|FT26-\d+|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})\b"
            assert re.findall("[A-Za-z]+", re.sub(codes, "", text)) == [], name


SENTENCES = {
    "riel": [
        "ថ្ងៃត្រូវបង់បន្ទាប់",
        "ការបង់ប្រាក់មុនកាលកំណត់ ទោះបីមួយផ្នែក ឬទាំងអស់ក្តី មិនគិតកម្រៃសេវា ឬប្រាក់ពិន័យឡើយ។",
        "រាល់ពេលបង់ប្រាក់ សូមយកបង្កាន់ដៃទទួលប្រាក់ ហើយរក្សាទុកជាមួយក្រដាសនេះ។",
        "ភូមិអូរធំ ឃុំបន្ទាយនាង",
        "ស្ថានភាពកម្ចីនៅថ្ងៃទី២០ ខែតុលា ឆ្នាំ២០២៦",
    ],
    "large": [
        "ប្រាក់ហួសកាលកំណត់",
        "ប្រសិនបើលោកអ្នកជួបការលំបាកក្នុងការបង់ប្រាក់ សូមប្រាប់យើងខ្ញុំ ដើម្បីរួមគ្នារកដំណោះស្រាយ។",
        "ចាន់ សុវណ្ណារ៉ា ព្រះពុទ្ធិវង្សរតនា",
        "ប្រតិបត្តិការដែលបានលុបចោល",
    ],
    "overpaid": [
        "កម្ចីនេះបានបង់សងគ្រប់ចំនួននៅថ្ងៃទី១ ខែមីនា ឆ្នាំ២០២៦។ មិនមានប្រាក់ត្រូវបង់ទៀតទេ។ សូមអរគុណ។",
        "អតិថិជនបានបង់លើសចំនួន $25.50។ ប្រាក់នេះជារបស់អតិថិជន។ សូមមកទទួលយកវិញនៅការិយាល័យ។",
    ],
    "written_off": [
        "ប្រាក់ដែលមិនទាន់បានបង់ចំនួន 500,000៛ ត្រូវបានលុបចេញពីបញ្ជីនៅថ្ងៃទី១ ខែកញ្ញា ឆ្នាំ២០២៦។",
    ],
}


@pytest.mark.parametrize("name", SENTENCES)
def test_khmer_copied_from_the_paper_is_the_khmer_that_was_written(name, khmer):
    text = closed_up(text_of(render_statement(statement(name), language="km"), "-raw"))
    assert [sentence for sentence in SENTENCES[name] if closed_up(sentence) not in text] == []


def test_what_is_next_due_stands_first(khmer):
    text = text_of(render_statement(statement("riel"), language="en"), "-raw")
    lines = text.splitlines()
    assert lines[:4] == [
        "Small Business Loans",
        "Repayment statement",
        "Next due date Amount due",
        "15 November 2026 100,000៛",
    ]


def test_the_second_page_says_whose_paper_it_is(khmer):
    paper = statement("large")
    text = text_of(render_statement(paper, language="en"), "-f", "2")
    assert f"Repayment statement: {paper.facts.number}" in text
