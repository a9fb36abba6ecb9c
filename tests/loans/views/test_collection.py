"""The collection sheet: posted in one go, row by row; printed with seat, code and given name only."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.documents.collection_sheet import given_name
from loans.models import Loan, LoanTransaction
from office import roles
from tests.factories import make_active, make_participant, make_user, riel
from tests.loans.documents.pdfs import closed_up, forbidden_in, text_of

pytestmark = pytest.mark.django_db
PAGE = "/loans/collection/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer(client):
    officer = make_user(communes=("010201", "010202"), language="en")
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    return officer


@pytest.fixture
def loans(officer, today):
    """Three loans with 100,000 due five days ago, the last in another commune."""
    start = today - timedelta(days=35)
    people = [make_participant(by=officer, at=at, name_km=name) for at, name in (
        ("010201", "សុខ សុភា"), ("010201", "ចាន់ ដារ៉ា"), ("010202", "កែវ ចិន្តា"))]  # fmt: skip
    return [
        make_active(officer=officer, participant=person, planned_on=start, every=30, unit="days") for person in people
    ]


def sheet(loans, **typed):
    """A sheet as the page sends it: every row with its key; `typed` by the row's number."""
    data = {f"key-{loan.pk}": str(uuid4()) for loan in loans}
    for name, value in typed.items():
        field, row = name.split("_")
        data[f"{field}-{loans[int(row)].pk}"] = value
    return data


def outcome(answer, loans):
    """What became of each row, in the order of the loans."""
    rows = {row.due.loan.pk: row for row in answer.context["rows"]}
    return [
        "entry" if row.entry else "asked" if row.questions else "error" if row.error else ""
        for row in (rows[loan.pk] for loan in loans)
    ]


def test_the_good_rows_are_recorded_and_the_others_stay(client, loans):
    data = sheet(loans, amount_0="១០០,០០០", amount_1="abc", amount_2="2,000,000")
    answer = client.post(PAGE, data)
    assert outcome(answer, loans) == ["entry", "error", "asked"]
    assert LoanTransaction.objects.filter(kind="repayment").count() == 1
    assert "abc" in answer.content.decode()
    again = client.post(PAGE, {**data, f"amount-{loans[1].pk}": "50000", f"sure-{loans[2].pk}": "credit"})
    assert outcome(again, loans) == ["entry", "entry", "entry"]  # the first is the same entry, not another
    assert LoanTransaction.objects.filter(kind="repayment").count() == 3
    assert Loan.objects.get(pk=loans[0].pk).outstanding_money == riel(1_100_000)


def test_a_key_with_other_content_says_why_and_touches_no_other_row(client, loans):
    data = sheet(loans, amount_0="100000", amount_1="100000")
    client.post(PAGE, data)
    answer = client.post(PAGE, {**data, f"amount-{loans[0].pk}": "90000"})
    assert outcome(answer, loans)[:2] == ["error", "entry"]
    assert LoanTransaction.objects.filter(kind="repayment").count() == 2


def test_an_empty_row_is_no_payment(client, loans):
    assert outcome(client.post(PAGE, sheet(loans)), loans) == ["", "", ""]
    assert not LoanTransaction.objects.filter(kind="repayment").exists()


@pytest.mark.parametrize("typed", ["-5", "0", "150", "1e9", "9" * 20, "$10", "<b>"])
def test_what_is_no_amount_writes_nothing(client, loans, typed):
    assert outcome(client.post(PAGE, sheet(loans, amount_0=typed)), loans)[0] == "error"
    assert not LoanTransaction.objects.filter(kind="repayment").exists()


def test_a_damaged_key_is_said(client, loans):
    answer = client.post(PAGE, {**sheet(loans, amount_0="100000"), f"key-{loans[0].pk}": "x"})
    assert outcome(answer, loans)[0] == "error"


def test_another_officers_loan_is_not_on_the_sheet(client, loans):
    client.force_login(make_user(communes=("010301",)))
    answer = client.post(PAGE, sheet(loans, amount_0="100000"))
    assert answer.context["rows"] == []
    assert not LoanTransaction.objects.filter(kind="repayment").exists()
    assert client.get(PAGE, {"commune": "010201"}).status_code == 404


def test_one_commune_on_one_day(client, loans, today):
    rows = client.get(PAGE, {"commune": "010202"}).context["rows"]
    assert [row.due.loan for row in rows] == [loans[2]]
    before = client.get(PAGE, {"on": (today - timedelta(days=6)).isoformat()})
    assert before.context["rows"] == []
    assert client.get(PAGE, {"on": "x"}).status_code == 200


def test_it_is_listed_in_constant_queries(client, loans, officer, today, django_assert_max_num_queries):
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get(PAGE)
    for _ in range(5):
        make_active(
            officer=officer, participant=make_participant(by=officer), planned_on=today - timedelta(days=40), every=30,
            unit="days",
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        assert len(client.get(PAGE).context["rows"]) == 8


class TestPaper:
    def test_seat_code_and_given_name_only(self, client, loans):
        pdf = client.get(reverse("loans:collection-pdf"), {"commune": "010201"})
        assert pdf["Content-Type"] == "application/pdf"
        text = closed_up(text_of(pdf.content))
        for loan in loans[:2]:
            assert loan.participant.code in text
        assert "សុភា" in text
        assert closed_up("សុខ សុភា") not in text  # the family's name is not on it
        assert loans[2].participant.code not in text
        assert "200,000៛" in text
        assert not forbidden_in(text_of(pdf.content))

    @pytest.mark.parametrize(("name", "given"), [("សុខ សុភា", "សុភា"), ("ដារ៉ា", "ដារ៉ា"), ("", ""), ("អ ខ គ", "គ")])
    def test_the_given_name_stands_last(self, name, given):
        assert given_name(name) == given

    def test_who_sees_no_people_prints_none(self, client):
        client.force_login(make_user(role=roles.CASHIER))
        assert client.get(reverse("loans:collection-pdf")).status_code == 403
