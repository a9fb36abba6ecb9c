"""Who needs a visit, and why."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.models import Business
from loans.models import Loan
from office import roles
from reports.early_warning import early_warning, to_visit
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 15), date(2026, 3, 15)  # due dates; 100,000 riel each


def reasons(*, on):
    found = to_visit(Loan.objects.all(), on=on).select_related("business")
    return {loan.pk: len(early_warning(loan).reasons) for loan in found}


def test_a_part_payment_is_a_reason_once_its_day_is_over():
    loan = make_active()
    receive(loan, riel(60_000), FEBRUARY)
    assert reasons(on=FEBRUARY) == {}  # the rest may come today
    assert reasons(on=date(2026, 2, 16)) == {loan.pk: 1}
    receive(loan, riel(40_000), date(2026, 2, 17))
    assert reasons(on=date(2026, 2, 18)) == {}
    assert reasons(on=date(2026, 6, 1)) == {}  # late, but nothing was paid in part: that stands on the day's list


@pytest.mark.parametrize(("status", "is_listed"), [
    ("operating", False), ("planned", False), ("changed", False), ("paused", True), ("closed", True)
])  # fmt: skip
def test_a_business_that_does_not_work_is_a_reason(status, is_listed):
    loan = make_active()
    Business.objects.update(status=status)
    assert (loan.pk in reasons(on=FEBRUARY)) == is_listed


@pytest.mark.parametrize(("ratio", "is_listed"), [(None, False), ("50.0", False), ("50.1", True), ("9999.9", True)])
def test_instalments_above_what_income_allows_are_a_reason(ratio, is_listed):
    loan = make_active()
    Loan.objects.update(debt_service_ratio=ratio and Decimal(ratio))
    assert (loan.pk in reasons(on=FEBRUARY)) == is_listed


def test_reasons_add_up_and_a_loan_paid_back_needs_none():
    loan = make_active()
    Business.objects.update(status="paused")
    Loan.objects.update(debt_service_ratio=Decimal(80))
    receive(loan, riel(60_000), FEBRUARY)
    assert reasons(on=MARCH) == {loan.pk: 3}
    receive(loan, riel(1_140_000), MARCH)
    assert reasons(on=MARCH) == {}


def test_the_page_shows_the_own_communes_in_as_many_queries_however_many(client, django_assert_num_queries):
    page = reverse("reports:visits")
    loans = [make_active()]
    Business.objects.update(status="paused")
    client.force_login(make_user())
    assert client.get(page).context["rows"] == []  # of another's communes
    client.force_login(make_user(role=roles.MANAGER))
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    loans += [make_active() for _ in range(4)]
    Business.objects.update(status="paused")
    with django_assert_num_queries(len(one)):
        rows = client.get(page).context["rows"]
    assert {row.loan.pk for row, _client in rows} == {loan.pk for loan in loans}
    assert page in client.get("/").content.decode()
