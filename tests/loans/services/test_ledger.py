"""The ledger read in every way it can be: trial balance, beancount, CSV."""

import csv
import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from moneyed import Money

from loans.models import Account, CashTransaction
from loans.services.cash import carry_cash
from loans.services.ledger import entries_of, trial_balances
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from office.models import ExchangeRate
from tests.factories import make_active, make_fund, make_user, receive, riel, usd
from tests.loans.books import beancount_balances, our_balances

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 16)
FAR = date(2100, 1, 1)


@pytest.fixture
def loan():
    """A month's work: payout, a payment in dollars, an overpayment reversed, money in suspense, a handover."""
    ExchangeRate.objects.create(on=date(2026, 1, 1), riel_per_dollar=Decimal(4100))
    loan = make_active()
    receive(loan, riel(100_000), ON, tendered=usd(25))
    receive(loan, riel(50_000), date(2026, 1, 2))
    entry = receive(loan, riel(2_000_000), ON)
    asked = request_reversal(entry=entry, reason="a slip", by=loan.officer)
    confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))
    carry_cash(
        kind=CashTransaction.Kind.HANDOVER, amount=riel(40_000), value_on=ON, key=uuid4(), officer=loan.officer,
        by=make_user(role=roles.CASHIER),
    )  # fmt: skip
    return loan


def test_the_trial_balance_by_hand(loan):
    riel_side, dollar_side = trial_balances(on=FAR)
    assert {line.account.value: line.balance for line in riel_side.lines} == {
        "bank": riel(100_000_000), "office_cash": riel(-1_160_000), "officer_cash": riel(7_500),
        "receivable": riel(1_100_000), "capital": riel(-100_000_000), "credit": riel(0), "suspense": riel(-50_000),
        "exchange": riel(102_500),
    }  # fmt: skip
    assert {line.account.value: line.balance for line in dollar_side.lines} == {
        "officer_cash": usd(25), "exchange": usd(-25),
    }  # fmt: skip
    assert riel_side.is_balanced
    assert dollar_side.debits == dollar_side.credits == usd(25)


def test_it_is_read_in_as_many_queries_for_one_fund_as_for_two(loan, django_assert_num_queries):
    with django_assert_num_queries(3):
        trial_balances(on=FAR)
    make_fund("F2", capital=riel(1_000_000))
    with django_assert_num_queries(3):
        assert len(trial_balances(on=FAR)) == 3


def test_an_earlier_day_has_what_was_posted_by_then(loan):
    assert trial_balances(on=date(2020, 1, 1)) == []


def test_beancount_reads_it_and_adds_up_the_same(loan):
    found = beancount_balances()
    assert found == our_balances()
    assert found["Assets:F1:LoansReceivable", "KHR"] == 1_100_000


def test_an_accounts_entries_add_up_to_its_balance(loan):
    rows = entries_of(loan.fund, "KHR", Account.RECEIVABLE)
    balance = sum(row.amount if row.debit == Account.RECEIVABLE else -row.amount for row in rows)
    assert Money(balance, "KHR") == riel(1_100_000)


def test_csv_for_a_spreadsheet(loan):
    out = io.StringIO()
    call_command("journal", "--format", "csv", stdout=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == sum(1 for _ in our_rows())
    paid = next(row for row in rows if row["kind"] == "disbursement")
    assert (paid["debit"], paid["credit"], paid["amount"], paid["currency"], paid["loan"]) == (
        "receivable", "office_cash", "1200000", "KHR", loan.number,
    )  # fmt: skip
    assert loan.participant.name_km not in out.getvalue()


def our_rows():
    from loans.models import LedgerEntry

    return LedgerEntry.objects.iterator()
