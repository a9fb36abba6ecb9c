"""Holidays, rates and policy figures: the past stays as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from office import roles, services
from office.errors import Refusal
from office.models import ExchangeRate, Holiday, PolicyFigure, TrailEntry
from office.policy import figures_on
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
Name = PolicyFigure.Name


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


def add_holiday(by, day=TOMORROW):
    return services.add_holiday(holiday_on=day, name_km="ថ្ងៃឈប់", name_en="Closed", by=by, on=TODAY)


def set_rate(by, day=TODAY, rate="4100", on=TODAY):
    return services.set_rate(rate_on=day, riel_per_dollar=Decimal(rate), by=by, on=on)


def set_figure(by, name, value, day=TODAY):
    return services.set_policy_figure(name=name, value=Decimal(value), from_on=day, by=by, on=TODAY)


def value(name, on=TODAY):
    return PolicyFigure.objects.value(name, on=on)


def test_a_holiday_is_added_and_removed_while_it_is_to_come(manager):
    holiday = add_holiday(manager)
    services.remove_holiday(holiday, by=manager, on=TODAY)
    assert not Holiday.objects.exists()
    lines = TrailEntry.objects.filter(what="office.holiday").values_list("fields", flat=True)
    assert list(lines) == ["added", "removed"]


def test_a_holiday_of_today_may_be_added_but_not_removed(manager):
    holiday = add_holiday(manager, TODAY)
    with pytest.raises(Refusal):
        services.remove_holiday(holiday, by=manager, on=TODAY)


@pytest.mark.parametrize("day", [YESTERDAY, date(2026, 6, 18), TOMORROW])
def test_past_public_and_known_days_are_refused(manager, day):
    add_holiday(manager, TOMORROW)
    with pytest.raises(Refusal) as refused:
        add_holiday(manager, day)
    assert refused.value.field == "holiday_on"


def test_a_rate_may_be_corrected_on_its_own_day_only(manager):
    set_rate(manager)
    set_rate(manager, rate="4110")
    assert ExchangeRate.objects.get().riel_per_dollar == 4110
    with pytest.raises(Refusal) as refused:
        set_rate(manager, day=TODAY, rate="4200", on=TOMORROW)
    assert refused.value.field == "rate_on"
    assert ExchangeRate.objects.get().riel_per_dollar == 4110


def test_a_day_left_out_may_be_set_later_but_none_ahead(manager):
    set_rate(manager, day=YESTERDAY)
    with pytest.raises(Refusal):
        set_rate(manager, day=TOMORROW)


@pytest.mark.parametrize("rate", ["0", "-4100", "410", "41000", "999.99"])
def test_a_mistyped_rate_is_refused(manager, rate):
    with pytest.raises(Refusal) as refused:
        set_rate(manager, rate=rate)
    assert refused.value.field == "riel_per_dollar"


def test_a_figure_holds_from_its_day_on(manager):
    set_figure(manager, Name.RATE_CEILING, "17.5", TOMORROW)
    assert (value(Name.RATE_CEILING), value(Name.RATE_CEILING, TOMORROW)) == (18, Decimal("17.5"))
    line = TrailEntry.objects.get(what="office.policyfigure")
    assert (line.user, line.fields) == (manager, "added rate_ceiling")


def test_set_twice_for_a_day_the_later_entry_counts_and_both_stay(manager):
    set_figure(manager, Name.APPROVAL_EXPIRY, "30")
    set_figure(manager, Name.APPROVAL_EXPIRY, "45")
    assert value(Name.APPROVAL_EXPIRY) == 45
    assert PolicyFigure.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "number", "day", "field"),
    [
        (Name.RATE_CEILING, "17", YESTERDAY, "from_on"),
        (Name.RATE_CEILING, "0", TODAY, "value"),
        (Name.RATE_CEILING, "101", TODAY, "value"),
        (Name.APPROVAL_EXPIRY, "30.5", TODAY, "value"),
        (Name.APPROVAL_EXPIRY, "366", TODAY, "value"),
        (Name.DSR_WARNING, "51", TODAY, "value"),  # above the second approver's 50
        (Name.DSR_REFUSAL, "49", TODAY, "value"),
    ],
)
def test_what_a_figure_may_not_be(manager, name, number, day, field):
    with pytest.raises(Refusal) as refused:
        set_figure(manager, name, number, day)
    assert refused.value.field == field
    assert not PolicyFigure.objects.exists()


def test_limits_rise_on_every_later_day_too(manager):
    set_figure(manager, Name.DSR_SECOND, "45", TOMORROW)
    with pytest.raises(Refusal):
        set_figure(manager, Name.DSR_WARNING, "48")  # fits today's 50, not tomorrow's 45
    assert set_figure(manager, Name.DSR_WARNING, "45")


def test_the_page_shows_what_holds_and_what_comes(manager):
    set_figure(manager, Name.RATE_CEILING, "17")
    set_figure(manager, Name.RATE_CEILING, "16", TOMORROW)
    ceiling, warning, *_rest = figures_on(TODAY)
    assert (ceiling.value, ceiling.since, ceiling.next_value, ceiling.next_on) == (17, TODAY, 16, TOMORROW)
    assert (warning.value, warning.since, warning.next_on) == (40, None, None)
    assert [f.name for f in figures_on(TODAY)] == list(Name.values)
