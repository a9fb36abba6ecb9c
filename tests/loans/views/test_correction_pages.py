"""Corrections through their pages: what is shown before, what is asked back, who may."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.models import ChangeRequest, Loan
from loans.put_right import corrections_of
from loans.services import changes as changing
from loans.services.changes import NewSchedule
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db
INTEREST = {"method": "declining", "annual_rate": Decimal(18), "instalment_multiple": Decimal(1000)}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def loan(client, today):
    loan = make_active(planned_on=today - timedelta(days=40), **INTEREST)
    client.force_login(loan.officer)
    return loan


def url(name, loan, *args):
    return reverse(f"loans:{name}", args=[loan.number, *args])


def test_a_loan_settled_early_from_its_page(client, loan, today):
    page = client.get(url("settle", loan))
    whole, saved = int(page.context["quote"].total), page.context["saved"]
    assert whole + saved.amount == loan.outstanding
    form = {"key": uuid4(), "value_on": today, "channel": "cash", "paid_by": "self"}
    less = client.post(url("settle", loan), {**form, "amount": str(whole - 100)})
    assert list(less.context["form"].errors) == ["amount"]
    assert url("repayment-add", loan) in less.content.decode()  # the money is not lost: one tap to record it
    assert client.post(url("settle", loan), {**form, "amount": str(whole)}).status_code == 302
    assert Loan.objects.get(pk=loan.pk).status == "closed"


@pytest.mark.parametrize(("name", "fields", "wrong"), [
    ("charge", {"kind": "penalty", "amount": "5,000", "reason": "late"}, {"amount": "", "reason": "", "kind": "x"}),
    ("waive", {"component": "interest", "amount": "1,000", "reason": "flood"},
     {"amount": "0", "component": "principal", "reason": ""}),
])  # fmt: skip
def test_what_is_entered_and_what_is_asked_back(client, loan, today, name, fields, wrong):
    client.force_login(make_user(role=roles.MANAGER))
    for field, value in wrong.items():
        answer = client.post(url(name, loan), {"key": uuid4(), "value_on": today, **fields, field: value})
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
    assert loan.transactions.count() == 1
    assert client.post(url(name, loan), {"key": uuid4(), "value_on": today, **fields}).status_code == 302
    assert loan.transactions.count() == 2


def test_credit_is_paid_back_at_the_counter(client, loan, today):
    receive(loan, riel(2_000_000), today)
    cashier = make_user(role=roles.CASHIER)
    client.force_login(cashier)
    assert url("refund", loan) in client.get(loan.get_absolute_url()).content.decode()
    credit = client.get(url("refund", loan)).context["form"]["amount"].value()
    done = client.post(url("refund", loan), {"key": uuid4(), "amount": credit, "value_on": today, "channel": "cash"})
    assert done.status_code == 302
    assert Loan.objects.get(pk=loan.pk).status == "closed"


def test_a_new_schedule_is_shown_asked_for_and_decided(client, loan, today):
    due = loan.schedule.get(number=3).due_on
    form = {"from_due": due.isoformat(), "change": "extra_instalments", "number": "6", "reason": "flood"}
    shown = client.post(url("reschedule", loan), {**form, "show": "1"})
    assert len(shown.context["rows"]) == 18
    assert not ChangeRequest.objects.exists()
    assert client.post(url("reschedule", loan), {**form, "ask": "1"}).status_code == 302
    client.force_login(make_user(role=roles.MANAGER))
    assert loan.number in client.get(reverse("loans:changes")).content.decode()
    asked = ChangeRequest.objects.get()
    client.post(reverse("loans:change-decide", args=[asked.pk]), {"confirm": "1"})
    assert loan.schedule.count() == 18
    change = loan.schedule_changes.get()
    assert client.get(url("schedule-change", loan, change.seq)).status_code == 200
    assert url("schedule-change", loan, change.seq) in client.get(loan.get_absolute_url()).content.decode()
    client.force_login(make_user(role=roles.MANAGER))
    client.post(url("schedule-change", loan, change.seq), {"reason": "not needed"})
    assert loan.schedule.count() == 12


@pytest.mark.parametrize(("fields", "field"), [
    ({"change": ""}, "change"), ({"number": ""}, "number"), ({"number": "0"}, "number"),
    ({"from_due": "x"}, "from_due"), ({"change": "new_due", "new_due": ""}, "new_due"), ({"reason": ""}, "reason"),
])  # fmt: skip
def test_what_a_new_schedule_lacks_is_asked_back(client, loan, fields, field):
    due = loan.schedule.get(number=3).due_on
    form = {"from_due": due.isoformat(), "change": "extra_instalments", "number": "6", "reason": "flood", "ask": "1"}
    answer = client.post(url("reschedule", loan), {**form, **fields})
    assert list(answer.context["form"].errors) == [field]
    assert not ChangeRequest.objects.exists()


def test_a_write_off_waits_for_the_manager(client, loan, today):
    client.post(url("write-off", loan), {"cause": "unable", "value_on": today, "reason": "?"})
    client.force_login(make_user(role=roles.MANAGER))
    home = client.get("/").content.decode()
    assert reverse("loans:changes") in home
    asked = ChangeRequest.objects.get()
    client.post(reverse("loans:change-decide", args=[asked.pk]), {"decline": "1"})
    assert Loan.objects.get(pk=loan.pk).status == "active"


def test_a_deputy_is_named_and_ended(client, today):
    manager, officer = make_user(role=roles.MANAGER), make_user()
    client.force_login(manager)
    page = reverse("loans:deputies")
    wrong = client.post(page, {"deputy": make_user(role=roles.AUDITOR).pk, "from_on": today, "to_on": today})
    assert list(wrong.context["form"].errors) == ["deputy"]
    client.post(page, {"deputy": officer.pk, "from_on": today, "to_on": today})
    client.post(reverse("loans:deputy-end", args=[manager.deputies.get().pk]))
    assert not manager.deputies.exists()


def test_the_manager_reads_what_was_put_right_by_whom_and_why(client, loan, today, django_assert_num_queries):
    manager, other = make_user(role=roles.MANAGER), make_user(role=roles.MANAGER)
    wrong = receive(loan, riel(100_000), today)
    asked = request_reversal(entry=wrong, reason="keyed under the wrong loan", by=loan.officer)
    confirm_reversal(request_id=asked.pk, key=uuid4(), by=manager)
    new = NewSchedule(loan.schedule.get(number=3).due_on, extra_instalments=2)
    laid = changing.request_reschedule(loan_id=loan.pk, new=new, value_on=today, reason="flood", by=loan.officer)
    changing.confirm_change(request_id=laid.pk, key=uuid4(), by=manager)
    changing.reverse_reschedule(change=loan.schedule_changes.get(), reason="not needed", key=uuid4(), by=other)
    lost = changing.request_write_off(loan_id=loan.pk, cause="unable", value_on=today, reason="ill", by=loan.officer)
    owed = Loan.objects.get(pk=loan.pk).outstanding_money
    changing.confirm_change(request_id=lost.pk, key=uuid4(), by=other)

    found = {
        (each.amount, each.asked_by, each.decided_by, each.reason)
        for each in corrections_of(Loan.objects.all(), start=today, end=today)
    }
    officer = loan.officer
    assert found == {
        (riel(100_000), officer, manager, "keyed under the wrong loan"),
        (None, officer, manager, "flood"),
        (None, None, other, "not needed"),
        (owed, officer, other, "ill"),
    }
    client.force_login(manager)
    page = client.get(reverse("loans:put-right"))
    assert [each.reason for each, _client in page.context["rows"]].count("flood") == 1
    for each, _client in page.context["rows"]:
        assert client.get(each.url).status_code == 200
    assert "flood" in page.content.decode()
    with django_assert_num_queries(5):
        list(corrections_of(Loan.objects.all(), start=today, end=today))

    client.force_login(make_user(role=roles.AUDITOR))
    page = client.get(reverse("loans:put-right")).content.decode()
    assert manager.shown_name in page
    assert "flood" not in page  # reasons are personal: codes and sums only
    backwards = client.get(reverse("loans:put-right"), {"start": "2026-02-01", "end": "2026-01-01"})
    assert list(backwards.context["form"].errors) == ["end"]
    earlier = client.get(reverse("loans:put-right"), {"start": "2020-01-01", "end": "2020-01-31"})
    assert earlier.context["rows"] == []
    client.force_login(loan.officer)
    assert client.get(reverse("loans:put-right")).status_code == 403
