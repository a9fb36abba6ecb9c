"""The cash box and the books through their pages, as the cashier and the manager use them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from loans.models import CashTransaction, DayClose, MonthClose
from loans.services.days import box_day
from loans.services.repayments import record_unknown_receipt
from office import roles
from tests.factories import make_active, make_fund, make_product, make_user, receive, riel, usd

pytestmark = pytest.mark.django_db
Kind = CashTransaction.Kind


@pytest.fixture
def cashier(client):
    user = make_user(role=roles.CASHIER)
    client.force_login(user)
    return user


@pytest.fixture
def today():
    return timezone.localdate()


def carry(client, kind, today, **fields):
    data = {"key": uuid4(), "currency": "KHR", "amount": "១,២០០,០០០", "value_on": today, "note": "77-1", **fields}
    return client.post(reverse("loans:cash-carry", args=[kind]), data)


def test_the_days_work_from_withdrawal_to_close(client, cashier, today):
    loan = make_active(cashier=cashier)
    receive(loan, riel(100_000), today)
    assert carry(client, "withdrawal", today).status_code == 302
    assert carry(client, "handover", today, amount="60000", officer=loan.officer.pk).status_code == 302
    page = client.get(reverse("loans:cash")).content.decode()
    assert "60,000៛" in page  # the box, by the books
    assert "40,000៛" in page  # still with the officer
    close, office, officer = reverse("loans:day-close"), "0-KHR", f"{loan.officer.pk}-KHR"
    counted = {f"{office}-50000": "1", f"{officer}-20000": "2"}
    refused = client.post(close, counted)
    assert refused.status_code == 200
    assert [form.errors.keys() for form in refused.context["forms"]] == [{"reason"}, set()]
    assert not DayClose.objects.exists()
    done = client.post(close, {**counted, f"{office}-reason": "one note short"})
    assert done.status_code == 302
    assert CashTransaction.objects.get(kind=Kind.SHORT).amount == riel(10_000)
    assert "one note short" in client.get(reverse("loans:day-closes")).content.decode()


def test_cents_of_the_books_are_counted_as_the_riel_they_are_and_the_difference_is_booked(client, cashier, today):
    """25.50 dollars were paid with 25 dollars and 2,000 riel: no note counts fifty cents, and two are over in riel."""
    make_fund()
    make_fund(capital=usd(1_000))
    dollars = make_product(name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01"))
    loan = make_active(cashier=cashier, product=dollars, principal=usd(306))
    carry(client, "withdrawal", today, currency="USD", amount="306")
    receive(loan, usd("25.50"), today, by=cashier)
    close, box, riels = reverse("loans:day-close"), "0-USD", "0-KHR"
    forms = client.get(close).context["forms"]
    with override("en"):
        asked = {form.box.currency: str(form["reason"].help_text) for form in forms}
    assert "cents" in asked["USD"]
    assert "cents" not in asked["KHR"]
    counted = {f"{box}-20": "1", f"{box}-5": "1", f"{riels}-2000": "1"}
    refused = client.post(close, counted)
    assert [form.errors.keys() for form in refused.context["forms"]] == [{"reason"}, {"reason"}]
    reasons = {f"{riels}-reason": "fifty cents in riel", f"{box}-reason": "fifty cents in riel"}
    assert client.post(close, {**counted, **reasons}).status_code == 302
    booked = {row.kind: row.amount for row in CashTransaction.objects.filter(kind__in=[Kind.SHORT, Kind.OVER])}
    assert booked == {Kind.SHORT: usd("0.50"), Kind.OVER: riel(2_000)}
    left = box_day(cashier.office, None, "USD", on=today + timedelta(days=1))
    assert left.expected == usd(25)


@pytest.mark.parametrize(("fields", "field"), [
    ({"amount": "0"}, "amount"), ({"amount": "x"}, "amount"), ({"amount": "999999999900"}, "amount"),
    ({"note": ""}, "note"), ({"value_on": "31/02/2026"}, "value_on"), ({"key": "x"}, "key"),
])  # fmt: skip
def test_bad_input_is_asked_back_at_its_field(client, cashier, today, fields, field):
    make_fund()
    answer = carry(client, "withdrawal", today, **fields)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not CashTransaction.objects.filter(kind=Kind.WITHDRAWAL).exists()


@pytest.mark.parametrize("typed", ["-1", "x", "1.5"])
def test_notes_are_whole(client, cashier, typed):
    answer = client.post(reverse("loans:day-close"), {"0-KHR-100": typed})
    assert answer.status_code == 200
    assert "100" in answer.context["forms"][0].errors
    assert not DayClose.objects.exists()


def test_no_other_kind_is_carried(client, cashier):
    assert client.get(reverse("loans:cash-carry", args=["capital_in"])).status_code == 404


def test_another_person_reverses(client, cashier, today):
    make_fund()
    carry(client, "withdrawal", today)
    moved = CashTransaction.objects.get(kind=Kind.WITHDRAWAL)
    undo = reverse("loans:cash-reverse", args=[moved.pk])
    client.post(undo)
    assert not CashTransaction.objects.filter(reverses=moved).exists()
    client.force_login(make_user(role=roles.CASHIER))
    client.post(undo)
    assert CashTransaction.objects.filter(reverses=moved).count() == 1


class TestSuspense:
    @pytest.fixture
    def waiting(self, today):
        fund = make_fund()
        return record_unknown_receipt(
            fund=fund,
            amount=riel(50_000),
            value_on=today,
            key=uuid4(),
            by=make_user(),
            channel="cash",
            note="green cap",
        )

    def test_it_is_given_to_its_loan(self, client, cashier, waiting, today):
        loan = make_active(cashier=cashier)
        assert "green cap" in client.get(reverse("loans:suspense")).content.decode()
        url = reverse("loans:suspense-give", args=[waiting.pk])
        wrong = client.post(url, {"key": uuid4(), "loan": "BM-L26-99999", "amount": "50000"})
        assert list(wrong.context["form"].errors) == ["loan"]
        done = client.post(url, {"key": uuid4(), "loan": loan.number.lower(), "amount": "៥០០០០"})
        assert done.status_code == 302
        loan.refresh_from_db()
        assert loan.outstanding == 1_150_000
        assert client.get(url).status_code == 404

    def test_it_is_paid_back(self, client, cashier, waiting, today):
        done = client.post(reverse("loans:suspense-give-back", args=[waiting.pk]), {"key": uuid4(), "value_on": today})
        assert done.status_code == 302
        assert CashTransaction.objects.get(kind=Kind.SUSPENSE_OUT).amount == riel(50_000)

    def test_its_receipt_is_printed(self, client, cashier, waiting):
        answer = client.get(reverse("loans:suspense-receipt", args=[waiting.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert waiting.number in answer["Content-Disposition"]

    def test_another_offices_money_is_not_there(self, client, waiting):
        from tests.factories import make_office

        client.force_login(make_user(role=roles.CASHIER, office=make_office("SR", communes=())))
        for name in ("suspense-give", "suspense-give-back", "suspense-receipt"):
            assert client.get(reverse(f"loans:{name}", args=[waiting.pk])).status_code == 404


class TestBooks:
    @pytest.fixture
    def manager(self, client):
        user = make_user(role=roles.MANAGER)
        client.force_login(user)
        return user

    def test_trial_balance_and_account(self, client, manager):
        loan = make_active()
        page = client.get(reverse("loans:books"))
        assert [each.is_balanced for each in page.context["balances"]] == [True]
        assert "1,200,000៛" in page.content.decode()
        rows = client.get(reverse("loans:account", args=[loan.fund_id, "KHR", "receivable"])).context["rows"]
        assert [(row.amount, is_debit) for row, is_debit, _other in rows] == [(1_200_000, True)]
        assert client.get(reverse("loans:account", args=[loan.fund_id, "EUR", "receivable"])).status_code == 404

    def test_an_account_is_listed_in_constant_queries(self, client, manager, django_assert_max_num_queries):
        loan = make_active()
        url = reverse("loans:account", args=[loan.fund_id, "KHR", "receivable"])
        client.get(url)
        for _ in range(10):
            receive(loan, riel(1_000), timezone.localdate())
        with django_assert_max_num_queries(12):
            assert len(client.get(url).context["rows"]) == 11

    def test_a_month_is_closed(self, client, manager, today):
        make_active()
        url = reverse("loans:month-close")
        for end in ("", "soon", today.isoformat()):
            client.post(url, {"end": end})
        assert not MonthClose.objects.exists()
        csv = client.get(reverse("loans:books-export"))
        assert b"receivable" in csv.content
        assert csv["Content-Type"].startswith("text/csv")
