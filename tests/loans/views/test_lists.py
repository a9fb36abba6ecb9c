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
    assert shown(f"found={paid.participant.code}") == {paid.number}
    assert shown(f"number={late.number}") == {late.number}
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


# --- Search ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(officer):
    """A loan of Sok Sophea, with a phone, and one of Keo Bora."""
    sophea = make_participant(by=officer, name_km="សុខ សុភា", name_latin="Sok Sophea", phone="012 345 678")
    bora = make_participant(by=officer, name_km="កែវ បូរ៉ា", name_latin="Keo Bora", phone="")
    return [make_active(participant=person, officer=officer) for person in (sophea, bora)]


def search(client, typed, address="/loans/"):
    client.cookies["django_language"] = "en"
    return client.post(address, {"q": typed}, follow=True)


def found(page):
    return {loan.number for loan in page.context["table"].data}


@pytest.mark.parametrize("typed", ["សុភា", "សុខសុភា", "soph", "SOK", "012345678", "345678"])
def test_a_loan_is_found_by_its_client_and_no_name_or_phone_stands_in_the_address(client, officer, two, typed):
    page = search(client, typed)
    assert found(page) == {two[0].number}
    address = page.redirect_chain[0][0]
    assert typed not in address
    assert "%" not in address


def test_a_loan_is_found_by_code_and_by_number(client, officer, two):
    for typed in (two[0].participant.code.lower(), two[0].number.lower(), two[0].number[-5:]):
        assert found(search(client, typed)) == {two[0].number}


def test_khmer_digits_find_a_number(client, officer, two):
    khmer = two[1].number[-5:].translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    assert found(search(client, khmer)) == {two[1].number}


@pytest.mark.parametrize("typed", ["ស", "so", "?", "+855"])
def test_what_is_too_short_is_said_and_nothing_is_shown(client, officer, two, typed):
    page = search(client, typed)
    assert page.redirect_chain == []
    assert found(page) == set()
    assert "at least two Khmer letters" in page.context["hint"]


def test_the_search_keeps_the_filter_and_an_empty_one_ends_it(client, officer, two):
    page = search(client, "សុភា", "/loans/?status=active&page=3&number=x")
    assert page.redirect_chain[0][0].startswith("/loans/?status=active&found=")
    assert search(client, "", "/loans/?status=active&found=x").redirect_chain[0][0] == "/loans/?status=active"


def test_the_trail_of_a_search_holds_fields_and_never_what_was_typed(client, officer, two):
    for typed, fields in (("សុភា", "found"), (two[0].number, "number")):
        search(client, typed)
        line = TrailEntry.objects.filter(user=officer).order_by("-pk")[0]
        assert (line.act, line.what, line.object_ids, line.fields) == ("search", "loans.loan", str(two[0].pk), fields)


@pytest.mark.parametrize("role", [roles.CASHIER, roles.AUDITOR])
def test_who_sees_no_names_finds_by_code_and_number_alone(client, officer, two, role):
    by_name = search(client, "សុភា").redirect_chain[0][0]
    client.force_login(make_user(role=role))
    for typed in ("សុភា", "sophea", "012345678"):
        page = search(client, typed)
        assert found(page) == set()
        assert "the whole code" in page.context["hint"]
    assert found(client.get(by_name)) == set()  # an address of somebody who may
    assert found(search(client, two[0].participant.code)) == {two[0].number}
    assert found(search(client, two[0].number)) == {two[0].number}


def test_nobody_outside_the_scope_is_found(client, officer, two):
    client.force_login(make_user(communes=("010301",)))
    for typed in ("សុភា", "012345678", two[0].participant.code, two[0].number):
        assert found(search(client, typed)) == set()


def test_a_changed_address_finds_nobody(client, officer, two):
    for address in ("found=x.y", "found=' or 1=1", f"found={'0' * 32}", "number=%25"):
        assert found(client.get(f"/loans/?{address}")) == set()


def test_a_search_costs_as_many_queries_for_one_row_as_for_ten(client, officer, two):
    address = search(client, "សុខ").redirect_chain[0][0]
    one = queries(client, address)
    make_loans(officer, 9)
    assert queries(client, address) == one
    assert len(found(client.get(address))) == 10


def test_the_export_is_what_was_found(client, officer, two):
    query = search(client, "បូរ៉ា").redirect_chain[0][0].partition("?")[2]
    text = client.get(f"/loans/export.csv?{query}").content.decode()
    assert two[1].number in text
    assert two[0].number not in text
