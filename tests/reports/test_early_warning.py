"""Who needs a visit, and why."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.models import Business, Task
from livelihoods.services import IncomeTold, add_task, end_shock, note_shock, record_income
from loans.models import Loan
from loans.services.promises import promise_to_pay
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


def tell(loan, on, *, net=None, household=None):
    lines = None if net is None else {"products": Decimal(net)}
    told = IncomeTold(on, on, "KHR", lines, None if household is None else Decimal(household))
    record_income(told, participant=loan.participant, business=loan.business, by=loan.officer, key=uuid4())


@pytest.mark.parametrize(
    ("told", "is_listed"),
    [((500, 400, 300), True), ((500, 400), False), ((500, 400, 400), False), ((300, 500, 400), False),
     ((900, 500, 400, 300), True), ((500, 400, 300, 350), False)],
)  # fmt: skip
def test_income_that_fell_twice_running_is_a_reason(told, is_listed):
    loan = make_active()
    for month, net in enumerate(told, start=1):
        tell(loan, date(2025, month, 1), net=net)
    assert (loan.pk in reasons(on=FEBRUARY)) == is_listed


@pytest.mark.parametrize(("household", "is_listed"), [(183_400, False), (183_300, True)])
def test_dues_above_what_the_income_told_last_allows_are_a_reason(household, is_listed):
    loan = make_active()
    Loan.objects.update(debt_service_ratio=Decimal(99))  # of the application: what was told later counts
    # 1,100,000 riel fall due from 15 February 2026 to 14 February 2027: 91,667 a month, half of 183,333.
    tell(loan, date(2026, 1, 20), household=household)
    receive(loan, riel(100_000), FEBRUARY)
    assert (loan.pk in reasons(on=date(2026, 2, 16))) == is_listed


def test_a_misfortune_a_missed_session_and_a_broken_promise_are_reasons():
    loan = make_active()
    shock = note_shock(loan.business, kind="flood", on=FEBRUARY, by=loan.officer)
    add_task(loan.participant_id, Task.Kind.SESSION, due_on=FEBRUARY, on=FEBRUARY)
    promise_to_pay(
        loan_id=loan.pk, amount=riel(50_000), pay_on=date(2026, 2, 20), by=loan.officer, on=date(2026, 2, 16)
    )
    assert reasons(on=date(2026, 2, 20)) == {loan.pk: 2}  # the day promised is still in time
    assert reasons(on=date(2026, 2, 21)) == {loan.pk: 3}
    end_shock(shock, on=date(2026, 2, 21), by=loan.officer)
    assert reasons(on=date(2026, 2, 21)) == {loan.pk: 2}
