"""Receiving money: once per key, always recorded, asked about when it looks wrong."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from loans.errors import Doubtful, KeyReused, LoanError
from loans.models import Account, Allocation, CashTransaction, LedgerEntry, LoanTransaction
from loans.services.changes import NewSchedule, confirm_change, request_reschedule, reverse_reschedule
from loans.services.repayments import record_repayment, record_unknown_receipt
from loans.services.suspense import give_to_loan
from office import roles
from tests.factories import EVERY_DOUBT, make_active, make_approved, make_fund, make_user, receive, riel, usd

pytestmark = pytest.mark.django_db


def test_first_instalment_on_time():
    loan = make_active()  # 1,200,000 riel in 12 instalments of 100,000 from 15 February
    entry = receive(loan, riel(100_000), date(2026, 2, 15))
    assert (loan.outstanding, loan.outstanding_principal) == (1_100_000, 1_100_000)
    assert loan.unpaid_since == date(2026, 3, 15)
    row = loan.schedule.get(number=1)
    assert (row.paid, row.unpaid) == (riel(100_000), 0)
    assert Allocation.objects.get(transaction=entry).principal == 100_000
    assert entry.number == "BM-26-00001"


def test_part_payment_leaves_the_instalment_late():
    loan = make_active()
    receive(loan, riel(60_000), date(2026, 2, 15))
    assert loan.days_past_due(on=date(2026, 2, 15)) == 0
    assert loan.days_past_due(on=date(2026, 2, 20)) == 5


def test_too_much_becomes_credit_and_the_loan_is_overpaid():
    loan = make_active()
    receive(loan, riel(1_250_000), date(2026, 3, 1))
    assert (loan.status, loan.outstanding, loan.credit) == ("overpaid", 0, 50_000)
    assert loan.closed_on == date(2026, 3, 1)


def test_money_for_a_closed_loan_is_credit():
    loan = make_active()
    receive(loan, riel(1_200_000), date(2026, 3, 1))
    assert loan.status == "closed"
    receive(loan, riel(100_000), date(2026, 3, 2))
    assert (loan.status, loan.credit) == ("overpaid", 100_000)


def test_money_for_a_loan_not_paid_out_waits_in_suspense():
    loan = make_approved()
    entry = receive(loan, riel(100_000), date(2026, 1, 10))
    assert isinstance(entry, CashTransaction)
    assert entry.kind == CashTransaction.Kind.SUSPENSE_IN
    assert entry.number == "BM-26-00001"
    assert LedgerEntry.objects.get(cash_transaction=entry).credit == Account.SUSPENSE


def test_money_dated_before_the_payout_waits_in_suspense():
    loan = make_active()
    entry = receive(loan, riel(100_000), date(2026, 1, 10))
    assert isinstance(entry, CashTransaction)
    assert loan.outstanding == 1_200_000


@pytest.mark.parametrize(("amount", "ahead"), [(1_200_000, ""), (1_199_000, "reduce_principal")])
def test_money_paid_before_a_rescheduling_that_could_then_not_stand_waits_in_suspense(amount, ahead):
    loan, key = make_active(), uuid4()
    new = NewSchedule(date(2026, 3, 15), extra_instalments=11)
    asked = request_reschedule(loan_id=loan.pk, new=new, value_on=date(2026, 2, 20), reason="flood", by=loan.officer)
    confirm_change(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
    waiting = receive(loan, riel(amount), date(2026, 2, 16), ahead=ahead, key=key)
    assert isinstance(waiting, CashTransaction)
    assert (waiting.amount, waiting.meant_for, bool(waiting.number)) == (riel(amount), loan, True)
    assert receive(loan, riel(amount), date(2026, 2, 16), ahead=ahead, key=key) == waiting
    change = loan.schedule_changes.get()
    reverse_reschedule(change=change, reason="paid", key=uuid4(), by=make_user(role=roles.MANAGER))
    give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=riel(amount), key=uuid4(), by=loan.officer)
    loan.refresh_from_db()
    assert loan.outstanding == 1_200_000 - amount


class TestKey:
    def test_sent_twice_is_one_entry_and_one_answer(self):
        loan, key = make_active(), uuid4()
        first = receive(loan, riel(100_000), date(2026, 2, 15), key=key)
        again = receive(loan, riel(100_000), date(2026, 2, 15), key=key)
        assert again.pk == first.pk
        assert loan.outstanding == 1_100_000

    def test_a_retry_of_the_payment_that_closed_the_loan_finds_its_first_answer(self):
        loan, key = make_active(), uuid4()
        first = receive(loan, riel(1_200_000), date(2026, 2, 15), key=key)
        assert receive(loan, riel(1_200_000), date(2026, 2, 15), key=key).pk == first.pk
        assert loan.status == "closed"

    @pytest.mark.parametrize(("amount", "on"), [(riel(200_000), date(2026, 2, 15)), (riel(100_000), date(2026, 2, 16))])
    def test_other_content_is_refused_and_posts_nothing(self, amount, on):
        loan, key = make_active(), uuid4()
        receive(loan, riel(100_000), date(2026, 2, 15), key=key)
        with pytest.raises(KeyReused):
            receive(loan, amount, on, key=key)
        assert loan.transactions.count() == 2

    def test_the_key_of_another_loan_is_refused(self):
        one, key = make_active(), uuid4()
        other = make_active()
        receive(one, riel(100_000), date(2026, 2, 15), key=key)
        with pytest.raises(KeyReused):
            receive(other, riel(100_000), date(2026, 2, 15), key=key)

    def test_a_key_used_for_suspense_is_not_used_for_a_loan(self):
        loan, key = make_active(), uuid4()
        record_unknown_receipt(
            fund=loan.fund, amount=riel(5_000), value_on=date(2026, 2, 1), key=key, by=loan.officer, channel="cash"
        )
        with pytest.raises(KeyReused):
            receive(loan, riel(100_000), date(2026, 2, 15), key=key)


class TestDoubts:
    def test_a_future_date_is_asked_about_then_recorded(self):
        loan, tomorrow = make_active(), timezone.localdate() + timedelta(days=1)
        with pytest.raises(Doubtful) as asked:
            receive(loan, riel(100_000), tomorrow, sure=("again",))
        assert len(asked.value.questions) == 1
        assert loan.transactions.count() == 1
        assert receive(loan, riel(100_000), tomorrow, sure=EVERY_DOUBT).value_on == tomorrow

    def test_ten_times_the_outstanding_is_asked_about(self):
        loan = make_active()
        with pytest.raises(Doubtful) as asked:
            receive(loan, riel(12_000_100), date(2026, 2, 15), sure=("again", "credit"))
        assert list(asked.value.questions) == ["too_much"]
        receive(loan, riel(12_000_000), date(2026, 2, 15), sure=("again", "credit"))
        assert loan.credit == 10_800_000

    def test_more_than_the_outstanding_is_asked_about(self):
        loan = make_active()
        with pytest.raises(Doubtful) as asked:
            receive(loan, riel(1_200_100), date(2026, 2, 15), sure=())
        assert list(asked.value.questions) == ["credit"]
        receive(loan, riel(1_200_000), date(2026, 2, 15), sure=())
        assert loan.status == "closed"

    def test_a_second_payment_just_after_the_first_is_asked_about(self):
        loan = make_active()
        receive(loan, riel(100_000), date(2026, 2, 15))
        with pytest.raises(Doubtful) as asked:
            receive(loan, riel(50_000), date(2026, 2, 15), sure=())
        assert list(asked.value.questions) == ["again"]
        receive(loan, riel(50_000), date(2026, 2, 15), sure=("again",))
        assert loan.outstanding == 1_050_000

    def test_a_yes_to_one_doubt_is_no_yes_to_another(self):
        loan = make_active()
        with pytest.raises(Doubtful) as asked:
            receive(loan, riel(50_000), date(2020, 1, 1), sure=("future",))
        assert list(asked.value.questions) == ["too_early"]

    def test_a_paper_number_entered_before_is_asked_about(self):
        loan = make_active()
        receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0007")
        with pytest.raises(Doubtful):
            receive(loan, riel(100_000), date(2026, 3, 15), paper_no="A-0007", sure=("again",))
        assert receive(loan, riel(100_000), date(2026, 3, 15), paper_no="A-0007").paper_no == "A-0007"


@pytest.mark.parametrize("amount", [riel(0), riel(-100), riel(150)])
def test_an_amount_that_cannot_be_handed_over_is_refused(amount):
    loan = make_active()
    with pytest.raises(LoanError) as refused:
        receive(loan, amount, date(2026, 2, 15))
    assert refused.value.field == "amount"


def test_another_currency_is_refused_at_the_amount():
    with pytest.raises(LoanError):
        receive(make_active(), usd("25.00"), date(2026, 2, 15))


def test_cash_lies_with_the_officer_and_with_the_office_at_the_counter():
    loan, cashier = make_active(), make_user(role=roles.CASHIER)
    in_commune = receive(loan, riel(100_000), date(2026, 2, 15))
    at_counter = receive(loan, riel(100_000), date(2026, 3, 15), by=cashier)
    by_bank = receive(loan, riel(100_000), date(2026, 4, 15), channel="bank", reference="TT-1")
    held = [LedgerEntry.objects.get(loan_transaction=e) for e in (in_commune, at_counter, by_bank)]
    assert [e.debit for e in held] == [Account.OFFICER_CASH, Account.OFFICE_CASH, Account.BANK]
    assert [e.holder for e in held] == [loan.officer, None, None]


def test_receipt_numbers_have_no_gap_after_a_refusal():
    loan = make_active()
    receive(loan, riel(100_000), date(2026, 2, 15))
    with pytest.raises(LoanError):
        receive(loan, riel(50), date(2026, 2, 15))
    assert receive(loan, riel(100_000), date(2026, 3, 15)).number == "BM-26-00002"


def test_unknown_receipt_is_recorded_once():
    fund, by, key = make_fund(), make_user(), uuid4()
    values = {"fund": fund, "value_on": date(2026, 2, 1), "key": key, "by": by, "channel": "cash"}
    first = record_unknown_receipt(amount=riel(5_000), **values)
    assert record_unknown_receipt(amount=riel(5_000), **values).pk == first.pk
    with pytest.raises(KeyReused):
        record_unknown_receipt(amount=riel(6_000), **values)


def test_every_entry_leaves_a_line_in_the_trail():
    from office.models import TrailEntry

    entry = receive(make_active(), riel(100_000), date(2026, 2, 15))
    line = TrailEntry.objects.get(what="loans.loantransaction", object_ids=str(entry.pk))
    assert (line.user, line.act, line.fields) == (entry.entered_by, "write", "repayment")


def test_backdated_payment_refolds_later_ones_and_books_follow():
    loan = make_active(method="declining", annual_rate=Decimal(12), amortisation="equal_principal")
    later = receive(loan, riel(150_000), date(2026, 4, 15))
    earlier = receive(loan, riel(112_000), date(2026, 2, 15))
    assert list(Allocation.objects.filter(transaction=earlier).values_list("instalment_number", flat=True)) == [1]
    assert set(Allocation.objects.filter(transaction=later).values_list("instalment_number", flat=True)) == {2, 3}
    assert LoanTransaction.objects.get(pk=later.pk).amount == riel(150_000)


def test_record_repayment_needs_the_loan():
    from loans.models import Loan

    with pytest.raises(Loan.DoesNotExist):
        record_repayment(loan_id=0, amount=riel(100), value_on=date(2026, 2, 1), key=uuid4(), by=make_user())
