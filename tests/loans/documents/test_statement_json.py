"""The JSON states what the paper states: no figure more, no figure less."""

import json
from datetime import date, datetime

import pytest

from loans.documents.statement import build_statement, render_statement
from loans.documents.statement_json import statement_json
from paper.core.dates import long_date_en
from tests.loans.documents.lending import LONG_NAME, fresh
from tests.loans.documents.pdfs import figures_of, figures_on, forbidden_in, pages_of, text_of
from tests.loans.documents.samples import LOANS, ON, riel_loan, statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", LOANS)
def test_every_figure_of_the_json_stands_on_the_paper_and_the_other_way_round(name, khmer):
    paper = statement(name)
    for language in ("en", "both"):
        pdf = render_statement(paper, language=language)
        assert pages_of(pdf) <= 2
        check(statement_json(paper), text_of(pdf, "-layout"))


def check(plain, text):
    made_on = figures_on(text.split("Made on")[1].splitlines()[0])
    stated, printed = figures_of(plain, plain["currency"]), figures_on(text)
    # A day that stands in no table is written out in words.
    in_words = {day for day in stated if day.count("/") == 2} - printed
    assert stated - in_words - printed == set()
    assert printed - made_on - stated == set()
    assert all(long_date_en(datetime.strptime(day, "%d/%m/%Y")) in text for day in in_words)
    assert f"{plain['instalments_paid']} / {plain['instalments']}" in text
    assert not plain["days_past_due"] or f"Days late: {plain['days_past_due']}" in text


def test_with_a_period_too(khmer):
    paper = statement("riel", start=date(2026, 3, 1), end=date(2026, 5, 31))
    plain = statement_json(paper)
    text = text_of(render_statement(paper, language="en"), "-layout")
    assert plain["opening_balance"] == "1100000"
    assert "opening balance" in text
    assert [line["date"] for line in plain["transactions"]] == ["2026-03-15", "2026-04-15", "2026-05-15"]
    assert {f for f in figures_of(plain, "KHR") if f.endswith("៛")} <= figures_on(text)


def test_it_is_plain_json_with_the_words_agreed_on():
    loan = fresh(riel_loan())
    plain = json.loads(json.dumps(statement_json(build_statement(loan, on=ON))))
    number, code = loan.number, loan.participant.code
    head = {key: value for key, value in plain.items() if not isinstance(value, (list, dict))}
    assert head == {
        "number": number, "client": code, "as_at": "2026-10-20", "status": "active", "currency": "KHR",
        "principal": "1200000", "disbursed_on": "2026-01-15", "method": "none", "annual_rate": "0",
        "effective_rate": "0.00", "fee": "0", "in_hand": "1200000", "interest": "0", "charges": "0", "cost": "0",
        "arrears": "0", "late_since": None, "days_past_due": 0, "due_in_all": "100000", "instalments": 12,
        "instalments_paid": 9, "repaid_principal": "900000", "outstanding_principal": "300000", "outstanding": "300000",
        "to_settle": "300000", "overpaid": "0", "written_off": "0", "ended_on": None, "from": None, "to": None,
        "opening_balance": None,
    }  # fmt: skip
    assert plain["next_due"] == {"due_on": "2026-11-15", "amount": "100000"}
    assert plain["schedule"][0] == {
        "number": 1, "due_on": "2026-02-15", "principal": "100000", "interest": "0", "charges": "0", "waived": "0",
        "amount": "100000", "paid": "100000", "balance": "1100000",
    }  # fmt: skip
    first, second = plain["transactions"][:2]
    assert first == {
        "date": "2026-01-15", "type": "disbursement", "channel": "cash", "number": first["number"], "amount": "1200000",
        "principal": None, "interest": None, "charges": None, "credit": None, "balance": "1200000", "reversed": False,
        "reversed_on": None,
    }  # fmt: skip
    assert (second["amount"], second["principal"], second["balance"]) == ("100000", "100000", "1100000")
    assert plain["received"] == {
        "amount": "900000",
        "principal": "900000",
        "interest": "0",
        "charges": "0",
        "credit": "0",
    }


def test_dollars_have_two_decimals():
    plain = statement_json(statement("dollar"))
    assert (plain["principal"], plain["transactions"][1]["amount"]) == ("1500.00", "162.25")
    assert plain["annual_rate"] == "17.5"


def test_it_names_nobody():
    text = json.dumps(statement_json(statement("large")), ensure_ascii=False)
    assert [word for word in (*LONG_NAME.values(), "អូរធំ", "Ou Thum") if word in text] == []
    assert forbidden_in(text.replace("_", " ")) == []
