"""Writing a checked workbook: all or nothing, once, through the services of the rooms."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from livelihoods.models import Business, Consent, Participant
from livelihoods.services import forget_participant
from loans.models import CashTransaction, Fund, LedgerEntry, Loan, LoanStep, LoanTransaction
from loans.services.books import check_books
from loans.services.funds import available
from office import roles
from office.errors import Refusal
from office.models import TrailEntry
from reports.models import ImportedRow
from reports.workbook.committing import ChangedMeanwhile, commit
from tests.factories import make_user, receive, riel
from tests.reports.workbook.books import TODAY, business, fund, loan, make_book, person, repayment, whole_book

pytestmark = pytest.mark.django_db


def counts():
    models = (Participant, Business, Fund, Loan, LoanTransaction, CashTransaction, LedgerEntry, ImportedRow, TrailEntry)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.parametrize("language", ["en", "km", "both"])
def test_everything_is_written_through_the_services(write, importer, second, language):
    assert write(make_book(whole_book(), language=language)) == 7
    someone = Participant.objects.get()
    assert (someone.name_km, someone.phone, someone.commune_id) == ("មាស ដារ៉ា", "+85512345678", "010201")
    assert (someone.sex, someone.age_band, someone.registered_on) == ("M", "35_49", date(2025, 12, 20))
    lent = Loan.objects.get()
    assert (lent.status, lent.outstanding, lent.participant, lent.officer) == ("active", 900_000, someone, importer)
    assert lent.business == Business.objects.get()
    assert (lent.disbursed_on, lent.approved_on) == (date(2026, 1, 5), date(2026, 1, 5))
    assert available(Fund.objects.get(), "KHR") == riel(5_000_000 - 1_200_000 + 300_000)
    assert list(check_books()) == []


def test_dates_are_those_of_then_and_the_books_are_those_of_today(write):
    write(make_book(whole_book()))
    entries = LoanTransaction.objects.order_by("seq")
    assert [e.value_on for e in entries] == [date(2026, 1, 5), *(date(2026, m, 5) for m in (2, 3, 4))]
    assert {e.posted_on for e in entries} == {timezone.localdate()}


def test_approvals_of_before_name_the_importer_and_a_second_person(write, importer, second):
    write(make_book(whole_book()))
    step = LoanStep.objects.get(kind=LoanStep.Kind.IMPORTED)
    assert (step.by, step.second, step.on) == (importer, second, TODAY)


def test_the_officer_of_the_commune_unless_another_is_named(write):
    officer = make_user("officer-of-the-commune", communes=("010201",))
    other = make_user("other-officer")
    book = whole_book(
        participants=[person(), person(ref="P-2")],
        businesses=[business(), business(ref="B-2", participant="P-2")],
        loans=[loan(), loan(ref="L-2", participant="P-2", business="B-2", officer="Other-Officer")],
    )
    write(make_book(book))
    assert list(Loan.objects.order_by("pk").values_list("officer", flat=True)) == [officer.pk, other.pk]


def test_repayments_in_any_order_of_rows(write):
    write(make_book(whole_book(repayments=[repayment(3), repayment(1), repayment(2)])))
    assert [e.value_on.month for e in LoanTransaction.objects.order_by("seq")] == [1, 2, 3, 4]


def test_consents_and_details(write):
    write(make_book(whole_book(participants=[person(may_call="yes", household_size="៤", village="ភូមិថ្មី")])))
    someone = Participant.objects.get()
    assert (someone.household_size, someone.village) == (4, "ភូមិថ្មី")
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"record", "call"}


def test_dollars_to_the_cent(write):
    book = whole_book(
        funds=[fund(code="USD", currency="USD", amount="$2,000.00")],
        loans=[loan(product="Dollar loan", fund="USD", principal=300)],
        repayments=[repayment(amount=25.1)],
    )
    write(make_book(book))
    entry = LoanTransaction.objects.get(kind="repayment")
    assert entry.amount.amount == Decimal("25.10")
    assert list(check_books()) == []


# --- once -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_same_workbook_twice_changes_nothing(write, check, language):
    write(make_book(whole_book()))
    before = counts()
    again = check(make_book(whole_book(), language=language))
    assert again.findings.errors == []
    assert not again.plan.changes
    assert again.plan.unchanged == 7
    assert write(make_book(whole_book(), language=language)) == 0
    assert counts() == before


def test_the_same_row_typed_otherwise_is_the_same_row(write, check):
    write(make_book(whole_book()))
    same = whole_book(
        loans=[loan(principal="១.២០០.០០០ ៛", disbursed_on="5/1/2026", first_due="2026-02-05")],
        repayments=[repayment(1, amount="100,000", paid_on="ថ្ងៃទី៥ ខែកុម្ភៈ ឆ្នាំ២០២៦")],
    )
    assert check(make_book(same)).findings.errors == []


@pytest.mark.parametrize(("sheet", "rows"), [
    ("funds", [fund(amount=6_000_000)]),
    ("participants", [person(sex="F")]),
    ("participants", [person(village="somewhere")]),
    ("businesses", [business(name="another")]),
    ("loans", [loan(principal=1_100_000)]),
    ("repayments", [repayment(1, amount=50_000)]),
    ("repayments", [repayment(1, paid_on=date(2026, 2, 6))]),
])  # fmt: skip
def test_the_same_ref_with_other_content_is_an_error_at_its_row(write, check, sheet, rows):
    write(make_book(whole_book()))
    before = counts()
    checked = check(make_book(whole_book(**{sheet: rows})))
    assert [(f.sheet, f.cell, f.code) for f in checked.findings.errors] == [(sheet, "A2", "ref.changed")]
    assert counts() == before


def test_refs_and_rows_are_kept_as_hashes_alone(write):
    write(make_book(whole_book()))
    for row in ImportedRow.objects.all():
        assert len(row.ref) == len(row.content) == 32
        assert not {"P-1", "B-1", "L-1"} & {row.ref, row.content}


def test_of_a_forgotten_person_the_row_is_left_alone(write, check, importer):
    write(make_book(whole_book(funds=[fund()], loans=[], repayments=[], businesses=[])))
    forget_participant(Participant.objects.get(), by=importer)
    checked = check(
        make_book(whole_book(participants=[person(name_km="another")], loans=[], repayments=[], businesses=[]))
    )
    assert checked.findings.errors == []
    assert checked.plan.unchanged == 2
    assert not checked.plan.people


# --- more of an earlier loan ------------------------------------------------------------------------------------


def test_new_repayments_extend_an_earlier_loan(write, check):
    write(make_book(whole_book()))
    more = whole_book(repayments=[repayment(n) for n in range(1, 6)])
    assert len(check(make_book(more)).plan.extensions) == 1
    assert write(make_book(more)) == 2
    lent = Loan.objects.get()
    assert lent.outstanding == 700_000
    assert list(check_books()) == []


def test_a_sheet_of_repayments_alone_is_enough(write):
    write(make_book(whole_book()))
    assert write(make_book({"repayments": [repayment(4), repayment(5, amount=800_000)]})) == 2
    assert Loan.objects.get().status == "closed"


def test_an_extension_that_the_loan_refuses_is_shown_at_its_row(write, check):
    write(make_book(whole_book()))
    checked = check(make_book({"repayments": [repayment(9, paid_on=date(2026, 1, 1))]}))
    assert [(f.cell, f.code) for f in checked.findings.errors] == [("D2", "repayment.before_disbursement")]


def test_repayments_beside_those_entered_in_the_system(write, importer):
    write(make_book(whole_book()))
    receive(Loan.objects.get(), riel(100_000), date(2026, 5, 5))
    assert write(make_book({"repayments": [repayment(5)]})) == 1
    assert Loan.objects.get().outstanding == 700_000
    assert list(check_books()) == []


# --- all or nothing ---------------------------------------------------------------------------------------------


def test_a_failure_in_the_middle_leaves_nothing(check, importer, second, monkeypatch):
    checked = check(make_book(whole_book()))
    before = counts()

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(LedgerEntry.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        commit(checked, by=importer, second=second, on=TODAY)
    assert counts() == before


def test_a_workbook_with_one_error_writes_nothing(check, importer, second):
    checked = check(make_book(whole_book(repayments=[repayment(1), repayment(2, amount="?")])))
    with pytest.raises(ValueError, match="errors"):
        commit(checked, by=importer, second=second, on=TODAY)
    assert not Participant.objects.exists()


def test_two_imports_of_one_workbook_write_it_once(check, importer, second):
    one, other = check(make_book(whole_book())), check(make_book(whole_book()))
    commit(one, by=importer, second=second, on=TODAY)
    before = counts()
    with pytest.raises(ChangedMeanwhile):
        commit(other, by=importer, second=second, on=TODAY)
    assert counts() == before


def of_another(**cells):
    """A loan of a second person from the same fund."""
    return {
        "participants": [person(ref="P-2")], "businesses": [business(ref="B-2", participant="P-2")],
        "loans": [loan(ref="L-2", participant="P-2", business="B-2", **cells)],
    }  # fmt: skip


def test_a_fund_emptied_after_the_check(write, check, importer, second):
    write(make_book({"funds": [fund(amount=1_500_000)]}))
    checked = check(make_book(whole_book(funds=[], repayments=[])))
    assert checked.findings.errors == []
    write(make_book(of_another(principal=600_000)))
    before = counts()
    with pytest.raises(ChangedMeanwhile):
        commit(checked, by=importer, second=second, on=TODAY)
    assert counts() == before


def test_a_loan_opened_after_the_check(write, check, importer, second):
    write(make_book(whole_book(loans=[], repayments=[])))
    checked = check(make_book({"loans": [loan()]}))
    write(make_book({"loans": [loan(ref="L-0", principal=600_000)]}))
    with pytest.raises(ChangedMeanwhile):
        commit(checked, by=importer, second=second, on=TODAY)
    assert Loan.objects.count() == 1


@pytest.mark.parametrize("who", ["importer", "officer", "gone"])
def test_the_second_person_is_another_who_may_approve(check, importer, who):
    people = {
        "importer": importer,
        "officer": make_user(role=roles.OFFICER),
        "gone": make_user(role=roles.MANAGER, is_active=False),
    }
    with pytest.raises(Refusal):
        commit(check(make_book(whole_book())), by=importer, second=people[who], on=TODAY)
    assert not Participant.objects.exists()


def test_without_loans_nobody_has_to_vouch(check, importer):
    checked = check(make_book({"participants": [person()]}))
    assert commit(checked, by=importer, second=None, on=TODAY) == 1


def test_progress_is_told_all_along(importer, second, products, monkeypatch):
    from reports.workbook.checking import check_workbook
    from reports.workbook.progress import Progress

    told = []
    monkeypatch.setattr("reports.workbook.progress.EVERY", 0)
    progress = Progress(lambda done, total: told.append((done, total)))
    repayments = [repayment(ref=f"R-{n}", amount=1000, paid_on=date(2026, 2, 1 + n % 28)) for n in range(300)]
    checked = check_workbook(make_book(whole_book(repayments=repayments)), on=TODAY, by=importer, progress=progress)
    commit(checked, by=importer, second=second, on=TODAY, progress=progress)
    assert all(0 <= done <= total == 1000 for done, total in told)
    assert len({done for done, _total in told}) > 100
