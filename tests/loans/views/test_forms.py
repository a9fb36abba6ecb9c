"""What people type: read if it can only mean one thing, asked back at its field if not; nothing half-written."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.models import CashTransaction, Fund, Loan, LoanTransaction
from office import roles
from tests.factories import make_active, make_business, make_fund, make_participant, make_product, make_user, riel

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = make_user(communes=("010201",))
    client.force_login(officer)
    return officer


def pay(client, loan, **fields):
    data = {
        "key": uuid4(), "amount": "100,000", "value_on": timezone.localdate().isoformat(), "channel": "cash",
        "paid_by": "self", **fields,
    }  # fmt: skip
    return client.post(reverse("loans:repayment-add", args=[loan.number]), data)


@pytest.mark.parametrize("typed", ["100000", "100,000", "100.000", "១០០០០០", "100,000៛", " 100 000 "])
def test_an_amount_as_people_write_it(client, officer, typed):
    loan = make_active(officer=officer)
    assert pay(client, loan, amount=typed).status_code == 302
    assert loan.transactions.get(kind="repayment").amount == riel(100_000)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "abc"}, "amount"),
        ({"amount": "-100"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "150"}, "amount"),
        ({"amount": "100.5"}, "amount"),
        ({"amount": "$100"}, "amount"),
        ({"amount": "9" * 30}, "amount"),
        ({"value_on": "31/02/2026"}, "value_on"),
        ({"value_on": "yesterday"}, "value_on"),
        ({"value_on": ""}, "value_on"),
        ({"channel": "bank"}, "reference"),
        ({"channel": "pigeon"}, "channel"),
        ({"key": "nonsense"}, "key"),
    ],
)
def test_what_cannot_be_read_is_asked_back_at_its_field(client, officer, fields, field):
    loan = make_active(officer=officer)
    answer = pay(client, loan, **fields)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert loan.transactions.count() == 1


def test_a_future_date_is_asked_once_then_recorded(client, officer):
    loan, tomorrow = make_active(officer=officer), timezone.localdate() + timezone.timedelta(days=1)
    first = pay(client, loan, value_on=tomorrow.isoformat())
    assert first.status_code == 200
    assert first.context["questions"]
    assert 'value="future"' in first.content.decode()
    key = first.context["form"]["key"].value()
    assert pay(client, loan, value_on=tomorrow.isoformat(), key=key, sure="future").status_code == 302
    assert loan.transactions.get(kind="repayment").value_on == tomorrow


def test_the_same_key_with_other_content_is_409(client, officer):
    loan, key = make_active(officer=officer), uuid4()
    assert pay(client, loan, key=key).status_code == 302
    assert pay(client, loan, key=key).status_code == 302
    assert pay(client, loan, key=key, amount="90,000").status_code == 409
    assert loan.transactions.count() == 2


def test_the_preview_shows_the_split_and_writes_nothing(client, officer):
    loan = make_active(officer=officer)
    url = reverse("loans:repayment-preview", args=[loan.number])
    text = client.post(url, {"amount": "250000", "value_on": timezone.localdate().isoformat()}).content.decode()
    assert "250,000៛" in text
    assert "950,000៛" in text
    assert loan.transactions.count() == 1


def test_money_for_an_unknown_loan_gets_a_receipt(client, officer):
    fund = make_fund()
    data = {
        "key": uuid4(), "fund": fund.pk, "currency": "KHR", "amount": "50,000", "channel": "cash",
        "value_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert client.post(reverse("loans:unknown-receipt"), data).status_code == 302
    assert CashTransaction.objects.get(kind="suspense_in").number.startswith("BM-")


class TestApplication:
    @pytest.fixture
    def url(self, officer):
        person = make_participant(by=officer)
        business, product = make_business(person, by=officer), make_product()
        make_fund()
        return reverse("loans:application-add", args=[person.code, business.pk, product.pk])

    def data(self, **fields):
        return {
            "principal": "1,200,000", "planned_on": timezone.localdate().isoformat(), "instalments": "12", "every": "1",
            "unit": "months", "principal_grace": "0", "interest_grace": "0", "interest_free": "0", "method": "none",
            "annual_rate": "0", "amortisation": "equal_instalments", "household_income": "900,000",
            "fund": Fund.objects.get().pk, "purpose": "", "dates": "", "first_due": "",
            "debts-TOTAL_FORMS": "1", "debts-INITIAL_FORMS": "0", "guarantors-TOTAL_FORMS": "0",
            "guarantors-INITIAL_FORMS": "0", **fields,
        }  # fmt: skip

    def test_a_draft_is_saved(self, client, url):
        data = self.data(**{"debts-0-lender": "ABC", "debts-0-balance": "500,000", "debts-0-monthly_payment": "50,000"})
        assert client.post(url, data).status_code == 302
        loan = Loan.objects.get()
        assert (loan.status, loan.principal, loan.declared_debts.get().lender) == ("draft", riel(1_200_000), "ABC")

    def test_due_dates_one_by_one(self, client, url):
        day = timezone.localdate()
        dates = f"15/12/{day.year + 1}; 15/01/{day.year + 2}"
        assert client.post(url, self.data(dates=dates)).status_code == 302
        assert Loan.objects.get().due_dates == [f"{day.year + 1}-12-15", f"{day.year + 2}-01-15"]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"principal": "-5"}, "principal"),
            ({"principal": "1,200,050"}, "principal"),
            ({"principal": "50"}, "principal"),
            ({"instalments": "0"}, "instalments"),
            ({"instalments": "twelve"}, "instalments"),
            ({"annual_rate": "19", "method": "declining"}, "annual_rate"),
            ({"annual_rate": "-1"}, "annual_rate"),
            ({"principal_grace": "12"}, "principal_grace"),
            ({"dates": "soon"}, "dates"),
            ({"first_due": "2020-01-01"}, "first_due"),
            ({"fund": "999"}, "fund"),
        ],
    )
    def test_bad_input_is_named_at_its_field_and_writes_nothing(self, client, url, fields, field):
        answer = client.post(url, self.data(**fields))
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert not Loan.objects.exists()

    def test_a_debt_without_its_lender_is_asked_back(self, client, url):
        answer = client.post(url, self.data(**{"debts-0-monthly_payment": "50,000"}))
        assert answer.status_code == 200
        assert answer.context["debts"].forms[0].errors
        assert not Loan.objects.exists()


def test_what_if_calculates_and_saves_nothing(client, officer):
    query = (
        "currency=KHR&principal=1200000&disbursed_on=2026-11-22&instalments=12&every=1&unit=months&method=declining"
        "&annual_rate=18&amortisation=equal_instalments&principal_grace=0&interest_grace=0&interest_free=0"
        "&day_count=30/360&instalment_multiple=100&rounding=half_up&interest_rounding=down&shift=none"
    )
    answer = client.get(f"{reverse('loans:what-if')}?{query}")
    assert answer.context["schedule"].rows[0].total == 110_000
    assert not LoanTransaction.objects.exists()


def test_capital_is_recorded_once(client):
    client.force_login(make_user(role=roles.MANAGER))
    fund, key = Fund.objects.create(code="X", name_km="ម", name_en="X"), uuid4()
    data = {
        "key": key, "currency": "USD", "amount": "1,000.50", "value_on": "2026-01-05", "channel": "bank",
        "reference": "S1",
    }  # fmt: skip
    url = reverse("loans:capital-add", args=[fund.pk])
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert fund.cash_transactions.count() == 1
    assert client.post(url, {**data, "amount": "2,000.00"}).status_code == 409
