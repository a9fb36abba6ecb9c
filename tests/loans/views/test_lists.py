"""The list of loans: the same number of queries for one row and for ten; codes only in the export."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office import roles
from office.models import TrailEntry
from tests.factories import make_active, make_participant, make_user, receive, riel

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = make_user(communes=("010201",))
    client.force_login(officer)
    return officer


def make_loans(officer, number, **fields):
    return [
        make_active(participant=make_participant(by=officer, name_km=f"សុខ {i}"), officer=officer, **fields)
        for i in range(number)
    ]


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("url", ["/loans/", "/"])
def test_ten_rows_cost_as_many_queries_as_one(client, officer, url):
    make_loans(officer, 1)
    client.get(url)
    one = queries(client, url)
    make_loans(officer, 9)
    assert queries(client, url) == one


def test_filters_by_lateness_status_and_code(client, officer):
    late, paid = make_loans(officer, 2)
    receive(paid, riel(1_200_000), date(2026, 2, 1))

    def shown(query):
        return {loan.number for loan in client.get(f"/loans/?{query}").context["table"].data}

    assert shown("late=30") == {late.number}
    assert shown("status=closed") == {paid.number}
    assert shown(f"q={paid.participant.code.lower()}") == {paid.number}
    assert shown(f"q={late.number}") == {late.number}
    assert shown("currency=USD") == set()


def test_sorts_by_days_late(client, officer):
    today = timezone.localdate()
    older = make_loans(officer, 1, planned_on=today - timedelta(days=90), approved_on=today - timedelta(days=95))[0]
    newer = make_loans(officer, 1, planned_on=today - timedelta(days=40), approved_on=today - timedelta(days=45))[0]
    numbers = [row.record.number for row in client.get("/loans/?sort=late").context["table"].rows]
    assert numbers in ([older.number, newer.number], [newer.number, older.number])
    assert numbers != [row.record.number for row in client.get("/loans/?sort=-late").context["table"].rows]


def test_export_has_codes_and_no_names(client, officer):
    loan = make_loans(officer, 1)[0]
    text = client.get("/loans/export.csv").content.decode()
    assert loan.participant.code in text
    assert "សុខ" not in text
    assert "1200000" in text
    assert TrailEntry.objects.filter(act="export", user=officer).exists()


def test_reading_a_list_and_a_loan_leaves_a_trace(client, officer):
    loan = make_loans(officer, 1)[0]
    client.get("/loans/")
    client.get(loan.get_absolute_url())
    acts = set(
        TrailEntry.objects.filter(user=officer, what="loans.loan", object_ids=str(loan.pk)).values_list(
            "act", flat=True
        )
    )
    assert {"list", "read"} <= acts


def test_the_cashier_sees_codes_money_and_the_name_on_an_open_voucher_alone(client):
    from tests.factories import make_approved

    active, approved = make_active(), make_approved()
    client.force_login(make_user(role=roles.CASHIER))
    page = client.get("/loans/").content.decode()
    assert active.participant.code in page
    assert page.count("សុខ សុភា") == 1
    assert "សុខ សុភា" in client.get(approved.get_absolute_url()).content.decode()
    assert "សុខ សុភា" not in client.get(active.get_absolute_url()).content.decode()
