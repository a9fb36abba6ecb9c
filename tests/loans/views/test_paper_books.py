"""Receipt books: handed out, used, brought back, and what is missing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from loans.errors import Doubtful
from loans.models import CashTransaction, PaperBook, SpoiledLeaf
from loans.services.paper_books import hand_out_book, states_of, take_back_book
from office import roles
from office.services import holdings_of
from tests.factories import EVERY_DOUBT, LONG_AGO, make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db
PAGE = "loans:paper-books"


@pytest.fixture
def loan():
    return make_active()


@pytest.fixture
def cashier(client, loan):
    cashier = make_user(role=roles.CASHIER)
    client.force_login(cashier)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return cashier


def form(loan, **changes):
    return {
        "officer": loan.officer.pk,
        "series": "a",
        "first": 1,
        "last": 50,
        "issued_on": timezone.localdate(),
    } | changes


def test_a_book_is_handed_out_used_and_brought_back(client, loan, cashier):
    assert client.post(reverse(PAGE), form(loan)).status_code == 302
    book = PaperBook.objects.get()
    assert (str(book), book.officer, book.issued_by) == ("A 1-50", loan.officer, cashier)
    receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0001")
    receive(loan, riel(100_000), date(2026, 3, 15), paper_no="a 0004")
    receive(loan, riel(100_000), date(2026, 4, 15), paper_no="B-0002")  # of another book
    [state] = client.get(reverse(PAGE)).context["states"]
    assert (state.used, state.missing) == (2, [(2, 3)])
    held = holdings_of(loan.officer)
    client.post(reverse("loans:paper-book-back", args=[book.pk]))
    [state] = client.get(reverse(PAGE)).context["states"]
    assert (state.used, state.missing) == (2, [(2, 3), (5, 50)])
    assert len(holdings_of(loan.officer)) == len(held) - 1  # the book; cash and the loan are still there
    returned = PaperBook.objects.get().returned_on
    take_back_book(book, on=returned + timedelta(days=9), by=cashier)  # a second time changes nothing
    assert PaperBook.objects.get().returned_on == returned == timezone.localdate()


def test_a_leaf_whose_money_waits_in_suspense_is_not_missing(loan):
    book = hand_out_book(officer=loan.officer, series="A", first=1, last=9, issued_on=date(2026, 1, 1), by=loan.officer)
    before_payout = loan.disbursed_on - timedelta(days=1)
    receive(loan, riel(50_000), before_payout, paper_no="A-0002", key=uuid4(), sure=("too_early",))
    assert CashTransaction.objects.get(kind="suspense_in").paper_no == "A-0002"
    [state] = states_of([book])
    assert (state.used, state.missing) == (1, [(1, 1)])


def test_money_for_an_unknown_loan_names_its_leaf_too(client, loan, cashier):
    hand_out_book(officer=loan.officer, series="A", first=1, last=9, issued_on=date(2026, 1, 1), by=loan.officer)
    sent = {"fund": loan.fund_id, "currency": "KHR", "amount": "50,000", "value_on": timezone.localdate(),
            "key": uuid4(), "channel": "cash", "paper_no": "a 0003"}  # fmt: skip
    assert client.post(reverse("loans:unknown-receipt"), sent).status_code == 302
    [state] = states_of(PaperBook.objects.all())
    assert (state.used, state.missing) == (1, [(1, 2)])
    assert "A-0003" in client.get(reverse("loans:suspense")).content.decode()  # by it the office finds the loan


@pytest.mark.parametrize(("changes", "field"), [
    ({"last": 0}, "last"), ({"first": 51}, "last"), ({"first": 0}, "first"), ({"last": 1001}, "last"),
    ({"first": "x"}, "first"), ({"officer": ""}, "officer"), ({"issued_on": "?"}, "issued_on"),
    ({"first": 150, "last": 250}, "first"), ({"first": 90, "last": 320}, "first"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(client, loan, cashier, changes, field):
    hand_out_book(officer=loan.officer, series="A", first=100, last=200, issued_on=date(2026, 1, 1), by=cashier)
    answer = client.post(reverse(PAGE), form(loan, **changes))
    assert list(answer.context["form"].errors) == [field]
    assert PaperBook.objects.count() == 1
    assert client.post(reverse(PAGE), form(loan, series="B", first=100, last=200)).status_code == 302


def test_books_of_an_office_take_as_many_queries_however_many(client, loan, cashier, django_assert_num_queries):
    def visit():
        client.get(reverse(PAGE))

    def hand_out(series):
        day = date(2026, 1, 1)
        return hand_out_book(officer=loan.officer, series=series, first=1, last=50, issued_on=day, by=cashier)

    hand_out("A")
    visit()
    with CaptureQueriesContext(connection) as one:
        visit()
    for series in "BCDE":
        hand_out(series)
    with django_assert_num_queries(len(one)):
        visit()


def test_a_spoiled_leaf_is_not_missing(client, loan, cashier):
    book = hand_out_book(officer=loan.officer, series="A", first=1, last=5, issued_on=LONG_AGO, by=cashier)
    receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0003")
    client.post(reverse("loans:leaf-spoil"), {"paper_no": "a 0002"})
    client.post(reverse("loans:leaf-spoil"), {"paper_no": "A-2"})  # a second time it is the same leaf
    (state,) = states_of([book])
    assert (state.used, state.spoiled, state.missing) == (1, 1, [(1, 1)])
    assert SpoiledLeaf.objects.count() == 1


@pytest.mark.parametrize(
    ("paper_no", "why"),
    [
        ("A-0003", "Money was recorded under this number: ask for a reversal."),
        ("A-0006", "No book of this office has such a leaf."),
        ("B-0001", "No book of this office has such a leaf."),
        ("wet", "Write the number as it stands on the leaf: A-0007."),
    ],
)
def test_what_is_no_spoiled_leaf(client, loan, cashier, paper_no, why):
    hand_out_book(officer=loan.officer, series="A", first=1, last=5, issued_on=LONG_AGO, by=cashier)
    receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0003")
    assert why in client.post(reverse("loans:leaf-spoil"), {"paper_no": paper_no}).content.decode()
    assert not SpoiledLeaf.objects.exists()


def test_money_under_a_spoiled_leaf_is_asked_about_and_recorded(client, loan, cashier):
    hand_out_book(officer=loan.officer, series="A", first=1, last=5, issued_on=LONG_AGO, by=cashier)
    client.post(reverse("loans:leaf-spoil"), {"paper_no": "A-0002"})
    with pytest.raises(Doubtful) as doubtful:
        receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0002", sure=())
    assert "spoiled" in doubtful.value.questions
    receive(loan, riel(100_000), date(2026, 2, 15), paper_no="A-0002", sure=[*EVERY_DOUBT, "spoiled"])
    assert loan.transactions.filter(paper_no="A-0002").exists()
