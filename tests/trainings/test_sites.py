"""Sites: status from dates, budgets that keep their history, costs that are reversed and never erased."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from office.errors import AppendOnlyError, KeySentBefore
from office.models import TrailEntry
from tests.factories import commune, riel, usd
from trainings.documents.site_money import money_of
from trainings.errors import TrainingError
from trainings.models import Site, SiteBudget, SiteCost
from trainings.services.sites import add_sites, change_site, record_cost, reverse_cost, set_budget

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def spend(site, amount, *, by, **changes):
    values = {"line": "travel", "spent_on": DAY, "key": uuid4(), "on": DAY, **changes}
    return record_cost(site, amount=amount, by=by, **values)


def dated(site, by, **dates):
    return change_site(site, by=by, on=DAY, **{"planned_start": None, "started_on": None, "closed_on": None, **dates})


# --- Sites ----------------------------------------------------------------------------------------------------


def test_communes_become_planned_sites_once(monitoring):
    places = [commune("010201"), commune("010202")]
    assert len(add_sites(places, planned_start=MARCH, by=monitoring)) == 2
    assert add_sites(places, planned_start=JANUARY, by=monitoring) == []
    assert {(s.status, s.planned_start) for s in Site.objects.all()} == {("planned", MARCH)}


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({"planned_start": MARCH}, "planned"),
        ({"started_on": DAY}, "active"),
        ({"started_on": MARCH, "closed_on": DAY}, "closed"),
        ({"closed_on": DAY}, "closed"),  # given up before it began
    ],
)
def test_the_status_follows_from_the_dates(site, monitoring, dates, status):
    changed = dated(site, monitoring, **dates)
    sites = Site.objects.all()
    in_sql = {"planned": sites.planned(), "active": sites.active(), "closed": sites.closed()}
    assert changed.status == status
    assert [name for name, rows in in_sql.items() if rows.exists()] == [status]


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"started_on": date(2026, 3, 11)}, "started_on"),
        ({"closed_on": date(2026, 3, 11)}, "closed_on"),
        ({"started_on": DAY, "closed_on": MARCH}, "closed_on"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(site, monitoring, dates, field):
    with pytest.raises(TrainingError) as refused:
        dated(site, monitoring, **dates)
    assert refused.value.field == field
    assert Site.objects.get().status == "planned"


def test_active_sites_stand_first_and_closed_ones_last(monitoring):
    closed, planned, active = add_sites([commune(f"01020{n}") for n in (1, 2, 3)], planned_start=None, by=monitoring)
    dated(closed, monitoring, closed_on=DAY)
    dated(active, monitoring, started_on=DAY)
    assert list(Site.objects.by_status()) == [active, planned, closed]


# --- Budget ---------------------------------------------------------------------------------------------------


def test_a_budget_holds_for_each_month_of_the_span(site, monitoring):
    amounts = {"staff": riel(400_000), "travel": usd("12.50")}
    assert set_budget(site, first=JANUARY, last=MARCH, amounts=amounts, by=monitoring) == 6
    khr, dollars = money_of(site, on=DAY)
    assert [row.label for row in khr.months] == ["01/2026", "02/2026", "03/2026"]
    assert (khr.total.budget, dollars.total.budget) == (riel(1_200_000), usd("37.50"))


def test_a_new_budget_keeps_the_one_before_as_history(site, monitoring):
    set_budget(site, first=JANUARY, last=FEBRUARY, amounts={"staff": riel(400_000)}, by=monitoring)
    assert set_budget(site, first=JANUARY, last=JANUARY, amounts={"staff": riel(400_000)}, by=monitoring) == 0
    set_budget(site, first=FEBRUARY, last=FEBRUARY, amounts={"staff": riel(500_000)}, by=monitoring)
    set_budget(site, first=JANUARY, last=JANUARY, amounts={"staff": riel(0)}, by=monitoring)
    rows = SiteBudget.objects.order_by("pk")
    assert [(r.month, r.amount) for r in rows.in_force()] == [(FEBRUARY, riel(500_000)), (JANUARY, riel(0))]
    assert [r.amount for r in rows] == [riel(400_000), riel(400_000), riel(500_000), riel(0)]
    [sheet] = money_of(site, on=DAY)
    assert [(row.label, row.budget) for row in sheet.months] == [("02/2026", riel(500_000))]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": MARCH}, "last"),
        ({"last": date(2029, 3, 1)}, "last"),
        ({"amounts": {"travel": riel(150)}}, "travel"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(site, monitoring, changes, field):
    values = {"first": JANUARY, "last": FEBRUARY, "amounts": {"staff": riel(100)}, **changes}
    with pytest.raises(TrainingError) as refused:
        set_budget(site, by=monitoring, **values)
    assert refused.value.field == field
    assert not SiteBudget.objects.exists()


# --- Cost -----------------------------------------------------------------------------------------------------


def test_budget_and_cost_stand_beside_each_other(site, monitoring):
    set_budget(site, first=FEBRUARY, last=date(2026, 4, 1), amounts={"travel": riel(100_000)}, by=monitoring)
    spend(site, riel(70_000), by=monitoring, spent_on=date(2026, 2, 28))
    spend(site, riel(130_000), by=monitoring)
    spend(site, riel(5_000), by=monitoring, line="materials")
    [sheet] = money_of(site, on=DAY)
    assert [(row.label, row.difference, row.is_over) for row in sheet.months] == [
        ("02/2026", riel(30_000), False),
        ("03/2026", riel(-35_000), True),
        ("04/2026", riel(100_000), False),
    ]
    assert [row.difference for row in sheet.lines] == [riel(100_000), riel(-5_000)]
    assert (sheet.to_date.budget, sheet.to_date.actual) == (riel(200_000), riel(205_000))


def test_a_reversed_cost_counts_no_more_and_stays(site, monitoring):
    wrong = spend(site, riel(700_000), by=monitoring)
    spend(site, riel(70_000), by=monitoring)
    spend(site, usd(3), by=monitoring)
    reversal = reverse_cost(wrong, key=uuid4(), by=monitoring)
    assert reverse_cost(wrong, key=uuid4(), by=monitoring) == reversal  # asked twice
    with pytest.raises(TrainingError):
        reverse_cost(reversal, key=uuid4(), by=monitoring)
    assert [sheet.total.actual for sheet in money_of(site, on=DAY)] == [riel(70_000), usd(3)]
    assert Site.objects.with_spent().get().spent == [riel(70_000), usd(3)]
    assert SiteCost.objects.count() == 4


def test_a_key_records_once(site, monitoring):
    key = uuid4()
    first = spend(site, riel(100), by=monitoring, key=key)
    assert spend(site, riel(100), by=monitoring, key=key) == first
    with pytest.raises(KeySentBefore):
        spend(site, riel(200), by=monitoring, key=key)
    assert SiteCost.objects.count() == 1
    assert TrailEntry.objects.filter(what="trainings.sitecost").count() == 1


@pytest.mark.parametrize(
    ("amount", "changes", "field"),
    [(riel(0), {}, "amount"), (riel(150), {}, "amount"), (riel(100), {"spent_on": date(2026, 3, 11)}, "spent_on")],
)
def test_a_cost_that_cannot_be_is_refused_at_its_field(site, monitoring, amount, changes, field):
    with pytest.raises(TrainingError) as refused:
        spend(site, amount, by=monitoring, **changes)
    assert refused.value.field == field
    assert not SiteCost.objects.exists()


def test_costs_and_budgets_are_never_edited(site, monitoring):
    cost = spend(site, riel(100), by=monitoring)
    set_budget(site, first=JANUARY, last=JANUARY, amounts={"staff": riel(100)}, by=monitoring)
    for row in (cost, SiteBudget.objects.get()):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.update(amount=riel(900))
