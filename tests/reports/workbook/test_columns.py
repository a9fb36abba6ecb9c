"""Headers as people write them: either language, both, other case and spaces, any order."""

import pytest

from reports.workbook.columns import Problem, find_header, is_forbidden, squeezed
from reports.workbook.sheets import SHEETS
from reports.workbook.sheets.participants import COLUMNS as PARTICIPANTS
from reports.workbook.sheets.repayments import COLUMNS as REPAYMENTS


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_no_word_means_two_columns(sheet):
    spellings = [spelling for column in sheet.columns for spelling in column.spellings()]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_headers_of_the_template_are_read_back(sheet):
    header = find_header([(1, [column.header for column in sheet.columns])], sheet.columns)
    assert [column.key for column in header.places.values()] == [column.key for column in sheet.columns]
    assert header.problems == []


@pytest.mark.parametrize(("written", "key"), [
    ("Paid on", "paid_on"), ("PAID  ON*", "paid_on"), ("paid_on", "paid_on"), ("ថ្ងៃបង់", "paid_on"),
    ("ថ្ងៃ\u200bបង់ ", "paid_on"), ("Amount (riel)", "amount"), ("Amount / ចំនួនប្រាក់", "amount"),
    ("ចំនួនប្រាក់\nAmount", "amount"), ("Loan ref", "loan"),
])  # fmt: skip
def test_a_header_however_written(written, key):
    header = find_header([(1, ["Ref", "Channel", written])], REPAYMENTS)
    assert header.places[2].key == key


def test_the_header_is_found_below_a_title():
    rows = [(1, ["Register of participants"]), (3, [None, "2026"]), (4, ["ref", "sex", "village", None])]
    header = find_header(rows, PARTICIPANTS)
    assert header.row == 4
    assert [column.key for column in header.places.values()] == ["ref", "sex", "village"]


def test_no_header_where_hardly_a_word_is_known():
    assert find_header([(1, ["ref", "colour", "weight"])], PARTICIPANTS) is None


@pytest.mark.parametrize(("written", "code"), [
    ("Favourite colour", "column.unknown"), ("Sex / Village", "column.unknown"), ("sex", "column.twice"),
    ("HIV status", "column.forbidden"), ("Village (referred by)", "column.forbidden"),
    ("លេខអត្តសញ្ញាណប័ណ្ណ", "column.forbidden"),
])  # fmt: skip
def test_headers_that_cannot_be_used(written, code):
    header = find_header([(1, ["ref", "sex", "phone", written])], PARTICIPANTS)
    assert [(problem.code, problem.place) for problem in header.problems] == [(code, 3)]


def test_what_must_never_be_written_is_not_repeated():
    header = find_header([(1, ["ref", "sex", "HIV status"])], PARTICIPANTS)
    assert header.problems == [Problem("column.forbidden", 2)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_no_column_of_ours_is_forbidden(sheet):
    assert not [name for column in sheet.columns for name in (*column.names, *column.aliases) if is_forbidden(name)]


def test_squeezed():
    assert squeezed(" Disbursed  On* ") == squeezed("disbursed_on") == "disbursedon"
