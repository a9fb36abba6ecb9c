"""What was handed out is kept: figures in clear, names sealed; printed again it is the same paper."""

from datetime import date, timedelta

import pytest
from django.db import connection

from livelihoods.services import forget_participant
from loans.documents.client import Client
from loans.documents.printing import issue_receipt, issue_schedule, issue_statement, kept_sheet
from office import roles
from office.models import TrailEntry
from paper.issuing import identity_of, is_unaltered
from paper.models import IssuedDocument
from tests.factories import make_user, receive, riel
from tests.loans.documents.conftest import MADE_AT
from tests.loans.documents.lending import entry_of, fresh, lend, reverse
from tests.loans.documents.pdfs import text_of
from tests.loans.documents.samples import LOANS

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 20)
PRIVATE = ("សុខ សុភា", "Sok Sophea", "អូរធំ", "Ou Thum", "ទិញគ្រឿងបន្លាស់", "typed twice")


@pytest.fixture
def loan():
    loan = lend(riel(1_200_000))
    receive(loan, riel(100_000), date(2026, 2, 15))
    return fresh(loan)


@pytest.fixture
def printed(loan, clock):
    return issue_statement(loan, language="both", on=ON, by=loan.officer)


def kept(sheet):
    return IssuedDocument.objects.select_related("key").get(code=sheet.code)


@pytest.mark.parametrize("name", LOANS)
def test_what_is_kept_is_the_statement_to_the_last_figure(name):
    loan = fresh(LOANS[name]())
    sheet = issue_statement(loan, language="both", on=date(2026, 10, 20), by=loan.officer)
    assert kept_sheet(kept(sheet)) == sheet


def test_the_other_papers_come_back_as_they_were_too(loan):
    for sheet in (
        issue_schedule(loan, language="km", on=ON, by=loan.officer),
        issue_receipt(entry_of(loan, kind="repayment"), language="en", by=loan.officer),
    ):
        assert kept_sheet(kept(sheet)) == sheet


def test_a_reprint_after_later_payments_is_the_same_paper(loan, printed, clock):
    first = printed.pdf()
    clock(MADE_AT + timedelta(days=40))
    receive(loan, riel(300_000), date(2026, 6, 15))
    again = kept_sheet(kept(printed)).pdf()
    assert text_of(again) == text_of(first)
    assert "20/05/2026 09:30" in text_of(again)
    assert printed.code in text_of(again)


def test_the_same_figures_on_the_same_day_are_one_paper(loan, printed, clock):
    clock(MADE_AT + timedelta(hours=3))
    assert issue_statement(loan, language="both", on=ON, by=loan.officer) == printed
    assert issue_statement(loan, language="km", on=ON, by=loan.officer).code != printed.code
    receive(loan, riel(100_000), date(2026, 3, 15))
    assert issue_statement(loan, language="both", on=ON, by=loan.officer).code != printed.code


def test_a_receipt_is_one_paper_for_good_until_it_is_reversed(loan, clock):
    entry = entry_of(loan, kind="repayment")
    first = issue_receipt(entry, language="km", by=loan.officer)
    clock(MADE_AT + timedelta(days=90))
    assert issue_receipt(entry, language="km", by=loan.officer) == first
    reverse(entry)
    after = issue_receipt(entry_of(loan, kind="repayment"), language="km", by=loan.officer)
    assert after.code != first.code
    assert after.paper.reversed_on
    assert not kept_sheet(kept(first)).paper.reversed_on


def test_a_corrected_name_is_another_paper(loan, printed):
    loan.participant.name_km = "សុខ សុផា"
    loan.participant.save()
    again = issue_statement(fresh(loan), language="both", on=ON, by=loan.officer)
    assert again.code != printed.code
    assert kept_sheet(kept(printed)).paper.client.name_km == "សុខ សុភា"


def test_once_the_person_is_forgotten_the_code_stands_for_the_name(loan, clock, khmer):
    receive(loan, riel(1_100_000), date(2026, 3, 1))
    sheet = issue_statement(fresh(loan), language="both", on=ON, by=loan.officer)
    forget_participant(loan.participant, by=make_user(role=roles.MANAGER))
    document = kept(sheet)
    assert identity_of(document, Client) is None
    again = kept_sheet(document)
    assert again.paper.client == Client(loan.participant.code)
    text = text_of(again.pdf())
    assert [word for word in PRIVATE if word in text] == []
    assert text.count(loan.participant.code) == 2  # for the name, and as the code
    assert is_unaltered(document)


def test_no_name_and_no_address_is_kept_in_clear(loan, printed):
    reverse(entry_of(loan, kind="repayment"))
    issue_receipt(entry_of(loan, kind="repayment"), language="both", by=loan.officer)
    issue_schedule(fresh(loan), language="both", on=ON, by=loan.officer)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {IssuedDocument._meta.db_table}")
        rows = [" ".join(_text(cell) for cell in row) for row in cursor.fetchall()]
    assert len(rows) == 3
    assert [word for word in (*PRIVATE, *map(_escaped, PRIVATE)) if any(word in row for row in rows)] == []


def _text(cell):
    return bytes(cell).decode("utf-8", "replace") if isinstance(cell, (bytes, memoryview)) else str(cell)


def _escaped(word):
    return word.encode("ascii", "backslashreplace").decode()


def test_those_who_see_codes_only_print_papers_with_the_code(loan, clock):
    cashier = make_user(role=roles.CASHIER)
    sheet = issue_statement(loan, language="both", on=ON, by=cashier)
    assert sheet.paper.client == Client(loan.participant.code)
    assert identity_of(kept(sheet), Client) is None
    named = issue_statement(loan, language="both", on=ON, by=loan.officer)
    assert named.code != sheet.code
    assert kept_sheet(kept(named), to=cashier).paper.client == Client(loan.participant.code)


def test_the_code_vouches_for_what_is_kept(printed):
    document = kept(printed)
    assert is_unaltered(document)
    document.figures["outstanding"]["amount"] = "1.00"
    assert not is_unaltered(document)


def test_each_print_is_in_the_trail(loan, printed):
    issue_statement(loan, language="both", on=ON, by=loan.officer)
    lines = TrailEntry.objects.filter(act="print")
    document = kept(printed)
    assert [(line.user_id, line.object_ids, line.fields) for line in lines] == [
        (loan.officer.pk, str(document.pk), "statement")
    ] * 2


@pytest.mark.parametrize("language", ["km", "en", "both"])
def test_the_file_s_name_says_only_which_loan_and_what(loan, language):
    number = entry_of(loan, kind="repayment").number
    sheets = [
        issue_statement(loan, language=language, on=ON, by=loan.officer),
        issue_schedule(loan, language=language, on=ON, by=loan.officer),
        issue_receipt(entry_of(loan, kind="repayment"), language=language, by=loan.officer),
    ]
    assert [sheet.file_name for sheet in sheets] == [
        f"{loan.number}-statement.pdf",
        f"{loan.number}-schedule.pdf",
        f"{loan.number}-receipt-{number}.pdf",
    ]
