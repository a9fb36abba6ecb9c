"""What an attack found once, so that it stays found: odd amounts, keys used twice, money that must not be lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from livelihoods.services import forget_participant
from loans.errors import KeyReused, LoanError
from loans.models import CashTransaction, Channel, Loan, LoanTransaction
from loans.services.applications import submit_application, withdraw_loan
from loans.services.books import differences_of, rebuild
from loans.services.disbursing import pay_out
from loans.services.funds import receive_capital
from loans.services.repayments import record_unknown_receipt
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from tests.factories import (
    make_active,
    make_application,
    make_approved,
    make_fund,
    make_user,
    receive,
    riel,
    usd,
)  # fmt: skip

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 16)


def undo(entry, by):
    asked = request_reversal(entry=entry, reason="typed twice", by=by)
    return confirm_reversal(request_id=asked.pk, key=uuid4(), by=make_user(role=roles.MANAGER))


def test_an_income_typed_in_the_wrong_unit_leaves_the_list_readable(client):
    loan = make_application(income=riel(10))
    submit_application(loan_id=loan.pk, by=loan.officer, on=date(2026, 1, 6))
    assert str(Loan.objects.get(pk=loan.pk).debt_service_ratio) == "9999.9"
    client.force_login(loan.officer)
    assert client.get(reverse("loans:loans")).status_code == 200


@pytest.mark.parametrize("amount", ["1000000000000", "100000000000000"])
def test_no_form_takes_more_than_its_column_holds(client, amount):
    client.force_login(make_user(role=roles.MANAGER))
    fund = make_fund()
    answer = client.post(reverse("loans:capital-add", args=[fund.pk]), {
        "key": uuid4(), "currency": "KHR", "amount": amount, "value_on": "2026-01-05", "channel": "bank",
        "reference": "1",
    })  # fmt: skip
    assert list(answer.context["form"].errors) == ["amount"]
    assert client.get(reverse("loans:fund", args=[fund.pk])).status_code == 200


def test_a_withdrawn_loan_stays_withdrawn_when_its_balances_are_rebuilt():
    loan = make_active()
    undo(loan.transactions.get(), loan.officer)
    withdraw_loan(loan_id=loan.pk, by=loan.officer, on=ON)
    loan.refresh_from_db()
    assert list(differences_of(loan)) == []
    rebuild(loan)
    loan.refresh_from_db()
    assert loan.status == "withdrawn"
    with pytest.raises(LoanError):
        pay_out(loan_id=loan.pk, value_on=ON, channel=Channel.CASH, key=uuid4(), by=make_user(role=roles.CASHIER))


def test_one_key_waits_in_suspense_for_one_loan_only():
    first, second, key = make_approved(), make_approved(), uuid4()
    waiting = receive(first, riel(50_000), ON, key=key)
    assert receive(first, riel(50_000), ON, key=key) == waiting
    with pytest.raises(KeyReused):
        receive(second, riel(50_000), ON, key=key)
    assert CashTransaction.objects.filter(kind="suspense_in").get().meant_for == first


def test_a_key_counts_once_in_the_whole_journal():
    loan, key = make_active(), uuid4()
    receive(loan, riel(100_000), ON, key=key)
    manager = make_user(role=roles.MANAGER)
    other = {"fund": loan.fund, "amount": riel(100_000), "value_on": ON, "by": manager, "channel": Channel.BANK}
    with pytest.raises(KeyReused):
        receive_capital(key=key, **other)
    with pytest.raises(KeyReused):
        record_unknown_receipt(key=key, **other)
    capital = uuid4()
    receive_capital(key=capital, **other)
    with pytest.raises(KeyReused):
        record_unknown_receipt(key=capital, **other)
    with pytest.raises(KeyReused):
        receive(loan, riel(100_000), ON, key=capital)


def test_money_taken_by_who_has_no_office_is_recorded():
    manager = make_user(role=roles.MANAGER)
    manager.office = None
    manager.save()
    loan = make_approved()
    assert receive(loan, riel(50_000), ON, by=manager).office == loan.office
    unknown = record_unknown_receipt(
        fund=loan.fund, amount=riel(50_000), value_on=ON, key=uuid4(), by=manager, channel=Channel.CASH
    )
    assert unknown.number


@pytest.mark.parametrize("channel", [Channel.BANK, Channel.MOBILE])
def test_what_a_bank_received_need_not_be_countable(channel):
    loan = make_active()
    receive(loan, riel(12_345), ON, channel=channel, reference="TRX-1")
    assert loan.outstanding == 1_187_655
    with pytest.raises(LoanError):
        receive(loan, riel(12_345), ON)


def test_a_forgotten_persons_entry_can_still_be_put_right():
    loan = make_active()
    receive(loan, riel(1_200_000), ON)
    forget_participant(loan.participant, by=make_user(role=roles.MANAGER))
    loan = Loan.objects.get(pk=loan.pk)
    late = receive(loan, riel(50_000), ON)
    undo(LoanTransaction.objects.get(pk=late.pk), make_user())
    loan.refresh_from_db()
    assert (loan.status, loan.credit) == ("closed", 0)


def test_nobody_is_forgotten_while_a_reversal_waits():
    loan = make_active()
    entry = receive(loan, riel(1_200_000), ON)
    request_reversal(entry=entry, reason="?", by=loan.officer)
    with pytest.raises(Exception, match="reversal"):
        forget_participant(loan.participant, by=make_user(role=roles.MANAGER))


def test_nothing_is_paid_out_in_the_future():
    loan = make_approved(planned_on=timezone.localdate())
    with pytest.raises(LoanError, match="still to come"):
        pay_out(
            loan_id=loan.pk, value_on=timezone.localdate() + timedelta(days=1), channel=Channel.CASH, key=uuid4(),
            by=make_user(role=roles.CASHIER),
        )  # fmt: skip


def test_dollars_for_an_unknown_loan_need_a_rate_nowhere():
    unknown = record_unknown_receipt(
        fund=make_fund(), amount=usd("12.50"), value_on=ON, key=uuid4(), by=make_user(), channel=Channel.CASH
    )
    assert CashTransaction.objects.waiting_in_suspense().get() == unknown


@pytest.mark.parametrize("address", ["/loans/%00/", "/loans/a/", "/loans/../x/", "/loans/" + "9" * 40 + "/"])
def test_odd_addresses_are_not_there(client, address):
    client.force_login(make_user(role=roles.MANAGER))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["x", "javascript:alert(1)", "//evil.example", "https://evil.example/", ""])
def test_the_language_switch_leads_back_to_this_site_only(client, page):
    answer = client.post("/office/language/", {"language": "km", "next": page})
    assert (answer.status_code, answer.url) == (302, "/")
