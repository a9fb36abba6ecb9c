"""What in the data wants a second look: each question found, and only where it applies."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.models import Milestone, Participant
from livelihoods.quality import QUESTIONS, people_to_look_at
from livelihoods.services import IncomeTold, VisitTold, record_income, record_milestone, record_visit
from office.models import ExchangeRate
from office.roles import MONITORING
from tests.factories import make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
KEYS = [question.key for question in QUESTIONS]


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def person(officer):
    return make_participant(by=officer)


@pytest.fixture
def business(person, officer):
    return make_business(person, by=officer)


def tell(person, business, on, sales=None, household=None, currency="KHR"):
    lines = None if sales is None else {"products": Decimal(sales)}
    told = IncomeTold(on, on, currency, lines, None if household is None else Decimal(household))
    return record_income(told, participant=person, business=business, by=make_user(), key=uuid4())


def asked():
    people = Participant.objects.all()
    return {key for key in KEYS if people_to_look_at(key, people, on=TODAY).exists()}


@pytest.mark.parametrize(
    ("paid_out", "questions"),
    [
        (date(2025, 12, 1), {"no_baseline"}),  # the third month is due today: not overdue yet
        (date(2026, 2, 1), {"round_overdue"}),  # the baseline may still be told
        (date(2026, 3, 1), set()),
    ],
)
def test_rounds(person, paid_out, questions):
    record_milestone(person.pk, Milestone.Kind.FUNDED, on=paid_out, reference="L1")
    assert asked() == questions


@pytest.mark.parametrize(
    ("sales", "is_strange"), [((100, 1001), True), ((1001, 100), True), ((100, 1000), False), ((0, 5000), False)]
)
def test_ten_times_what_was_told_before(person, business, sales, is_strange):
    for month, amount in enumerate(sales, start=1):
        tell(person, business, date(2026, month, 1), sales=amount)
    assert asked() == ({"outliers"} if is_strange else set())


def test_ten_times_what_the_household_had(person, business):
    tell(person, business, date(2026, 1, 1), household=50_000)
    tell(person, business, date(2026, 2, 1), household=501_000)
    assert asked() == {"outliers"}


def test_two_currencies_for_one_business(person, business, officer):
    ExchangeRate.objects.create(on=date(2025, 1, 1), riel_per_dollar=4000)
    tell(person, business, date(2026, 1, 1), sales=400_000)
    other = make_business(person, kind="pig-farming", by=officer)
    tell(person, other, date(2026, 1, 1), sales=100, currency="USD")
    assert asked() == set()  # two businesses may have two currencies
    tell(person, business, date(2026, 2, 1), sales=100, currency="USD")
    assert asked() == {"mixed_currency"}


@pytest.mark.parametrize(("found", "is_strange"), [("operating", True), ("paused", False)])
def test_a_visit_without_figures(person, business, officer, found, is_strange):
    nothing = VisitTold(date(2026, 2, 1), found, IncomeTold(date(2026, 2, 1), date(2026, 2, 1), "KHR", None, None))
    record_visit(nothing, business=business, participant=person, by=officer, key=uuid4(), today=TODAY)
    assert asked() == ({"without_figures"} if is_strange else set())


def test_what_was_put_right_is_not_asked_about(person, business):
    tell(person, business, date(2026, 1, 1), sales=100_000)
    wrong = tell(person, business, date(2026, 2, 1), sales=5_000_000)
    right = IncomeTold(date(2026, 2, 1), date(2026, 2, 1), "KHR", {"products": Decimal(500_000)}, None)
    record_income(right, participant=person, business=business, by=make_user(), key=uuid4(), replaces=wrong)
    assert asked() == set()


def test_the_page_shows_people_only_to_those_who_see_people(person, business, officer, sign_in):
    tell(person, business, date(2026, 1, 1), sales=100)
    tell(person, business, date(2026, 2, 1), sales=100_000)
    url = reverse("livelihoods:quality")
    assert person.code in sign_in(officer).get(url, {"show": "outliers"}).content.decode()
    stranger = sign_in(make_user(communes=("010301",))).get(url, {"show": "outliers"})
    assert person.code not in stranger.content.decode()
    figures = sign_in(make_user(role=MONITORING)).get(url, {"show": "outliers"}).content.decode()
    assert person.code not in figures
    assert "fewer than 10" in figures


def test_ten_cost_as_much_as_one(officer, sign_in, django_assert_num_queries):
    def lost():
        record_milestone(make_participant(by=officer).pk, Milestone.Kind.FUNDED, on=date(2024, 1, 1), reference="L1")

    client, url = sign_in(officer), reverse("livelihoods:quality") + "?show=no_baseline"
    lost()
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    for _ in range(9):
        lost()
    with django_assert_num_queries(len(queries)):
        client.get(url)
