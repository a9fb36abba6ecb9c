"""The cash box counted and closed; what a closed day refuses, and what it never refuses."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from loans.errors import LoanError
from loans.models import Account, CashCount, CashTransaction, DayClose, LedgerEntry, LoanTransaction
from loans.services.cash import carry_cash
from loans.services.closing import open_day
from loans.services.days import Count, box_day, boxes, close_day, count_opening
from loans.services.funds import account_balance
from office import roles
from tests.factories import make_active, make_fund, make_office, make_user, receive, riel

pytestmark = pytest.mark.django_db
Kind = CashTransaction.Kind


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def cashier():
    return make_user(role=roles.CASHIER)


@pytest.fixture
def box(cashier):
    """500,000 riel in the office's box."""
    make_fund()
    carry_cash(kind=Kind.WITHDRAWAL, amount=riel(500_000), value_on=timezone.localdate(), key=uuid4(), by=cashier)


def close(cashier, today, *counts, on=None):
    return close_day(office=cashier.office, counts=list(counts), by=cashier, on=on or today, today=today)


def test_a_day_in_order_is_closed(cashier, box, today):
    close(cashier, today, Count(None, "KHR", {100_000: 4, 50_000: 2}))
    counted = CashCount.objects.get()
    assert (counted.counted, counted.expected, counted.notes) == (500_000, 500_000, {"100000": 4, "50000": 2})
    assert not CashTransaction.objects.filter(kind__in=[Kind.OVER, Kind.SHORT]).exists()


@pytest.mark.parametrize(("notes", "kind", "difference"), [
    ({100_000: 4, 50_000: 1}, Kind.SHORT, 50_000),
    ({100_000: 5, 1_000: 2}, Kind.OVER, 2_000),
])  # fmt: skip
def test_a_difference_is_explained_and_booked_on_that_day(cashier, box, today, notes, kind, difference):
    with pytest.raises(LoanError, match="Write why"):
        close(cashier, today, Count(None, "KHR", notes))
    assert not DayClose.objects.exists()
    close(cashier, today, Count(None, "KHR", notes, reason="wrong change"))
    booked = CashTransaction.objects.get(kind=kind)
    assert (booked.amount, booked.posted_on, booked.note) == (riel(difference), today, "wrong change")
    sign = 1 if kind == Kind.SHORT else -1
    assert account_balance(booked.fund, "KHR", Account.CASH_DIFFERENCE) == riel(sign * difference)
    assert box_day(cashier.office, None, "KHR", on=today).expected == Count(None, "KHR", notes).total


def test_every_box_with_money_is_counted(cashier, today):
    loan = make_active(cashier=cashier)
    receive(loan, riel(100_000), today)
    carry_cash(kind=Kind.WITHDRAWAL, amount=riel(1_200_000), value_on=today, key=uuid4(), by=cashier)
    assert [(b.holder, b.expected) for b in boxes(cashier.office, on=today)] == [
        (None, riel(0)), (loan.officer, riel(100_000)),
    ]  # fmt: skip
    with pytest.raises(LoanError, match=loan.officer.username):
        close(cashier, today, Count(None, "KHR"))
    close(cashier, today, Count(None, "KHR"), Count(loan.officer, "KHR", {100_000: 1}))


def test_a_closed_day_refuses_postings_not_what_happened_on_it(cashier, today):
    loan = make_active(cashier=cashier)
    DayClose.objects.create(office=make_office(), on=today, by=cashier)
    entry = receive(loan, riel(100_000), today)
    assert (entry.value_on, entry.posted_on) == (today, today + timedelta(days=1))
    assert set(LedgerEntry.objects.filter(loan_transaction=entry).values_list("posted_on", flat=True)) == {
        today + timedelta(days=1)
    }
    loan.refresh_from_db()
    assert loan.outstanding == 1_100_000


def test_what_cannot_be_closed(cashier, box, today):
    with pytest.raises(LoanError, match="still to come"):
        close(cashier, today, on=today + timedelta(days=1))
    with pytest.raises(LoanError, match="later day"):
        close(cashier, today, on=today - timedelta(days=1))
    with pytest.raises(LoanError, match="no such note"):
        close(cashier, today, Count(None, "KHR", {70_000: 1}))
    close(cashier, today, Count(None, "KHR", {100_000: 5}))
    with pytest.raises(LoanError, match="closed already"):
        close(cashier, today, Count(None, "KHR", {100_000: 5}))
    with pytest.raises(LoanError, match="closed already"):
        count_opening(office=cashier.office, count=Count(None, "KHR"), by=cashier, on=today)


def test_another_offices_day_stays_open(cashier, box, today):
    close(cashier, today, Count(None, "KHR", {100_000: 5}))
    other = make_office("SR", communes=())
    assert open_day(other) == today
    assert open_day(cashier.office) == today + timedelta(days=1)


def test_the_morning_count_finds_a_difference(cashier, box, today):
    with pytest.raises(LoanError, match="Write why"):
        count_opening(office=cashier.office, count=Count(None, "KHR", {100_000: 4}), by=cashier, on=today)
    count_opening(office=cashier.office, count=Count(None, "KHR", {100_000: 4}, reason="?"), by=cashier, on=today)
    assert box_day(cashier.office, None, "KHR", on=today).expected == riel(400_000)
    assert CashCount.objects.get().moment == "opening"


def test_an_officers_shortage_is_the_officers(today):
    cashier = make_user(role=roles.CASHIER)
    loan = make_active(cashier=cashier, paid_out_on=date(2026, 1, 15))
    receive(loan, riel(100_000), today)
    carry_cash(kind=Kind.WITHDRAWAL, amount=riel(1_200_000), value_on=today, key=uuid4(), by=cashier)
    close(cashier, today, Count(None, "KHR"), Count(loan.officer, "KHR", {50_000: 1}, reason="lost"))
    short = CashTransaction.objects.get(kind=Kind.SHORT)
    assert (short.holder, short.amount) == (loan.officer, riel(50_000))
    assert box_day(cashier.office, loan.officer, "KHR", on=today).expected == riel(50_000)
    assert LoanTransaction.objects.filter(kind="repayment").count() == 1
