"""A mistake is undone by an entry that a second person confirms; nothing is erased."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from loans.errors import LoanError
from loans.models import LedgerEntry, LoanStatus
from loans.services.books import check_books
from loans.services.reversals import confirm_reversal, decline_reversal, request_reversal
from office import roles
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


def _ask(loan, entry, by=None):
    return request_reversal(entry=entry, reason="ខុសកម្ចី", by=by or loan.officer)


def test_the_loan_is_as_before_and_both_entries_stand(manager):
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    reversal = confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=manager)
    loan.refresh_from_db()
    assert loan.outstanding == 1_200_000
    assert loan.transactions.count() == 3
    assert (reversal.reverses, reversal.amount, reversal.number) == (entry, riel(100_000), "")
    assert list(check_books()) == []


def test_the_cash_goes_back_where_it_came_from(manager):
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    taken = LedgerEntry.objects.get(loan_transaction=entry)
    reversal = confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=manager)
    given = LedgerEntry.objects.get(loan_transaction=reversal)
    assert (given.debit, given.credit, given.holder) == (taken.credit, taken.debit, taken.holder)


def test_reversing_the_closing_payment_reopens_the_loan(manager):
    loan = make_active()
    entry = receive(loan, riel(1_300_000), date(2026, 2, 15))
    assert loan.status == LoanStatus.OVERPAID
    confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=manager)
    loan.refresh_from_db()
    assert (loan.status, loan.closed_on, loan.credit) == (LoanStatus.ACTIVE, None, 0)
    assert loan.steps.last().kind == "reopened"


def test_the_payout_can_be_reversed_while_nothing_rests_on_it(manager):
    loan = make_active()
    entry = loan.transactions.get()
    confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=manager)
    loan.refresh_from_db()
    assert (loan.status, loan.outstanding, loan.disbursed_on) == (LoanStatus.APPROVED, 0, None)


def test_the_payout_cannot_be_reversed_under_a_payment(manager):
    loan = make_active()
    receive(loan, riel(100_000), date(2026, 2, 15))
    asked = _ask(loan, loan.transactions.get(kind="disbursement"))
    with pytest.raises(LoanError, match="later entry"):
        confirm_reversal(request_id=asked.pk, key=uuid4(), by=manager)


class TestWho:
    def test_nobody_confirms_their_own_request(self, manager):
        loan = make_active()
        entry = receive(loan, riel(100_000), date(2026, 2, 15))
        with pytest.raises(LoanError, match="Another person"):
            confirm_reversal(request_id=_ask(loan, entry, by=manager).pk, key=uuid4(), by=manager)

    def test_nobody_confirms_the_reversal_of_their_own_entry(self):
        loan, cashier = make_active(), make_user(role=roles.CASHIER)
        entry = receive(loan, riel(100_000), date(2026, 2, 15), by=cashier)
        with pytest.raises(LoanError, match="Another person"):
            confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=cashier)

    def test_the_cashier_confirms_on_the_day_of_entry_only(self, monkeypatch):
        loan, cashier = make_active(), make_user(role=roles.CASHIER)
        entry = receive(loan, riel(100_000), date(2026, 2, 15))
        asked = _ask(loan, entry)
        tomorrow = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        with pytest.raises(LoanError, match="manager"):
            confirm_reversal(request_id=asked.pk, key=uuid4(), by=cashier)

    def test_the_cashier_with_the_receipt_in_hand_confirms_the_same_day(self):
        loan, cashier = make_active(), make_user(role=roles.CASHIER)
        entry = receive(loan, riel(100_000), date(2026, 2, 15))
        assert confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=cashier).reverses == entry


def test_declined_the_entry_stands(manager):
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    asked = decline_reversal(request_id=_ask(loan, entry).pk, by=manager)
    loan.refresh_from_db()
    assert (asked.is_confirmed, loan.outstanding) == (False, 1_100_000)
    with pytest.raises(LoanError, match="settled already"):
        confirm_reversal(request_id=asked.pk, key=uuid4(), by=manager)


def test_asked_for_twice_is_refused(manager):
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    _ask(loan, entry)
    with pytest.raises(LoanError, match="already asked"):
        _ask(loan, entry)


def test_reversed_once_is_enough(manager):
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    reversal = confirm_reversal(request_id=_ask(loan, entry).pk, key=uuid4(), by=manager)
    for again in (entry, reversal):
        with pytest.raises(LoanError):
            _ask(loan, again)
