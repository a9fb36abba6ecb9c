"""A month closed and kept as it was reported; what is entered later stands beside it."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from loans.errors import LoanError
from loans.models import Loan, LoanTransaction, MonthClose, MonthEndRow
from loans.services.months import close_month, next_to_close
from loans.services.reversals import confirm_reversal, request_reversal
from loans.services.standing import standings, standings_in_the_books
from office import roles
from tests.factories import make_active, make_user, receive, riel
from tests.loans.books import receivable

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


@pytest.fixture
def loan(clock):
    clock(date(2026, 1, 15))
    return make_active()


def stood(rows):
    return [(each.principal, each.days_past_due, each.status) for each in rows]


def test_the_stored_rows_are_what_the_books_said(loan, clock, manager):
    clock(date(2026, 2, 20))
    receive(loan, riel(60_000), date(2026, 2, 20))
    clock(date(2026, 3, 2))
    close_month(end=JANUARY, by=manager, today=date(2026, 3, 2))
    close_month(end=FEBRUARY, by=manager, today=date(2026, 3, 2))
    assert [stood(MonthEndRow.objects.filter(close__end=end)) for end in (JANUARY, FEBRUARY)] == [
        [(1_200_000, 0, "active")], [(1_140_000, 13, "active")],  # due on the 15th of February
    ]  # fmt: skip
    assert [receivable(on=JANUARY), receivable(on=FEBRUARY)] == [1_200_000, 1_140_000]


def test_a_backdated_entry_leaves_what_was_reported_and_shows_in_what_is_known_now(loan, clock, manager):
    clock(date(2026, 3, 2))
    for end in (JANUARY, FEBRUARY):
        close_month(end=end, by=manager, today=date(2026, 3, 2))
    receive(loan, riel(100_000), date(2026, 2, 15))
    entry = LoanTransaction.objects.get(kind="repayment")
    assert (entry.value_on, entry.posted_on) == (date(2026, 2, 15), date(2026, 3, 2))
    (reported,) = MonthEndRow.objects.filter(close__end=FEBRUARY)
    assert (reported.principal, reported.days_past_due) == (1_200_000, 13)
    assert stood(standings(Loan.objects.all(), on=FEBRUARY)) == [(1_100_000, 0, "active")]
    assert stood(standings_in_the_books(Loan.objects.all(), end=FEBRUARY)) == [(1_200_000, 13, "active")]
    assert receivable(on=FEBRUARY) == 1_200_000
    assert receivable(on=date(2026, 3, 2)) == 1_100_000


def test_a_reversal_after_the_close_belongs_to_the_open_month(loan, clock, manager):
    clock(date(2026, 2, 15))
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    clock(date(2026, 3, 2))
    for end in (JANUARY, FEBRUARY):
        close_month(end=end, by=manager, today=date(2026, 3, 2))
    asked = request_reversal(entry=entry, reason="another loan's", by=loan.officer)
    confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
    assert MonthEndRow.objects.get(close__end=FEBRUARY).principal == 1_100_000
    assert stood(standings(Loan.objects.all(), on=FEBRUARY)) == [(1_200_000, 13, "active")]
    assert receivable(on=FEBRUARY) == 1_100_000


def test_months_are_closed_in_order_once_over(loan, clock, manager):
    assert next_to_close() == JANUARY
    with pytest.raises(LoanError, match="one after the other"):
        close_month(end=FEBRUARY, by=manager, today=date(2026, 3, 2))
    with pytest.raises(LoanError, match="not over"):
        close_month(end=JANUARY, by=manager, today=JANUARY)
    close_month(end=JANUARY, by=manager, today=date(2026, 2, 1))
    with pytest.raises(LoanError, match="one after the other"):
        close_month(end=JANUARY, by=manager, today=date(2026, 2, 1))
    assert next_to_close() == FEBRUARY


def test_what_was_reported_cannot_be_changed(loan, clock, manager):
    close_month(end=JANUARY, by=manager, today=date(2026, 2, 1))
    for table in (MonthEndRow._meta.db_table, MonthClose._meta.db_table):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
