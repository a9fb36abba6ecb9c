"""`statement`, `loans`, `check_books`, `simulate_loan`: JSON alone on standard output, all else on standard error."""

import io
import json
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from loans.models import Instalment, Loan, LoanTransaction
from office.models import TrailEntry
from paper.models import IssuedDocument
from tests.factories import receive, riel
from tests.loans.documents.lending import apply_for, fresh, lend

pytestmark = pytest.mark.django_db


class Streams:
    """What a command wrote: text or bytes on standard output, text on standard error."""

    def __init__(self, monkeypatch):
        self._out = io.BytesIO()
        self.out = io.TextIOWrapper(self._out, encoding="utf-8", write_through=True)
        self.err = io.StringIO()
        monkeypatch.setattr(sys, "stdout", self.out)
        monkeypatch.setattr(sys, "stderr", self.err)

    def run(self, *command, **options):
        call_command(*command, stdout=self.out, stderr=self.err, **options)
        self.out.flush()
        return self._out.getvalue()


@pytest.fixture
def streams(monkeypatch):
    return Streams(monkeypatch)


@pytest.fixture
def loan():
    loan = lend(riel(1_200_000))
    receive(loan, riel(100_000), date(2026, 2, 15))
    return fresh(loan)


def test_statement_as_json(streams, loan):
    plain = json.loads(streams.run("statement", loan.number.lower(), "--format", "json", "--from", "2026-02-01"))
    assert (plain["number"], plain["opening_balance"], plain["transactions"][0]["amount"]) == (
        loan.number, "1200000", "100000",
    )  # fmt: skip
    assert streams.err.getvalue() == ""
    assert TrailEntry.objects.filter(act="export", user=None).count() == 1


def test_statement_as_pdf_on_standard_output(streams, loan):
    assert streams.run("statement", loan.number).startswith(b"%PDF-")
    assert streams.err.getvalue() == ""


def test_statement_into_a_file_kept_under_the_name_of_who_printed_it(streams, loan, tmp_path):
    file = tmp_path / "statement.pdf"
    out = streams.run("statement", loan.number, "--lang", "km", "--output", str(file), "--by", loan.officer.username)
    assert (out, file.read_bytes()[:5]) == (b"", b"%PDF-")
    assert str(file) in streams.err.getvalue()
    document = IssuedDocument.objects.get()
    assert (document.language, document.reference, document.made_by) == ("km", loan.number, loan.officer)


@pytest.mark.parametrize(
    "arguments",
    [
        ("XX-L26-00001",),
        ("LOAN", "--by", "nobody"),
        ("LOAN", "--output", "/no/such/folder/x.pdf"),
        ("LOAN", "--lang", "fr"),
    ],
)
def test_what_statement_cannot_do_it_says(streams, loan, arguments):
    with pytest.raises(CommandError):
        streams.run("statement", *(loan.number if each == "LOAN" else each for each in arguments))


def test_a_loan_not_paid_out_has_no_statement(streams):
    with pytest.raises(CommandError):
        streams.run("statement", apply_for(riel(1_200_000)).number, "--format", "json")


def test_loans_as_json(streams):
    on = timezone.localdate()
    late = lend(riel(600_000), instalments=6, planned_on=on - timedelta(days=40), every=30, unit="days")
    other = apply_for(riel(1_200_000))
    rows = json.loads(streams.run("loans", "--format", "json"))
    assert rows == [
        {"number": late.number, "status": "active", "currency": "KHR", "principal": "600000", "outstanding": "600000",
         "days_past_due": 10},
        {"number": other.number, "status": "approved", "currency": "KHR", "principal": "1200000", "outstanding": "0",
         "days_past_due": 0},
    ]  # fmt: skip


def test_loans_of_one_status_as_text(streams, loan):
    apply_for(riel(1_200_000))
    lines = streams.run("loans", "--status", "active").decode().splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["number", "status", "currency"],
        [loan.number, "active", "KHR"],
    ]
    assert streams.err.getvalue() == "1 loans\n"


def test_an_empty_list_is_a_list(streams):
    assert json.loads(streams.run("loans", "--format", "json")) == []


def test_books_that_are_right(streams, loan):
    report = json.loads(streams.run("check_books", "--format", "json"))
    assert report == {"checked": 1, "differences": [], "rebuilt": 0, "remaining": []}


@pytest.fixture
def wrong_books(loan):
    Instalment.objects.filter(loan=loan, number=1).update(unpaid=7)
    Loan.objects.filter(pk=loan.pk).update(outstanding=Decimal(1_100_001))
    return loan


def test_books_that_are_not_end_in_1_and_stay_as_they_are(streams, wrong_books):
    with pytest.raises(SystemExit) as ended:
        streams.run("check_books", "--format", "json")
    report = json.loads(streams._out.getvalue())
    assert (ended.value.code, report["checked"], report["rebuilt"]) == (1, 1, 0)
    assert report["remaining"] == report["differences"]
    assert {"loan": wrong_books.number, "where": "outstanding", "stored": "1100001.00", "expected": "1100000.00"} in (
        report["differences"]
    )
    assert Instalment.objects.get(loan=wrong_books, number=1).unpaid == 7


def test_rebuild_repairs_what_is_derived_and_never_the_journal(streams, wrong_books):
    journal = list(LoanTransaction.objects.order_by("pk").values_list())
    report = json.loads(streams.run("check_books", "--rebuild", "--format", "json"))
    assert (len(report["differences"]), report["rebuilt"], report["remaining"]) == (2, 1, [])
    assert Instalment.objects.get(loan=wrong_books, number=1).unpaid == 0
    assert list(LoanTransaction.objects.order_by("pk").values_list()) == journal
    streams.run("check_books")


def test_rebuild_tells_it_in_words_too(streams, wrong_books):
    lines = streams.run("check_books", "--rebuild").decode().splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{wrong_books.number}: ") and line.endswith("(repaired)") for line in lines)
    assert streams.err.getvalue() == "1 loans checked, 2 differences, 1 loans rebuilt, 0 differences left\n"
