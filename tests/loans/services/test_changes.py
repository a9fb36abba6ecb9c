"""Write-offs and reschedulings: asked by one, decided by another, taken back; and deputies."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from loans.errors import LoanError
from loans.folding import fold_loan
from loans.models import Account, Loan, ScheduleChange
from loans.services import changes
from loans.services.books import differences_of
from loans.services.changes import NewSchedule
from loans.services.deputies import end_deputy, name_deputy
from loans.services.funds import account_balance
from office import roles
from office.models import User
from tests.factories import make_active, make_user, receive, riel
from tests.loans.books import beancount_balances, our_balances, receivable

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 16)
FAR = date(2100, 1, 1)


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


@pytest.fixture
def loan():
    """1,200,000 riel without interest, 100,000 due on the 15th of each month from February."""
    return make_active()


def now(loan):
    loan = Loan.objects.get(pk=loan.pk)
    assert list(differences_of(loan)) == []
    return loan, fold_loan(loan)


def reschedule(loan, new, by, on=ON):
    asked = changes.request_reschedule(loan_id=loan.pk, new=new, value_on=on, reason="flood", by=loan.officer)
    changes.confirm_change(request_id=asked.pk, key=uuid4(), by=by)
    return loan.schedule_changes.latest("seq")


def write_off(loan, by, cause="disaster", on=ON):
    asked = changes.request_write_off(loan_id=loan.pk, cause=cause, value_on=on, reason="flood", by=loan.officer)
    changes.confirm_change(request_id=asked.pk, key=uuid4(), by=by)
    return asked


class TestReschedule:
    def test_an_instalment_moves_and_the_later_ones_with_it(self, loan, manager):
        receive(loan, riel(100_000), date(2026, 2, 15))
        reschedule(loan, NewSchedule(date(2026, 3, 15), new_due=date(2026, 5, 15)), manager)
        rows = now(loan)[1].rows
        assert [row.due for row in rows[:3]] == [date(2026, 2, 15), date(2026, 5, 15), date(2026, 6, 15)]
        assert sum(row.principal for row in rows) == 1_200_000

    def test_more_instalments_each_smaller(self, loan, manager):
        receive(loan, riel(100_000), date(2026, 2, 15))
        reschedule(loan, NewSchedule(date(2026, 3, 15), extra_instalments=11), manager)
        rows = now(loan)[1].rows
        assert (len(rows), {row.principal for row in rows[1:]}) == (23, {Decimal(50_000)})
        assert receivable(on=FAR) == 1_100_000

    def test_instalments_without_principal(self, loan, manager):
        reschedule(loan, NewSchedule(date(2026, 2, 15), principal_grace=2), manager)
        rows = now(loan)[1].rows
        assert [row.principal for row in rows[:4]] == [0, 0, 100_000, 100_000]
        assert (len(rows), rows[-1].due) == (14, date(2027, 3, 15))

    def test_interest_that_falls_posts_to_the_ledger(self, manager):
        loan = make_active(method="declining", annual_rate=Decimal(18), instalment_multiple=Decimal(1000))
        receive(loan, riel(1_319_600), ON)  # all of it, interest of every row included
        assert now(loan)[0].status == "closed"
        loan = make_active(method="declining", annual_rate=Decimal(18), instalment_multiple=Decimal(1000))
        receive(loan, riel(660_000), ON)  # six instalments ahead
        before = account_balance(loan.fund, "KHR", Account.RECEIVABLE)
        change = reschedule(loan, NewSchedule(date(2026, 2, 15), new_due=date(2026, 2, 1)), manager)
        after = account_balance(loan.fund, "KHR", Account.RECEIVABLE)
        assert change.ledger.exists() == (before != after)
        assert after == riel(int(now(loan)[1].outstanding_principal)) + riel(0)
        assert beancount_balances() == our_balances()

    def test_interest_paid_in_advance_that_falls_becomes_principal_in_the_ledger_too(self, manager):
        loan = make_active(method="declining", annual_rate=Decimal(18), instalment_multiple=Decimal(1000))
        receive(loan, riel(1_319_500), ON)  # all but 100 riel of the principal, interest of every row included
        assert receivable(on=FAR) == 100
        change = reschedule(loan, NewSchedule(date(2026, 2, 15), new_due=date(2026, 2, 1)), manager)
        assert change.ledger.exists()
        assert receivable(on=FAR) == now(loan)[1].outstanding_principal == 0

    @pytest.mark.parametrize(("new", "match"), [
        (NewSchedule(date(2026, 3, 16), extra_instalments=1), "No instalment"),
        (NewSchedule(date(2026, 3, 15), new_due=date(2026, 2, 15)), "must be after"),
        (NewSchedule(date(2026, 3, 15)), "exactly one"),
    ])  # fmt: skip
    def test_what_the_rules_refuse_is_not_even_asked(self, loan, new, match):
        with pytest.raises(LoanError, match=match):
            changes.request_reschedule(loan_id=loan.pk, new=new, value_on=ON, reason="?", by=loan.officer)
        assert not loan.change_requests.exists()

    def test_another_person_decides(self, loan, manager):
        new = NewSchedule(date(2026, 3, 15), extra_instalments=1)
        asked = changes.request_reschedule(loan_id=loan.pk, new=new, value_on=ON, reason="?", by=manager)
        for by in (manager, loan.officer):
            with pytest.raises(LoanError, match="Another person"):
                changes.confirm_change(request_id=asked.pk, key=uuid4(), by=by)
        with pytest.raises(LoanError, match="waits for a decision"):
            changes.request_reschedule(loan_id=loan.pk, new=new, value_on=ON, reason="?", by=loan.officer)
        changes.decline_change(request_id=asked.pk, by=make_user(role=roles.MANAGER))
        with pytest.raises(LoanError, match="settled already"):
            changes.confirm_change(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
        assert not ScheduleChange.objects.exists()

    def test_it_is_taken_back_while_no_later_one_stands(self, loan, manager):
        first = reschedule(loan, NewSchedule(date(2026, 3, 15), extra_instalments=11), manager)
        second = reschedule(loan, NewSchedule(date(2026, 4, 15), principal_grace=1), manager)
        other, key = make_user(role=roles.MANAGER), uuid4()
        with pytest.raises(LoanError, match="later rescheduling"):
            changes.reverse_reschedule(change=first, reason="?", key=uuid4(), by=other)
        with pytest.raises(LoanError, match="Another person"):
            changes.reverse_reschedule(change=second, reason="?", key=uuid4(), by=manager)
        undone = changes.reverse_reschedule(change=second, reason="?", key=key, by=other)
        assert changes.reverse_reschedule(change=second, reason="?", key=key, by=other) == undone
        changes.reverse_reschedule(change=first, reason="?", key=uuid4(), by=other)
        rows = now(loan)[1].rows
        assert (len(rows), {row.principal for row in rows}) == (12, {Decimal(100_000)})

    def test_entries_go_on_after_it(self, loan, manager):
        reschedule(loan, NewSchedule(date(2026, 2, 15), new_due=date(2026, 4, 15)), manager)
        entry = receive(loan, riel(100_000), date(2026, 3, 1))
        assert entry.seq == 3
        assert now(loan)[0].unpaid_since == date(2026, 5, 15)


class TestWriteOff:
    def test_the_principal_is_a_loss_and_what_comes_later_a_recovery(self, loan, manager):
        receive(loan, riel(100_000), date(2026, 2, 15))
        write_off(loan, manager)
        loan = now(loan)[0]
        entry = loan.transactions.get(kind="write_off")
        assert (loan.status, loan.outstanding, entry.amount, entry.cause) == (
            "written_off", 0, riel(1_100_000), "disaster",
        )  # fmt: skip
        assert account_balance(loan.fund, "KHR", Account.WRITE_OFF_EXPENSE) == riel(1_100_000)
        late = receive(loan, riel(50_000), date(2026, 6, 1))
        assert (late.kind, bool(late.number)) == ("recovery", True)
        assert account_balance(loan.fund, "KHR", Account.RECOVERIES) == riel(-50_000)
        assert receivable(on=FAR) == 0
        assert beancount_balances() == our_balances()

    def test_death_stops_every_contact(self, loan, manager):
        write_off(loan, manager, cause="death")
        loan.participant.refresh_from_db()
        assert loan.participant.status == "died"

    def test_a_receipt_found_later_takes_from_the_loss(self, loan, manager):
        write_off(loan, manager, on=date(2026, 3, 1))
        entry = receive(loan, riel(100_000), date(2026, 2, 20))  # paid before the write-off, keyed after it
        assert (entry.kind, now(loan)[0].status) == ("repayment", "written_off")
        assert account_balance(loan.fund, "KHR", Account.WRITE_OFF_EXPENSE) == riel(1_100_000)
        assert receive(loan, riel(100_000), date(2026, 3, 1)).kind == "recovery"

    def test_another_person_decides(self, loan):
        asked = changes.request_write_off(loan_id=loan.pk, cause="unable", value_on=ON, reason="?", by=loan.officer)
        with pytest.raises(LoanError, match="Another person"):
            changes.confirm_change(request_id=asked.pk, key=uuid4(), by=loan.officer)


class TestDeputies:
    def test_a_deputy_decides_on_the_days_named(self, manager):
        today, cashier = timezone.localdate(), make_user(role=roles.CASHIER)
        assert not cashier.has_perm("loans.confirm_change")
        named = name_deputy(approver=manager, deputy=cashier, from_on=today, to_on=today, by=manager)
        asked_anew = User.objects.get(pk=cashier.pk)
        assert asked_anew.has_perm("loans.confirm_change")
        assert asked_anew.has_perm("loans.approve_loan")
        assert not asked_anew.has_perm("loans.manage_funds")  # nothing besides deciding
        end_deputy(named, by=manager, on=today)
        assert not User.objects.get(pk=cashier.pk).has_perm("loans.confirm_change")

    def test_before_and_after_nothing_is_lent(self, manager):
        today, cashier = timezone.localdate(), make_user(role=roles.CASHIER)
        for first in (today + timedelta(days=1), today - timedelta(days=9)):
            name_deputy(approver=manager, deputy=cashier, from_on=first, to_on=first, by=manager)
        assert not User.objects.get(pk=cashier.pk).has_perm("loans.approve_loan")

    def test_never_the_auditor_nor_oneself(self, manager):
        today = timezone.localdate()
        for who in (make_user(role=roles.AUDITOR), manager):
            with pytest.raises(LoanError):
                name_deputy(approver=manager, deputy=who, from_on=today, to_on=today, by=manager)

    def test_a_deputy_does_not_decide_on_their_own(self, loan, manager):
        today = timezone.localdate()
        name_deputy(approver=manager, deputy=loan.officer, from_on=today, to_on=today, by=manager)
        asked = changes.request_write_off(loan_id=loan.pk, cause="unable", value_on=ON, reason="?", by=manager)
        with pytest.raises(LoanError, match="Another person"):
            changes.confirm_change(request_id=asked.pk, key=uuid4(), by=User.objects.get(pk=loan.officer_id))
