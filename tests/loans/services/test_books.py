"""The journal is the truth: the database refuses changes to it, and everything else follows from it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.errors import LoanError
from loans.folding import fold_loan
from loans.models import Account, Instalment, LedgerEntry, Loan, LoanTransaction
from loans.services.books import check_books, rebuild
from loans.services.funds import account_balance, fund_position
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from office.append_only import append_only_tables
from office.errors import AppendOnlyError
from tests.factories import LONG_AGO, make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement", ["UPDATE loans_loantransaction SET amount = 1", "DELETE FROM loans_loantransaction"]
    )
    def test_raw_sql_cannot_touch_the_journal(self, statement):
        make_active()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert LoanTransaction.objects.get().amount == riel(1_200_000)

    @pytest.mark.parametrize(
        "table", ["loans_ledgerentry", "loans_loanstep", "loans_cashtransaction", "office_trailentry"]
    )
    def test_nor_the_ledger_the_steps_and_the_trail(self, table):
        make_active()
        assert table in append_only_tables()
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_python_refuses_first(self):
        make_active()
        entry = LoanTransaction.objects.get()
        with pytest.raises(AppendOnlyError):
            entry.save()
        with pytest.raises(AppendOnlyError):
            entry.delete()


class TestCheckBooks:
    @pytest.mark.parametrize(
        ("plant", "where"),
        [
            (lambda loan: loan.schedule.filter(number=1).update(paid_principal=1), "paid_principal"),
            (lambda loan: loan.schedule.filter(number=12).delete(), "number of instalments"),
            (lambda loan: Loan.objects.filter(pk=loan.pk).update(outstanding=1_100_100), "outstanding"),
            (lambda loan: loan.transactions.get(seq=2).allocations.update(principal=1), "allocation"),
            (lambda loan: Loan.objects.filter(pk=loan.pk).update(unpaid_since=None), "unpaid_since"),
        ],
    )
    def test_finds_a_planted_difference_and_rebuild_mends_it(self, plant, where):
        loan = make_active()
        receive(loan, riel(100_000), date(2026, 2, 15))
        assert list(check_books()) == []
        plant(loan)
        found = list(check_books())
        assert found
        assert any(where in d.where for d in found)
        rebuild(loan)
        assert list(check_books()) == []

    def test_finds_a_ledger_row_that_does_not_belong(self):
        loan = make_active()
        LedgerEntry.objects.create(
            fund=loan.fund, office=loan.office, posted_on=LONG_AGO, debit=Account.RECEIVABLE, credit=Account.BANK,
            amount=100, currency="KHR", loan_transaction=loan.transactions.get(),
        )  # fmt: skip
        assert [d.where for d in check_books()] == ["loans receivable"]

    def test_a_paid_out_loan_without_entries_is_a_difference(self):
        loan = make_active()
        Loan.objects.filter(pk=loan.pk).update(status="approved", disbursed_on=None)
        assert "status" in {d.where for d in check_books()}


def test_the_position_of_a_fund_by_hand():
    loan = make_active(method="declining", annual_rate=Decimal(12), amortisation="equal_principal")
    receive(loan, riel(112_000), date(2026, 2, 15))  # 100,000 principal, 12,000 interest: 1 % of 1,200,000
    position = fund_position(loan.fund, "KHR")
    assert position.capital == riel(100_000_000)
    assert (position.lent, position.repaid, position.receivable) == (riel(1_200_000), riel(100_000), riel(1_100_000))
    assert position.available == riel(100_000_000 - 1_200_000 + 112_000)
    assert account_balance(loan.fund, "KHR", Account.INTEREST_INCOME) == riel(-12_000)


def test_what_is_owed_to_others_is_not_there_to_lend():
    loan = make_active()
    receive(loan, riel(1_300_000), date(2026, 2, 15))  # 100,000 of it credit
    receive(loan, riel(50_000), date(2026, 1, 1))  # before the payout: suspense
    assert fund_position(loan.fund, "KHR").available == riel(100_000_000)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "pay", "pay", "reverse"]),
        st.integers(1, 40),  # hundreds of thousands, or which entry
        st.integers(0, 500),  # days after the payout
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, method=st.sampled_from(["none", "declining"]))
def test_projection_ledger_and_fold_agree_after_any_history(acts, method):
    with transaction.atomic():
        _play_and_compare(acts, method)
        transaction.set_rollback(True)


def _play_and_compare(acts, method):
    loan = make_active(method=method, annual_rate=Decimal(12))
    second = make_user(role=roles.MANAGER)
    for act, number, days in acts:
        if act == "pay":
            receive(loan, riel(number * 100), loan.disbursed_on + timedelta(days=days))
        else:
            _reverse_one(loan, number, second)
    loan.refresh_from_db()
    state = fold_loan(loan)
    assert list(check_books([loan])) == []
    rows = Instalment.objects.filter(loan=loan).aggregate(p=Sum("paid_principal"), i=Sum("paid_interest"))
    assert rows["p"] + loan.outstanding_principal == 1_200_000
    assert account_balance(loan.fund, "KHR", Account.INTEREST_INCOME).amount == -rows["i"]
    assert account_balance(loan.fund, "KHR", Account.RECEIVABLE).amount == state.outstanding_principal
    assert account_balance(loan.fund, "KHR", Account.CREDIT).amount == -loan.credit
    received = sum(e.amount.amount for e in loan.transactions.standing().filter(kind="repayment"))
    assert received == rows["p"] + rows["i"] + loan.credit


def _reverse_one(loan, number, second):
    entries = list(loan.transactions.standing().filter(kind="repayment"))
    if entries:
        asked = request_reversal(entry=entries[number % len(entries)], reason="-", by=loan.officer)
        try:
            confirm_reversal(request_id=asked.pk, key=uuid4(), by=second)
        except LoanError:
            pytest.fail("a repayment can always be reversed")


def test_sealed_text_cannot_be_filtered():
    with pytest.raises(FieldError):
        list(Loan.objects.filter(purpose="x"))
