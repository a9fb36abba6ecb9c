"""Every problem is named at its cell, all of them at once, and nothing is written."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from livelihoods.models import Participant
from loans.models import Fund, Loan
from reports.models import ImportedRow
from tests.factories import make_product, make_user
from tests.reports.workbook.books import (
    business,
    column_of,
    fund,
    loan,
    make_book,
    person,
    repayment,
    saved,
    whole_book,
)

pytestmark = pytest.mark.django_db


def found(checked):
    return [(f.sheet, f.cell, f.code) for f in checked.findings.errors]


def warned(checked):
    return [(f.sheet, f.cell, f.code) for f in checked.findings.warnings]


@pytest.mark.parametrize("language", ["en", "km", "both"])
def test_a_sound_workbook_in_either_language(check, language):
    checked = check(make_book(whole_book(), language=language))
    assert found(checked) == []
    assert warned(checked) == []
    plan = checked.plan
    assert (len(plan.capital), len(plan.people), len(plan.businesses), len(plan.loans)) == (1, 1, 1, 1)
    assert len(plan.repayments) == 3
    assert not Participant.objects.exists()
    assert not Fund.objects.exists()


# One change to a sound workbook each: sheet, column, rows; where the error is and what it says.
CELLS = {
    "empty name": ("participants", "name_km", [person(name_km=None, sex="F")], "cell.required"),
    "unknown sex": ("participants", "sex", [person(sex="maybe")], "choice.unknown"),
    "too young": ("participants", "year_of_birth", [person(year_of_birth=2008)], "year_of_birth.under_18"),
    "not born yet": ("participants", "year_of_birth", [person(year_of_birth=2030)], "year_of_birth.impossible"),
    "a date for a year": ("participants", "year_of_birth", [person(year_of_birth=datetime(1990, 1, 1))],
                          "number.unreadable"),
    "unknown commune": ("participants", "commune", [person(commune="Atlantis")], "commune.unknown"),
    "several communes": ("participants", "commune", [person(commune="ប្រាសាទ")], "commune.several"),
    "not in that district": ("participants", "commune", [person(commune="Nimit", district="Malai")],
                             "commune.elsewhere"),
    "phone": ("participants", "phone", [person(phone="12")], "phone.unreadable"),
    "household": ("participants", "household_size", [person(household_size=0)], "number.out_of_range"),
    "name too long": ("participants", "name_latin", [person(name_latin="x" * 81)], "text.too_long"),
    "date as text": ("participants", "registered_on", [person(registered_on="12/25/2025")], "date.impossible"),
    "formula": ("participants", "village", [person(village="=A1&B1")], "cell.uncalculated"),
    "unknown livelihood": ("businesses", "livelihood", [business(livelihood="fortune telling")], "livelihood.unknown"),
    "nobody's business": ("businesses", "participant", [business(participant="P-9")], "ref.unknown"),
    "begins later": ("businesses", "started_on", [business(started_on=date(2026, 7, 1))], "business.not_begun"),
    "capital in two readings": ("funds", "amount", [fund(currency="USD", amount="1,250")], "amount.ambiguous"),
    "capital below zero": ("funds", "amount", [fund(amount=-100)], "amount.negative"),
    "currency": ("funds", "currency", [fund(currency="EUR")], "choice.unknown"),
    "fund without a name": ("funds", "name_km", [fund(name_km=None, name_en=None), fund(ref="F-2")],
                            "fund.needs_name"),
    "unknown product": ("loans", "product", [loan(product="Gift")], "product.unknown"),
    "unknown fund": ("loans", "fund", [loan(fund="KH9")], "fund.unknown"),
    "unknown officer": ("loans", "officer", [loan(officer="nobody")], "user.unknown"),
    "uncountable": ("loans", "principal", [loan(principal=1_200_050)], "amount.not_countable"),
    "other currency": ("loans", "principal", [loan(principal="$1200")], "amount.wrong_currency"),
    "rate as a fraction": ("loans", "annual_rate", [loan(annual_rate=0.12, method="declining")], "rate.fraction"),
    "rate without interest": ("loans", "annual_rate", [loan(annual_rate=12)], "rate.without_interest"),
    "above the ceiling": ("loans", "annual_rate", [loan(annual_rate=24, method="declining")], "refused"),
    "above the product": ("loans", "principal", [loan(principal=90_000_000)], "refused"),
    "due before paid out": ("loans", "first_due", [loan(first_due=date(2026, 1, 5))], "refused"),
    "due dates not rising": ("loans", "due_dates", [loan(due_dates="5/3/2026; 5/2/2026", first_due=None)], "refused"),
    "dates and number": ("loans", "instalments", [loan(due_dates="5/2/2026; 5/3/2026", instalments=3)],
                         "instalments.not_the_dates"),
    "grace too long": ("loans", "grace", [loan(grace=12)], "refused"),
    "fee above principal": ("loans", "fee", [loan(fee=1_200_000)], "refused"),
    "unpaid loan": ("repayments", "loan", [repayment(loan="L-9")], "ref.unknown"),
    "before the payout": ("repayments", "paid_on", [repayment(paid_on=date(2026, 1, 4))],
                          "repayment.before_disbursement"),
    "true for an amount": ("repayments", "amount", [repayment(amount=True)], "amount.boolean"),
    "number for a date": ("repayments", "paid_on", [repayment(paid_on=46347)], "date.not_a_date"),
    "unknown channel": ("repayments", "channel", [repayment(channel="pigeon")], "choice.unknown"),
    "ref as a date": ("repayments", "ref", [repayment(ref=datetime(2026, 2, 1))], "text.date"),
    "no ref": ("repayments", "ref", [repayment(ref=None)], "cell.required"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_each_problem_at_its_cell(check, name):
    sheet, column, rows, code = CELLS[name]
    book = whole_book(**{sheet: rows})
    if sheet != "repayments":
        book["repayments"] = []
    checked = check(make_book(book))
    assert (sheet, f"{column_of(book, sheet, column)}2", code) in found(checked)
    assert not ImportedRow.objects.exists()
    assert not Participant.objects.exists()
    assert not Fund.objects.exists()


def test_only_the_row_at_fault_is_named(check):
    checked = check(make_book(whole_book(participants=[person(), person(ref="P-2", sex="?"), person(ref="P-3")])))
    assert found(checked) == [("participants", "D3", "choice.unknown")]


def test_all_errors_at_once_in_order(check):
    book = whole_book(
        participants=[person(sex="?", year_of_birth="?")], repayments=[repayment(amount="?"), repayment(2, paid_on="?")]
    )
    assert found(check(make_book(book))) == [
        ("participants", "D2", "choice.unknown"),
        ("participants", "E2", "number.unreadable"),
        ("repayments", "D3", "date.unreadable"),
    ]  # the amount waits until the loan's currency is known


def test_a_registration_in_the_future_makes_nobody_older(check):
    book = whole_book(participants=[person(year_of_birth=2012, registered_on=date(2031, 1, 1))])
    assert ("participants", "E2", "year_of_birth.under_18") in found(check(make_book(book)))


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_to_count_with_is_asked_back(check, typed):
    book = whole_book(participants=[person(year_of_birth=typed)])
    assert ("participants", "E2", "number.unreadable") in found(check(make_book(book)))


def test_only_a_loan_officer_looks_after_a_loan(check):
    make_user("auditor-7", role="auditor")
    book = whole_book(loans=[loan(officer="auditor-7")], repayments=[])
    assert ("loans", f"{column_of(book, 'loans', 'officer')}2", "user.unknown") in found(check(make_book(book)))


def test_too_young_is_said_beside_a_date_that_cannot_be_read(check):
    checked = check(make_book(whole_book(participants=[person(year_of_birth=2015, registered_on="?")])))
    codes = {code for sheet, _cell, code in found(checked) if sheet == "participants"}
    assert codes == {"date.unreadable", "year_of_birth.under_18"}


def test_the_rows_that_hang_on_a_row_with_errors_are_not_blamed(check):
    checked = check(make_book(whole_book(participants=[person(sex="?")])))
    assert found(checked) == [("participants", "D2", "choice.unknown")]


# --- sheets and headers -----------------------------------------------------------------------------------------


def test_an_unknown_sheet_is_a_warning_and_is_not_named(check):
    book = Workbook()
    book.active.title = "មាស ដារ៉ា"
    page = book.create_sheet("Funds")
    for row in (["ref", "code", "name", "currency", "capital", "date"], ["1", "A", "ក", "KHR", 1000, "1/2/2026"]):
        page.append(row)
    checked = check(saved(book))
    assert found(checked) == []
    assert [(f.code, dict(f.params)) for f in checked.findings.warnings] == [("sheet.unknown", {"number": 1})]


def test_sheets_of_the_same_name(check):
    book = Workbook()
    book.active.title = "Loans"
    book.create_sheet("កម្ចី").append(["x"])
    assert ("loans", "", "sheet.twice") in found(check(saved(book)))


@pytest.mark.parametrize("titles", [["Plan"], ["Sheet1", "Sheet2"]])
def test_no_sheet_that_is_known(check, titles):
    book = Workbook()
    book.remove(book.active)
    for title in titles:
        book.create_sheet(title)
    assert found(check(saved(book))) == [("", "", "file.no_sheets")]


def header_book(*rows, title="Repayments"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


@pytest.mark.parametrize(("rows", "expected"), [
    ([["ref", "loan", "amount", "paid on", "weather"]], ("E1", "column.unknown")),
    ([["ref", "loan", "amount", "paid on", "health"]], ("E1", "column.forbidden")),
    ([["ref", "loan", "amount", "paid on", "date"]], ("E1", "column.twice")),
    ([["ref", "loan", "amount"]], ("A1", "column.missing")),
    ([["colour", "weight"]], ("A1", "sheet.no_header")),
    ([["ref", "loan", "amount", "paid on", None], ["1", "L", 100, "1/2/2026", "lost"]], ("E2", "column.unnamed")),
    ([["Repayments of 2026"], [None], ["ref", "loan", "amount", "paid on"], ["1", None, 100, "1/2/2026"]],
     ("B4", "cell.required")),
])  # fmt: skip
def test_headers(check, rows, expected):
    assert ("repayments", *expected) in found(check(header_book(*rows)))


def test_an_unknown_column_is_shown_by_its_cell(check):
    checked = check(header_book(["ref", "loan", "amount", "paid on", "weather"]))
    (error,) = checked.findings.errors
    assert (error.cell, error.params) == ("E1", {})  # somebody may have written a name there: it is not repeated


def test_no_rows(check):
    assert found(check(header_book(["ref", "loan", "amount", "paid on"]))) == [("", "", "file.no_rows")]


def test_a_title_above_merged_and_empty_rows_are_left_out(check):
    book = Workbook()
    page = book.active
    page.title = "Funds"
    page["A1"] = "Capital of the funds"
    page.merge_cells("A1:F1")
    for row, line in enumerate(
        (["Ref", "Code", "Name", "Currency", "Capital", "Date"], [None], ["F-1", "K", "ក", "៛", "១.០០០", "1/2/2026"]),
        start=3,
    ):
        for place, value in enumerate(line, start=1):
            page.cell(row, place, value)
    page["A90"] = "  "
    checked = check(saved(book))
    assert found(checked) == []
    assert checked.plan.capital[0].amount.amount == 1000


# --- refs -------------------------------------------------------------------------------------------------------


def test_a_ref_that_stands_twice(check):
    checked = check(make_book(whole_book(repayments=[repayment(1), repayment(1, paid_on=date(2026, 3, 5))])))
    assert [(f.cell, f.code, f.params) for f in checked.findings.errors] == [("A3", "ref.twice", {"cell": "A2"})]


def test_refs_ignore_case_and_spaces(check):
    checked = check(make_book(whole_book(businesses=[business(participant=" p-1 ")])))
    assert found(checked) == []


def test_somebody_elses_business(check):
    book = whole_book(
        participants=[person(), person(ref="P-2")], loans=[loan(participant="P-2")], repayments=[repayment()]
    )
    assert found(check(make_book(book))) == [("loans", "C2", "business.of_another")]


# --- money ------------------------------------------------------------------------------------------------------


def test_a_fund_may_not_lend_what_it_did_not_have_that_day(check):
    book = whole_book(
        funds=[fund(amount=1_500_000)],
        participants=[person(), person(ref="P-2"), person(ref="P-3")],
        businesses=[business(), business(ref="B-2", participant="P-2"), business(ref="B-3", participant="P-3")],
        loans=[
            loan(),
            loan(ref="L-2", participant="P-2", business="B-2", principal=600_000, disbursed_on=date(2026, 3, 5),
                 first_due=date(2026, 4, 5)),
            loan(ref="L-3", participant="P-3", business="B-3", principal=100_000, disbursed_on=date(2026, 3, 6),
                 first_due=date(2026, 4, 6)),
        ],
        repayments=[repayment(1), repayment(2)],
    )  # fmt: skip
    checked = check(make_book(book))
    # 1,500,000 less 1,200,000 and two repayments of 100,000 by 5 March: 500,000 for a loan of 600,000.
    [error] = checked.findings.errors
    assert (error.sheet, error.cell, error.code) == ("loans", "F3", "fund.not_enough")
    assert error.params["missing"] == {"amount": "100000", "currency": "KHR"}


def test_money_repaid_may_be_lent_again_the_same_day(check):
    book = whole_book(
        funds=[fund(amount=1_200_000)],
        participants=[person(), person(ref="P-2")],
        businesses=[business(), business(ref="B-2", participant="P-2")],
        loans=[
            loan(),
            loan(ref="L-2", participant="P-2", business="B-2", principal=100_000, disbursed_on=date(2026, 2, 5),
                 first_due=date(2026, 3, 5), instalments=1),
        ],
        repayments=[repayment(1)],
    )  # fmt: skip
    assert found(check(make_book(book))) == []


def test_a_fee_kept_back_never_left_the_fund(check):
    book = whole_book(funds=[fund(amount=1_190_000)], loans=[loan(fee=10_000)], repayments=[])
    assert found(check(make_book(book))) == []


def test_one_open_loan_at_a_time(check):
    second = loan(ref="L-2", principal=300_000, disbursed_on=date(2026, 4, 6), first_due=date(2026, 5, 6))
    checked = check(make_book(whole_book(loans=[second, loan()])))
    assert found(checked) == [("loans", "B2", "loan.another_open")]


def test_a_repaid_loan_leaves_room_for_another(check):
    second = loan(ref="L-2", principal=300_000, disbursed_on=date(2026, 4, 6), first_due=date(2026, 5, 6))
    paid = repayment(1, amount=1_200_000)
    assert found(check(make_book(whole_book(loans=[loan(), second], repayments=[paid])))) == []


def test_the_reason_of_the_loan_is_kept_in_both_languages(check):
    checked = check(make_book(whole_book(loans=[loan(principal=90_000_000)], repayments=[])))
    reason = next(f for f in checked.findings.errors if f.code == "refused").params["reason"]
    assert set(reason) == {"km", "en"}
    assert "40000000" in reason["en"].replace(",", "")


def test_a_product_of_which_there_are_two_is_asked_back(check):
    make_product(name_en="Loan in dollars", name_km="កម្ចីគ្មានការប្រាក់", currency="USD", instalment_multiple="0.01")
    checked = check(make_book(whole_book(loans=[loan(product="កម្ចីគ្មានការប្រាក់")], repayments=[])))
    assert found(checked) == [("loans", "E2", "product.unknown")]


# --- warnings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sheet", "column", "rows", "code"), [
    ("repayments", "paid_on", [repayment(paid_on=date(2026, 12, 1))], "date.future"),
    ("repayments", "amount", [repayment(amount=1_300_000)], "loan.overpaid"),
    ("participants", "village", [person(village="near the hospital")], "text.private"),
])  # fmt: skip
def test_warnings_do_not_stand_in_the_way(check, sheet, column, rows, code):
    book = whole_book(**{sheet: rows})
    checked = check(make_book(book))
    assert found(checked) == []
    assert (sheet, f"{column_of(book, sheet, column)}2", code) in warned(checked)


def test_paper_numbers_and_equal_payments_are_asked_about(check):
    twice = [repayment(1, paper_no="0071"), repayment(2, paper_no="0071"), repayment(3, paid_on=date(2026, 2, 5))]
    checked = check(make_book(whole_book(repayments=twice)))
    assert found(checked) == []
    assert warned(checked) == [("repayments", "E3", "paper_no.twice"), ("repayments", "C4", "repayment.same")]


def test_suspected_duplicates_are_not_told(check):
    people = [person(), person(ref="P-2")]
    assert warned(check(make_book(whole_book(participants=people)))) == []


# --- terms ------------------------------------------------------------------------------------------------------


def test_terms_left_empty_are_the_products(check):
    book = whole_book(
        funds=[fund(code="USD", currency="USD", amount=1000)], repayments=[],
        loans=[loan(product="Dollar loan", principal=300, fund="USD")],
    )  # fmt: skip
    checked = check(make_book(book))
    assert found(checked) == []
    made = checked.plan.loans[0].loan
    assert (made.currency, made.annual_rate, made.method, made.instalments) == ("USD", 12, "declining", 12)


def test_stated_terms(check):
    dates = "5/2/2026; 5/5/2026"
    checked = check(
        make_book(whole_book(loans=[loan(due_dates=dates, first_due=None, fee=1000, grace=1)], repayments=[]))
    )
    made = checked.plan.loans[0].loan
    assert found(checked) == []
    assert (made.due_dates, made.instalments, made.fee, made.principal_grace) == (
        ["2026-02-05", "2026-05-05"], 2, 1000, 1,
    )  # fmt: skip
    assert not Loan.objects.exists()
