"""Businesses, and the history of their status."""

from datetime import date

import pytest

from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, LivelihoodKind
from livelihoods.services import add_business, change_business
from tests.factories import make_business, make_participant, make_user

pytestmark = pytest.mark.django_db
BEGAN, ON = date(2024, 6, 1), date(2026, 3, 2)


@pytest.fixture
def officer():
    return make_user(communes=("010201",))


@pytest.fixture
def person(officer):
    return make_participant(by=officer)


def history(business):
    return list(business.statuses.values_list("status", "from_on"))


def add(person, officer, **fields):
    kind = LivelihoodKind.objects.get(slug="phone-repair")
    return add_business(participant=person, livelihood=kind, by=officer, on=ON, **fields)


@pytest.mark.parametrize(
    ("status", "started_on", "expected"),
    [
        ("planned", None, [("planned", ON)]),
        ("operating", BEGAN, [("operating", BEGAN)]),
        ("operating", None, [("operating", ON)]),  # nobody knows since when
        ("paused", BEGAN, [("operating", BEGAN), ("paused", ON)]),
        ("closed", BEGAN, [("operating", BEGAN), ("closed", ON)]),
    ],
)
def test_the_history_begins_with_what_is_known(status, started_on, expected, person, officer):
    business = add(person, officer, status=status, started_on=started_on)
    assert history(business) == expected
    assert business.memberships.get().participant == person


def test_what_has_begun_does_not_begin_in_the_future(person, officer):
    with pytest.raises(LivelihoodError) as refused:
        add(person, officer, status="operating", started_on=date(2026, 3, 3))
    assert refused.value.field == "started_on"
    add(person, officer, status="planned", started_on=date(2026, 3, 3))


def test_one_sent_twice_is_one_business(person, officer):
    sent = {"status": "operating", "started_on": BEGAN, "name": "ហាងសុភា", "place": "ផ្សារ"}
    assert add(person, officer, **sent) == add(person, officer, **sent)
    assert add(person, officer, **{**sent, "place": "ភូមិ"}).pk
    assert Business.objects.count() == 2


def test_a_new_status_is_added_and_nothing_else_is_touched(person, officer):
    business = make_business(person, by=officer, name="ហាងសុភា", started_on=BEGAN)
    stale = Business.objects.get(pk=business.pk)
    change_business(business, by=officer, on=date(2026, 1, 1), status="paused")
    change_business(stale, by=officer, on=ON, place="ផ្សារ")
    business = Business.objects.get(pk=business.pk)
    assert (business.status, business.name, business.place) == ("paused", "ហាងសុភា", "ផ្សារ")
    assert history(business) == [("operating", BEGAN), ("paused", date(2026, 1, 1))]


def test_a_planned_business_that_begins_begins_on_the_day_of_its_new_status(person, officer):
    business = add(person, officer, status="planned")
    assert change_business(business, by=officer, on=date(2026, 4, 1), status="operating").started_on == date(2026, 4, 1)


def test_a_status_does_not_change_before_the_last_change(person, officer):
    business = make_business(person, by=officer)
    change_business(business, by=officer, on=ON, status="paused")
    with pytest.raises(LivelihoodError) as refused:
        change_business(business, by=officer, on=date(2026, 3, 1), status="operating")
    assert refused.value.field == "since"
