"""`print_statements`: many at once, into a folder or joined in one PDF."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from paper.models import IssuedDocument
from tests.factories import make_user, receive, riel
from tests.loans.documents.lending import lend
from tests.loans.documents.pdfs import forbidden_in, opened, pages_of, properties_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_loans():
    """Two in one commune, one in another."""
    officer = make_user(communes=("010201", "010202"))
    return [
        lend(riel(600_000), instalments=6, officer=officer),
        lend(riel(700_000), instalments=7, officer=officer),
        lend(riel(800_000), instalments=8, officer=officer, person={"at": "010202"}),
    ]


def run(*arguments):
    err = StringIO()
    call_command("print_statements", *arguments, stdout=StringIO(), stderr=err)
    return err.getvalue()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_folder_of_statements(three_loans, tmp_path, workers):
    out = tmp_path / "out"
    err = run("--output", str(out), "--workers", workers, "--lang", "en")
    assert sorted(file.name for file in out.iterdir()) == [f"{loan.number}-statement.pdf" for loan in three_loans]
    for loan in three_loans:
        assert loan.number in text_of((out / f"{loan.number}-statement.pdf").read_bytes())
    assert err.splitlines()[-2:] == ["3 / 3", f"3 statements in {out}"]


def test_all_joined_in_one(three_loans, tmp_path):
    file = tmp_path / "all.pdf"
    run("--output", str(file), "--workers", "1", "--by", three_loans[0].officer.username)
    pdf = file.read_bytes()
    text = text_of(pdf)
    assert [text.count(loan.number) > 0 for loan in three_loans] == [True] * 3
    assert pages_of(pdf) >= 3
    assert forbidden_in(properties_of(pdf)) == []
    with opened(pdf) as joined:
        assert str(joined.docinfo["/Title"]) == "Repayment statements"
    assert IssuedDocument.objects.count() == 3


def test_those_of_a_commune(three_loans, tmp_path):
    run("--output", str(tmp_path / "out"), "--commune", "010202", "--workers", "1")
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"{three_loans[2].number}-statement.pdf"]


def test_those_of_a_status(three_loans, tmp_path):
    receive(three_loans[1], riel(700_000), date(2026, 3, 1))
    run("--output", str(tmp_path / "out"), "--status", "closed", "--workers", "1")
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"{three_loans[1].number}-statement.pdf"]


def test_none_at_all_is_said(tmp_path):
    with pytest.raises(CommandError):
        run("--output", str(tmp_path / "out"))
