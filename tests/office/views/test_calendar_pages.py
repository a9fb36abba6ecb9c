"""Pages about holidays, rates and policy figures."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office import roles
from office.models import ExchangeRate, Holiday, PolicyFigure
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manager(client):
    user = make_user(role=roles.MANAGER)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"office:{name}", args=args)


def soon():
    """A day to come that is no public holiday."""
    from office.working_days import public_holidays

    day = timezone.localdate() + timedelta(days=1)
    while day in public_holidays(day.year):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("year", "shown"), [("2026", 2026), ("2027", 2027), ("1492", None), ("x", None), ("២០២៦", None)]
)
def test_the_year_asked_for_or_this_one(client, year, shown):
    answer = client.get(url("holiday-list"), {"year": year})
    assert answer.context["year"] == (shown or timezone.localdate().year)


def test_names_of_holidays_in_the_language_of_the_page(client):
    client.cookies["django_language"] = "km"
    assert "ទិវាចូលឆ្នាំសាកល" in client.get(url("holiday-list")).content.decode()
    client.cookies["django_language"] = "en"
    assert "International New Year Day" in client.get(url("holiday-list")).content.decode()


def test_a_holiday_is_added_shown_and_removed(client):
    day = soon()
    given = {"holiday_on": day.isoformat(), "name_km": "ថ្ងៃឈប់", "name_en": "Closed"}
    assert client.post(url("holiday-add"), given).url == url("holiday-list")
    holiday = Holiday.objects.get()
    remove = url("holiday-remove", holiday.pk)
    assert remove in client.get(url("holiday-list"), {"year": day.year}).content.decode()
    assert client.get(remove).status_code == 200
    assert Holiday.objects.exists()
    client.post(remove)
    assert not Holiday.objects.exists()


def test_a_past_holiday_offers_no_removal(client):
    today = timezone.localdate()
    holiday = Holiday.objects.create(on=today, name_km="ក", name_en="a")
    assert url("holiday-remove", holiday.pk) not in client.get(url("holiday-list")).content.decode()
    client.post(url("holiday-remove", holiday.pk))
    assert Holiday.objects.exists()


@pytest.mark.parametrize(
    ("page", "given", "field"),
    [
        ("holiday-add", {"holiday_on": "2020-01-02"}, "holiday_on"),
        ("holiday-add", {"name_km": ""}, "name_km"),
        ("rate-set", {"riel_per_dollar": "lots"}, "riel_per_dollar"),
        ("rate-set", {"riel_per_dollar": "41"}, "riel_per_dollar"),
        ("rate-set", {"rate_on": "2099-01-01"}, "rate_on"),
        ("policy-set", {"from_on": "2020-01-01"}, "from_on"),
        ("policy-set", {"value": "-1"}, "value"),
        ("policy-set", {"name": "pay_rise"}, "name"),
    ],
)
def test_bad_input_is_said_beside_its_field(client, page, given, field):
    today = timezone.localdate().isoformat()
    good = {
        "holiday-add": {"holiday_on": soon().isoformat(), "name_km": "ក", "name_en": "a"},
        "rate-set": {"rate_on": today, "riel_per_dollar": "4100"},
        "policy-set": {"name": "rate_ceiling", "value": "17", "from_on": today},
    }
    answer = client.post(url(page), {**good[page], **given})
    assert field in answer.context["form"].errors


@pytest.mark.parametrize("typed", ["4100", "4,100", "4 100.00", "៤១០០", " ៤,១០០ "])
def test_a_rate_as_people_type_it(client, typed):
    client.post(url("rate-set"), {"rate_on": timezone.localdate().isoformat(), "riel_per_dollar": typed})
    assert ExchangeRate.objects.get().riel_per_dollar == 4100
    assert "4,100" in client.get(url("rate-list")).content.decode()


def test_a_missing_rate_of_today_is_said(client):
    assert client.get(url("rate-list")).context["rate"] is None
    ExchangeRate.objects.create(on=timezone.localdate() - timedelta(days=1), riel_per_dollar=4100)
    assert not client.get(url("rate-list")).context["is_of_today"]


def test_a_figure_is_set_and_listed(client, manager):
    given = {"name": "rate_ceiling", "value": "17.5", "from_on": timezone.localdate().isoformat()}
    assert client.post(url("policy-set"), given).url == url("policy-list")
    assert PolicyFigure.objects.get().set_by == manager
    answer = client.get(url("policy-list"))
    assert answer.context["figures"][0].value == 17.5
    assert "17.5" in answer.content.decode()


def test_the_form_opens_on_the_figure_asked_for(client):
    form = client.get(url("policy-set"), {"name": "dsr_refusal"}).context["form"]
    assert form["name"].initial == "dsr_refusal"
