"""A loan in riel paid in dollars, and the other way round: at the rate of the day, change in riel, or suspense."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from loans.errors import Doubtful, KeyReused, LoanError
from loans.models import Account, CashTransaction, LoanTransaction
from loans.services.funds import account_balance
from loans.services.reversals import confirm_reversal, request_reversal
from loans.services.suspense import give_to_loan, pay_back
from office import roles
from office.models import ExchangeRate
from tests.factories import make_active, make_application, make_fund, make_product, make_user, receive, riel, usd

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 16)
Kind = CashTransaction.Kind


@pytest.fixture
def rate():
    ExchangeRate.objects.create(on=date(2026, 1, 1), riel_per_dollar=Decimal(4100))


def books(fund):
    """Balances of the accounts that exchange touches, per currency."""
    accounts = (Account.OFFICER_CASH, Account.OFFICE_CASH, Account.EXCHANGE, Account.SUSPENSE, Account.RECEIVABLE)
    amounts = {(a.value, c): account_balance(fund, c, a).amount for a in accounts for c in ("KHR", "USD")}
    return {place: amount for place, amount in amounts.items() if amount}


def test_dollars_for_a_loan_in_riel(rate):
    loan = make_active()
    entry = receive(loan, riel(100_000), ON, tendered=usd(25))
    assert (entry.amount, entry.tendered, loan.outstanding) == (riel(100_000), usd(25), 1_100_000)
    assert books(loan.fund) == {
        ("officer_cash", "USD"): 25, ("officer_cash", "KHR"): -2_500, ("office_cash", "KHR"): -1_200_000,
        ("exchange", "USD"): -25, ("exchange", "KHR"): 102_500, ("receivable", "KHR"): 1_100_000,
    }  # fmt: skip


def test_riel_for_a_loan_in_dollars(rate):
    product = make_product(name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01"))
    make_fund(capital=usd(1_000))
    loan = make_active(product=product, principal=usd(300))
    receive(loan, usd(25), ON, tendered=riel(103_000))
    assert loan.outstanding == 275
    assert account_balance(loan.fund, "KHR", Account.OFFICER_CASH) == riel(102_500)
    assert account_balance(loan.fund, "KHR", Account.EXCHANGE) == riel(-102_500)
    assert account_balance(loan.fund, "USD", Account.EXCHANGE) == usd(25)


def test_too_little_of_the_other_currency_is_said_at_its_field(rate):
    loan = make_active()
    with pytest.raises(LoanError, match="82,000") as refused:
        receive(loan, riel(100_000), ON, tendered=usd(20))
    assert refused.value.field == "tendered"
    assert loan.transactions.count() == 1
    assert not CashTransaction.objects.filter(kind=Kind.TENDERED).exists()


def test_the_key_covers_what_was_tendered(rate):
    loan, key = make_active(), uuid4()
    receive(loan, riel(100_000), ON, tendered=usd(25), key=key)
    receive(loan, riel(100_000), ON, tendered=usd(25), key=key)
    assert loan.transactions.count() == 2
    assert CashTransaction.objects.filter(belongs_to__isnull=False).count() == 2
    for other in ({}, {"tendered": usd(26)}):
        with pytest.raises(KeyReused):
            receive(loan, riel(100_000), ON, key=key, **other)


def test_a_reversal_takes_back_the_dollars_and_the_change(rate):
    loan = make_active()
    before = books(loan.fund)
    entry = receive(loan, riel(100_000), ON, tendered=usd(25))
    asked = request_reversal(entry=entry, reason="wrong loan", by=loan.officer)
    confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
    assert books(loan.fund) == before


def test_without_a_rate_the_money_waits_in_its_own_currency_until_one_is_set():
    loan = make_active()
    with pytest.raises(Doubtful) as asked:
        receive(loan, riel(100_000), ON, tendered=usd(25), sure=())
    assert "no_rate" in asked.value.questions
    waiting = receive(loan, riel(100_000), ON, tendered=usd(25))
    assert (waiting.kind, waiting.amount, bool(waiting.number)) == (Kind.SUSPENSE_IN, usd(25), True)
    assert loan.transactions.count() == 1
    cashier, key = make_user(role=roles.CASHIER), uuid4()
    with pytest.raises(LoanError, match="exchange rate"):
        give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=usd(25), key=key, by=cashier)
    ExchangeRate.objects.create(on=ON, riel_per_dollar=Decimal(4000))
    entry = give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=usd(25), key=key, by=cashier)
    assert (entry.amount, entry.tendered, entry.value_on, entry.number) == (riel(100_000), usd(25), ON, "")
    assert books(loan.fund)["officer_cash", "USD"] == 25
    assert ("suspense", "USD") not in books(loan.fund)


class TestSuspense:
    @pytest.fixture
    def loan(self):
        return make_active()

    @pytest.fixture
    def waiting(self, loan):
        return receive(loan, riel(150_000), date(2026, 1, 10))  # before the loan was paid out

    def test_money_goes_to_its_loan_on_the_day_it_can(self, loan, waiting):
        cashier = make_user(role=roles.CASHIER)
        give = {"suspense_id": waiting.pk, "loan_id": loan.pk, "by": cashier}
        entry = give_to_loan(amount=riel(100_000), key=(key := uuid4()), **give)
        assert give_to_loan(amount=riel(100_000), key=key, **give) == entry
        loan.refresh_from_db()
        assert (loan.outstanding, entry.value_on) == (1_100_000, loan.disbursed_on)
        assert CashTransaction.objects.waiting_in_suspense().get().left_money == riel(50_000)
        with pytest.raises(LoanError, match="50,000"):
            give_to_loan(amount=riel(50_100), key=uuid4(), **give)
        give_to_loan(amount=riel(50_000), key=uuid4(), **give)
        assert not CashTransaction.objects.waiting_in_suspense().exists()
        assert books(loan.fund) == {
            ("officer_cash", "KHR"): 150_000, ("office_cash", "KHR"): -1_200_000, ("receivable", "KHR"): 1_050_000,
        }  # fmt: skip

    def test_a_reversal_puts_it_back_into_suspense(self, loan, waiting):
        entry = give_to_loan(
            suspense_id=waiting.pk, loan_id=loan.pk, amount=riel(150_000), key=uuid4(), by=make_user(role=roles.CASHIER)
        )
        asked = request_reversal(entry=entry, reason="another's money", by=loan.officer)
        confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
        assert CashTransaction.objects.waiting_in_suspense().get().left_money == riel(150_000)

    def test_money_of_one_fund_may_belong_to_a_loan_of_another(self, loan, waiting):
        other = make_fund("F2", capital=riel(5_000_000))
        application = make_active(officer=loan.officer, participant=None)
        moved = type(application).objects.filter(pk=application.pk)
        moved.update(fund=other)
        entry = give_to_loan(
            suspense_id=waiting.pk, loan_id=application.pk, amount=riel(150_000), key=uuid4(),
            by=make_user(role=roles.CASHIER),
        )  # fmt: skip
        assert entry.loan.fund == other
        assert account_balance(loan.fund, "KHR", Account.SUSPENSE) == riel(0)
        assert account_balance(other, "KHR", Account.OFFICER_CASH) == riel(150_000)

    def test_what_is_left_is_paid_back_with_a_voucher(self, loan, waiting):
        cashier = make_user(role=roles.CASHIER)
        give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=riel(100_000), key=uuid4(), by=cashier)
        back = pay_back(suspense_id=waiting.pk, value_on=ON, key=(key := uuid4()), by=cashier)
        assert (back.amount, back.number[3]) == (riel(50_000), "V")
        assert pay_back(suspense_id=waiting.pk, value_on=ON, key=key, by=cashier) == back
        with pytest.raises(LoanError):
            pay_back(suspense_id=waiting.pk, value_on=ON, key=uuid4(), by=cashier)

    def test_dollars_given_out_to_the_last_cent_no_longer_wait(self):
        product = make_product(
            name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01")
        )
        make_fund(capital=usd(1_000))
        loan, cashier = make_active(product=product, principal=usd(300)), make_user(role=roles.CASHIER)
        waiting = receive(loan, usd("1.05"), date(2026, 1, 10))
        for part in ("0.35", "0.70"):  # in floating point 1.05 - (0.35 + 0.70) is above zero
            give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=usd(part), key=uuid4(), by=cashier)
        assert not CashTransaction.objects.waiting_in_suspense().exists()

    def test_a_loan_not_paid_out_takes_none(self, loan, waiting):
        draft = make_application(officer=loan.officer, participant=None)
        with pytest.raises(LoanError, match="not paid out"):
            give_to_loan(
                suspense_id=waiting.pk, loan_id=draft.pk, amount=riel(100), key=uuid4(),
                by=make_user(role=roles.CASHIER),
            )  # fmt: skip
        assert not LoanTransaction.objects.filter(loan=draft).exists()
