"""Charges, waivers, credit paid back, early settlement, tranches: with the figures by hand."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from loans.core.events import Component
from loans.errors import Doubtful, KeyReused, LoanError
from loans.folding import fold_loan
from loans.models import Account, Channel, Loan, LoanTransaction
from loans.services import corrections
from loans.services.books import differences_of
from loans.services.disbursing import left_to_pay_out, pay_out
from loans.services.funds import account_balance
from office import roles
from tests.factories import make_active, make_approved, make_user, receive, riel
from tests.loans.books import receivable

pytestmark = pytest.mark.django_db
Kind = LoanTransaction.Kind
FAR = date(2100, 1, 1)
# 1,200,000 riel at 18 % over 12 months: 18,000 and 92,000 in the first instalment (docs/worked-examples.md).
INTEREST = {"method": "declining", "annual_rate": Decimal(18), "instalment_multiple": Decimal(1000)}


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


@pytest.fixture
def loan():
    return make_active(**INTEREST)


def now(loan):
    loan = Loan.objects.get(pk=loan.pk)
    assert list(differences_of(loan)) == []
    return loan, fold_loan(loan)


def charge(loan, amount, on, kind=Kind.PENALTY, **fields):
    return corrections.charge(
        loan_id=loan.pk, amount=riel(amount), value_on=on, kind=kind,
        **{"key": uuid4(), "by": loan.officer, "reason": "late twice", **fields},
    )  # fmt: skip


def waive(loan, component, amount, on, by):
    return corrections.waive(
        loan_id=loan.pk, component=component, amount=riel(amount), value_on=on, key=uuid4(), by=by, reason="flood"
    )


class TestCharges:
    def test_a_penalty_is_owed_from_its_day_and_paid_first(self, loan):
        charge(loan, 5_000, date(2026, 2, 20))
        assert now(loan)[1].unpaid.penalty == 5_000
        assert account_balance(loan.fund, "KHR", Account.PENALTY_INCOME) == riel(0)  # income when received
        entry = receive(loan, riel(115_000), date(2026, 2, 20))
        split = next(m for m in now(loan)[1].movements if m.seq == entry.seq)
        assert (split.penalty, split.interest, split.principal) == (5_000, 18_000, 92_000)
        assert account_balance(loan.fund, "KHR", Account.PENALTY_INCOME) == riel(-5_000)
        assert entry.number

    def test_a_charge_has_no_receipt_and_counts_once(self, loan):
        key = uuid4()
        first = charge(loan, 5_000, date(2026, 2, 20), key=key)
        assert charge(loan, 5_000, date(2026, 2, 20), key=key) == first
        assert first.number == ""
        with pytest.raises(KeyReused):
            charge(loan, 6_000, date(2026, 2, 20), key=key)

    def test_a_loan_not_paid_out_is_not_charged(self):
        with pytest.raises(LoanError):
            charge(make_approved(), 5_000, date(2026, 2, 20))


class TestWaivers:
    def test_a_waiver_is_no_payment(self, loan, manager):
        waive(loan, Component.INTEREST, 10_000, date(2026, 2, 16), manager)
        row = now(loan)[1].rows[0]
        assert (row.waived, row.paid, row.unpaid) == (10_000, 0, 100_000)
        assert account_balance(loan.fund, "KHR", Account.INTEREST_INCOME) == riel(0)

    def test_no_more_than_is_owed(self, loan, manager):
        charge(loan, 5_000, date(2026, 2, 20))
        with pytest.raises(LoanError, match="5,000"):
            waive(loan, Component.PENALTY, 6_000, date(2026, 2, 20), manager)
        waive(loan, Component.PENALTY, 5_000, date(2026, 2, 20), manager)
        assert now(loan)[1].unpaid.penalty == 0


class TestCredit:
    def test_what_was_paid_too_much_goes_back_with_a_voucher(self, loan):
        receive(loan, riel(1_400_000), date(2026, 2, 16))
        loan, state = now(loan)
        credit = 1_400_000 - 1_319_600  # 1,200,000 and 119,600 of interest
        assert (loan.status, state.overpaid) == ("overpaid", credit)
        cashier, key = make_user(role=roles.CASHIER), uuid4()
        give = {"loan_id": loan.pk, "value_on": date(2026, 2, 17), "channel": Channel.CASH, "by": cashier}
        with pytest.raises(LoanError, match="80,400"):
            corrections.refund_credit(amount=riel(80_500), key=uuid4(), **give)
        back = corrections.refund_credit(amount=riel(80_400), key=key, **give)
        assert corrections.refund_credit(amount=riel(80_400), key=key, **give) == back
        assert back.number[3] == "V"
        assert now(loan)[0].status == "closed"
        assert account_balance(loan.fund, "KHR", Account.CREDIT) == riel(0)

    def test_a_refund_in_the_future_or_in_no_notes_is_refused(self, loan):
        receive(loan, riel(1_400_000), date(2026, 2, 16))
        give = {"loan_id": loan.pk, "channel": Channel.CASH, "by": make_user(role=roles.CASHIER), "key": uuid4()}
        for amount, on in ((riel(50), date(2026, 2, 17)), (riel(100), FAR), (riel(0), date(2026, 2, 17))):
            with pytest.raises(LoanError):
                corrections.refund_credit(amount=amount, value_on=on, **give)


class TestSettlement:
    # Paid out on 15 January; on 10 March the first period is over, the second has run 23 of its 28 days:
    # 18,000 + 16,600 x 23 / 28 = 18,000 + 13,635 -> 13,600 (down to 100), and the whole principal.
    ON, WHOLE = date(2026, 3, 10), 1_231_600

    def settle(self, loan, amount, **fields):
        return corrections.settle_loan(
            loan_id=loan.pk, amount=riel(amount), value_on=self.ON, **{"key": uuid4(), "by": loan.officer, **fields}
        )

    def test_the_quote_by_hand(self, loan):
        quote = corrections.quote_settlement(loan, on=self.ON)
        assert (quote.principal, quote.interest, quote.total) == (1_200_000, 31_600, self.WHOLE)

    def test_it_closes_the_loan(self, loan):
        entry = self.settle(loan, self.WHOLE)
        loan, state = now(loan)
        assert (loan.status, loan.outstanding, state.overpaid) == ("closed", 0, 0)
        assert entry.number
        assert receivable(on=FAR) == 0
        assert account_balance(loan.fund, "KHR", Account.INTEREST_INCOME) == riel(-31_600)

    def test_less_is_no_settlement(self, loan):
        with pytest.raises(LoanError) as refused:
            self.settle(loan, self.WHOLE - 100)
        assert refused.value.field == "amount"
        assert now(loan)[0].status == "active"

    def test_more_is_credit(self, loan):
        self.settle(loan, self.WHOLE + 400)
        assert now(loan)[0].credit == 400

    def test_the_same_once(self, loan):
        key = uuid4()
        assert self.settle(loan, self.WHOLE, key=key) == self.settle(loan, self.WHOLE, key=key)
        with pytest.raises(LoanError):
            self.settle(loan, self.WHOLE)

    def test_a_future_day_is_asked_about(self, loan):
        with pytest.raises(Doubtful):
            corrections.settle_loan(loan_id=loan.pk, amount=riel(2_000_000), value_on=FAR, key=uuid4(), by=loan.officer)


class TestTranches:
    def pay(self, loan, amount, on, **fields):
        return pay_out(
            loan_id=loan.pk, amount=riel(amount), value_on=on, channel=Channel.CASH,
            **{"key": uuid4(), "by": make_user(role=roles.CASHIER), **fields},
        )  # fmt: skip

    def test_the_rest_is_paid_out_later(self):
        loan = make_approved()
        self.pay(loan, 700_000, date(2026, 1, 15))
        loan = now(loan)[0]
        assert (loan.outstanding, left_to_pay_out(loan)) == (700_000, riel(500_000))
        key = uuid4()
        part = self.pay(loan, 500_000, date(2026, 2, 20), key=key)
        assert self.pay(loan, 500_000, date(2026, 2, 20), key=key) == part
        loan, state = now(loan)
        # 700,000 / 12 is 58,333 -> 58,300; from the second row on (700,000 - 58,300 + 500,000) / 11 = 103,790.
        assert [row.principal for row in state.rows[:3]] == [58_300, 103_800, 103_800]
        assert sum(row.principal for row in state.rows) == 1_200_000
        assert not left_to_pay_out(loan)
        assert receivable(on=FAR) == 1_200_000

    def test_no_more_than_was_approved(self):
        loan = make_approved()
        self.pay(loan, 700_000, date(2026, 1, 15))
        with pytest.raises(LoanError):
            self.pay(loan, 500_100, date(2026, 2, 20))
        self.pay(loan, 500_000, date(2026, 2, 20))
        with pytest.raises(LoanError):
            self.pay(loan, 100, date(2026, 2, 21))

    def test_the_fee_is_kept_back_once(self):
        loan = make_approved(fee=Decimal(12_000))
        self.pay(loan, 700_000, date(2026, 1, 15))
        self.pay(loan, 500_000, date(2026, 2, 20))
        assert account_balance(loan.fund, "KHR", Account.FEE_INCOME) == riel(-12_000)
        assert account_balance(loan.fund, "KHR", Account.OFFICE_CASH) == riel(-1_188_000)
