"""`import_workbook`: shows first, writes only with --commit, and speaks JSON alone on standard output."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from livelihoods.models import Participant
from loans.models import Loan, LoanStep
from office import roles
from tests.factories import make_user
from tests.reports.workbook.books import make_book, person, repayment, whole_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, importer, second, products):
    """Run the command on a workbook: what stood on standard output, and whether it ended in an error."""

    def run(content, *options):
        path = tmp_path / "book.xlsx"
        path.write_bytes(content)
        out, err = StringIO(), StringIO()
        try:
            call_command("import_workbook", str(path), *options, stdout=out, stderr=err)
        except CommandError as refused:
            return out.getvalue(), str(refused)
        return out.getvalue(), ""

    return run


NAMED = ("--by", "importer", "--second", "second")


def test_without_commit_it_only_shows(run):
    out, refused = run(make_book(whole_book()))
    assert not refused
    assert "participants: 1" in out
    assert "lent: 1200000 KHR" in out
    assert "--commit" in out
    assert not Participant.objects.exists()


def test_with_commit_it_writes(run, importer, second):
    out, refused = run(make_book(whole_book()), "--commit", *NAMED)
    assert not refused
    assert "7 rows written." in out
    step = LoanStep.objects.get(kind="imported")
    assert (step.by, step.second) == (importer, second)


def test_again_it_changes_nothing(run):
    run(make_book(whole_book()), "--commit", *NAMED)
    out, refused = run(make_book(whole_book()))
    assert not refused
    assert "Nothing would change." in out
    out, refused = run(make_book(whole_book()), "--commit", *NAMED)
    assert "0 rows written." in out
    assert Loan.objects.count() == 1


def test_json_stands_alone_on_standard_output(run):
    out, refused = run(make_book(whole_book()), "--format", "json", "--commit", *NAMED)
    assert not refused
    found = json.loads(out)
    assert found["committed"] is True
    assert found["errors"] == []
    assert found["summary"]["lent"] == [{"amount": "1200000", "currency": "KHR"}]
    assert found["summary"]["participants_by_commune"] == [{"commune": "010201", "participants": 1}]


def test_errors_end_the_command_with_a_failure(run):
    out, refused = run(make_book(whole_book(participants=[person(sex="?")])), "--format", "json", "--commit", *NAMED)
    assert "1 errors" in refused
    found = json.loads(out)
    [error] = found["errors"]
    assert (error["sheet"], error["cell"], error["code"]) == ("participants", "D2", "choice.unknown")
    assert set(error["message"]) == {"en", "km"}
    assert found["committed"] is False
    assert not Participant.objects.exists()


def test_errors_as_text(run):
    out, refused = run(make_book(whole_book(repayments=[repayment(amount="?")])))
    assert refused
    assert "Repayments C2" in out
    assert "This is not an amount." in out


def test_a_file_that_is_none(run, tmp_path):
    out, refused = run(b"ref,sex")
    assert "This is not an Excel workbook" in out
    assert refused
    with pytest.raises(CommandError):
        call_command("import_workbook", str(tmp_path / "missing.xlsx"))


def test_a_file_that_is_too_large(run, settings):
    settings.WORKBOOK_MAX_BYTES = 1024 * 1024
    out, refused = run(b"PK\x03\x04" + b"x" * 2 * 1024 * 1024)
    assert "larger than 1 MB" in out
    assert refused


@pytest.mark.parametrize(("options", "settled"), [
    (("--second", "second"), False),
    (("--by", "importer"), False),
    (("--by", "importer", "--second", "importer"), False),
    (("--by", "nobody", "--second", "second"), False),
    (("--by", "an-officer", "--second", "second"), False),
    (NAMED, True),
])  # fmt: skip
def test_a_real_office_names_both_persons(run, settings, options, settled):
    settings.DEMO = False
    make_user("an-officer", role=roles.OFFICER)
    _out, refused = run(make_book(whole_book()), "--commit", *options)
    assert (not refused) == settled
    assert Participant.objects.exists() == settled


def test_the_demo_finds_both_persons_itself(run, settings, importer, second):
    settings.DEMO = True
    _out, refused = run(make_book(whole_book()), "--commit")
    assert not refused
    step = LoanStep.objects.get(kind="imported")
    assert {step.by, step.second} == {importer, second}
