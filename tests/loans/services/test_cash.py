"""Cash that moves without a loan: each act once, taken from what is there, undone by another person."""

from datetime import date
from uuid import uuid4

import pytest

from loans.errors import KeyReused, LoanError
from loans.models import Account, CashTransaction, Channel, LedgerEntry
from loans.services.cash import carry_cash, held_by_fund, reverse_cash
from loans.services.funds import account_balance, available, fund_position, receive_capital, return_capital
from office import roles
from tests.factories import LONG_AGO, make_active, make_fund, make_office, make_user, receive, riel, usd

pytestmark = pytest.mark.django_db
Kind = CashTransaction.Kind
ON = date(2026, 2, 16)


@pytest.fixture
def cashier():
    return make_user(role=roles.CASHIER)


def carry(kind, amount, by, **fields):
    return carry_cash(kind=kind, amount=amount, value_on=ON, by=by, **{"key": uuid4(), **fields})


def balance(account, currency="KHR"):
    return sum((account_balance(fund, currency, account) for fund in funds()), riel(0))


def funds():
    return {row.fund for row in LedgerEntry.objects.select_related("fund")}


def test_an_officer_hands_over_what_was_collected(cashier):
    loan = make_active(cashier=cashier)
    receive(loan, riel(100_000), ON)
    before = balance(Account.OFFICE_CASH)
    (moved,) = carry(Kind.HANDOVER, riel(100_000), cashier, officer=loan.officer)
    assert (moved.holder, moved.number) == (loan.officer, "")
    assert balance(Account.OFFICER_CASH) == riel(0)
    assert balance(Account.OFFICE_CASH) - before == riel(100_000)
    with pytest.raises(LoanError, match="only 0"):
        carry(Kind.HANDOVER, riel(100), cashier, officer=loan.officer)


def test_the_same_act_sent_twice_is_one(cashier):
    make_fund()
    carry(Kind.WITHDRAWAL, riel(500_000), cashier, key=(key := uuid4()))
    carry(Kind.WITHDRAWAL, riel(500_000), cashier, key=key)
    assert balance(Account.OFFICE_CASH) == riel(500_000)
    for other in ({"amount": riel(400_000)}, {"kind": Kind.DEPOSIT}):
        with pytest.raises(KeyReused):
            carry_cash(**{"kind": Kind.WITHDRAWAL, "amount": riel(500_000), "value_on": ON, "key": key, "by": cashier}
                       | other)  # fmt: skip


def test_money_of_several_funds_goes_in_one_act(cashier):
    first, second = make_fund("F1", capital=riel(300_000)), make_fund("F2", capital=riel(500_000))
    rows = carry(Kind.WITHDRAWAL, riel(600_000), cashier)
    assert [(row.fund, row.amount) for row in rows] == [(first, riel(300_000)), (second, riel(300_000))]
    assert {row.act for row in rows} == {rows[0].key}
    assert held_by_fund(Account.OFFICE_CASH, "KHR", office=make_office()) == {
        first.pk: 300_000, second.pk: 300_000,
    }  # fmt: skip
    undone = reverse_cash(rows[1], key=uuid4(), by=make_user(role=roles.MANAGER))
    assert len(undone) == 2
    assert balance(Account.OFFICE_CASH) == riel(0)
    assert balance(Account.BANK) == riel(800_000)


def test_advance_and_deposit(cashier):
    make_fund()
    officer = make_user()
    carry(Kind.WITHDRAWAL, riel(900_000), cashier)
    carry(Kind.ADVANCE, riel(400_000), cashier, officer=officer)
    carry(Kind.DEPOSIT, riel(100_000), cashier, officer=officer, note="slip 17")
    carry(Kind.DEPOSIT, riel(200_000), cashier)
    assert balance(Account.OFFICER_CASH) == riel(300_000)
    assert balance(Account.OFFICE_CASH) == riel(300_000)
    assert balance(Account.BANK) == riel(100_000_000 - 600_000)


def test_only_another_person_undoes_and_only_once(cashier):
    make_fund()
    (moved,) = carry(Kind.WITHDRAWAL, riel(900_000), cashier)
    manager, key = make_user(role=roles.MANAGER), uuid4()
    with pytest.raises(LoanError, match="Another person"):
        reverse_cash(moved, key=uuid4(), by=cashier)
    (reversal,) = reverse_cash(moved, key=key, by=manager)
    assert (reversal.reverses, reversal.amount) == (moved, riel(900_000))
    assert reverse_cash(moved, key=key, by=manager) == [reversal]
    moved = CashTransaction.objects.get(pk=moved.pk)
    with pytest.raises(LoanError, match="already"):
        reverse_cash(moved, key=uuid4(), by=manager)
    with pytest.raises(LoanError):
        reverse_cash(reversal, key=uuid4(), by=cashier)


def test_capital_is_returned_out_of_the_funds_own_money():
    fund, manager = make_fund(capital=riel(1_000_000)), make_user(role=roles.MANAGER)
    receive_capital(fund=fund, amount=usd(100), value_on=LONG_AGO, key=uuid4(), by=manager, channel=Channel.BANK)
    give = {"fund": fund, "value_on": ON, "by": manager, "channel": Channel.BANK}
    return_capital(amount=riel(300_000), key=(key := uuid4()), **give)
    return_capital(amount=riel(300_000), key=key, **give)
    assert available(fund, "KHR") == riel(700_000)
    assert fund_position(fund, "KHR").capital == riel(700_000)
    assert fund_position(fund, "USD").capital == usd(100)
    with pytest.raises(LoanError, match="700,000"):
        return_capital(amount=riel(700_100), key=uuid4(), **give)
    with pytest.raises(LoanError, match="only 0"):
        return_capital(amount=riel(100), key=uuid4(), **{**give, "channel": Channel.CASH})
