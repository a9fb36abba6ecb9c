"""Two at once. SQLite lets one writer in at a time, so the race can only be shown on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection, connections

from loans.models import Loan, LoanTransaction
from loans.services import posting
from loans.services.books import check_books
from loans.services.repayments import record_repayment
from tests.factories import EVERY_DOUBT, make_active, riel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def only_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite has one writer at a time")


def at_once(*acts):
    """Run each act in a thread and connection of its own, started together."""
    barrier = Barrier(len(acts))

    def run(act):
        close_old_connections()
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def pay(loan, amount, key):
    return lambda: record_repayment(
        loan_id=loan.pk, amount=riel(amount), value_on=date(2026, 2, 15), key=key, by=loan.officer, sure=EVERY_DOUBT
    )


def test_one_key_sent_by_two_threads_is_one_entry():
    loan, key = make_active(), uuid4()
    one, two = at_once(pay(loan, 100_000, key), pay(loan, 100_000, key))
    assert one.pk == two.pk
    assert LoanTransaction.objects.filter(loan=loan, kind="repayment").count() == 1


def test_two_payments_at_once_both_count():
    loan = make_active()
    at_once(*(pay(loan, 100_000, uuid4()) for _ in range(4)))
    loan.refresh_from_db()
    assert loan.outstanding == 800_000
    assert sorted(loan.transactions.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert list(check_books()) == []


def test_without_the_lock_the_race_shows(monkeypatch):
    """The control: the same two payments, with the lock taken away, collide."""
    loan = make_active()
    unlocked = Loan.objects.select_related("participant__key", "office")
    barrier = Barrier(2, timeout=5)

    def look_then_wait(loan_id):
        found = unlocked.get(pk=loan_id)
        barrier.wait()
        return found

    monkeypatch.setattr("loans.services.repayments.lock_loan", look_then_wait)
    assert posting.lock_loan is not look_then_wait
    answers = at_once(pay(loan, 100_000, uuid4()), pay(loan, 100_000, uuid4()))
    assert any(isinstance(answer, Exception) for answer in answers)
