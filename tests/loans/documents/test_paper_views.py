"""Who may download the papers of which loan, and what comes."""

from datetime import date

import pytest
from django.urls import reverse

from office import roles
from office.models import TrailEntry
from paper.models import IssuedDocument
from tests.factories import make_office, make_user, receive, riel
from tests.loans.documents.lending import apply_for, fresh, lend
from tests.loans.documents.pdfs import opened

pytestmark = pytest.mark.django_db
PAPERS = {"statement-pdf": (), "statement-json": (), "schedule-pdf": (), "receipt-pdf": (2,)}


@pytest.fixture
def loan():
    loan = lend(riel(1_200_000))
    receive(loan, riel(100_000), date(2026, 2, 15))
    return fresh(loan)


@pytest.fixture
def get(client):
    def fetch(user, name, loan, *more, **query):
        client.force_login(user)
        return client.get(reverse(f"loans:{name}", args=[loan.number, *more]), query)

    return fetch


@pytest.mark.parametrize("name", PAPERS)
def test_the_loan_s_officer_gets_them(get, loan, name):
    assert get(loan.officer, name, loan, *PAPERS[name]).status_code == 200


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("role", [roles.AUDITOR, roles.TRAINER, roles.MONITORING, roles.ADMIN])
def test_who_may_not_print_gets_none(get, loan, name, role):
    assert get(make_user(role=role), name, loan, *PAPERS[name]).status_code == 403
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("name", PAPERS)
def test_an_officer_of_another_commune_finds_nothing_there(get, loan, name):
    stranger = make_user(communes=("010202",))
    assert get(stranger, name, loan, *PAPERS[name]).status_code == 404
    assert not IssuedDocument.objects.exists()


def test_a_cashier_of_another_office_finds_nothing_there(get, loan):
    stranger = make_user(role=roles.CASHIER, office=make_office("PP", communes=()))
    assert get(stranger, "receipt-pdf", loan, 2).status_code == 404


def test_it_opens_in_the_browser_under_a_neutral_name_and_stays_in_no_cache(get, loan):
    response = get(loan.officer, "statement-pdf", loan)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{loan.number}-statement.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("asked", "language"), [("en", "en"), ("km", "km"), ("both", "both"), ("xx", "both"), (None, "both")]
)
def test_the_paper_is_in_both_languages_unless_one_is_asked_for(get, loan, asked, language):
    get(loan.officer, "receipt-pdf", loan, 2, **({"lang": asked} if asked else {}))
    assert IssuedDocument.objects.get().language == language


def test_a_period_limits_the_entries(get, loan):
    plain = get(loan.officer, "statement-json", loan, **{"from": "2026-02-01", "to": "2026-02-28"}).json()
    assert (plain["opening_balance"], len(plain["transactions"])) == ("1200000", 1)
    assert get(loan.officer, "statement-pdf", loan, **{"from": "28/02/2026"}).status_code == 400


def test_a_payout_has_no_receipt_and_nor_has_what_is_not_there(get, loan):
    assert get(loan.officer, "receipt-pdf", loan, 1).status_code == 404
    assert get(loan.officer, "receipt-pdf", loan, 99).status_code == 404


def test_a_loan_not_paid_out_has_a_schedule_and_no_statement(get):
    loan = apply_for(riel(1_200_000))
    assert get(loan.officer, "schedule-pdf", loan).status_code == 200
    assert get(loan.officer, "statement-json", loan).status_code == 409
    response = get(loan.officer, "statement-pdf", loan)
    assert (response.status_code, response.url) == (302, loan.get_absolute_url())


def test_reading_and_printing_are_in_the_trail(get, loan):
    get(loan.officer, "statement-pdf", loan)
    get(loan.officer, "statement-json", loan)
    acts = TrailEntry.objects.filter(user=loan.officer, act__in=["read", "print", "export"]).order_by("pk")
    assert [line.act for line in acts] == ["read", "print", "read", "export"]


def test_a_paper_handed_out_comes_again_as_it_was(get, loan):
    first = get(loan.officer, "statement-pdf", loan)
    receive(loan, riel(100_000), date(2026, 3, 15))
    document = IssuedDocument.objects.get()
    again = get(loan.officer, "kept-pdf", loan, document.pk)
    assert again["Content-Disposition"] == first["Content-Disposition"]
    with opened(first.content) as one, opened(again.content) as other:
        assert one.docinfo == other.docinfo
        assert [p.Contents.read_bytes() for p in one.pages] == [p.Contents.read_bytes() for p in other.pages]


def test_a_paper_of_another_loan_does_not(get, loan):
    other = lend(riel(600_000), officer=loan.officer)
    get(loan.officer, "statement-pdf", other)
    assert get(loan.officer, "kept-pdf", loan, IssuedDocument.objects.get().pk).status_code == 404


def test_a_paper_costs_few_queries(get, loan, django_assert_max_num_queries):
    get(loan.officer, "statement-pdf", loan)
    receive(loan, riel(100_000), date(2026, 3, 15))
    with django_assert_max_num_queries(20):
        get(loan.officer, "statement-pdf", loan)
