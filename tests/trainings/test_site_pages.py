"""Pages of the site registry: who edits, who reads, what is refused where."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office.roles import AUDITOR, MANAGER, OFFICER
from tests.factories import commune, make_user, riel, usd
from trainings.models import Site, SiteBudget, SiteCost
from trainings.services.sites import add_sites, change_site, record_cost

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("trainings:sites"), reverse("trainings:site-add")
TODAY = timezone.localdate()
MONTH = f"{TODAY:%Y-%m}"


def url(name, site):
    return reverse(f"trainings:{name}", args=[site.pk])


def spend(site, by, amount=None):
    return record_cost(site, line="travel", amount=amount or riel(10_000), spent_on=TODAY, key=uuid4(), by=by, on=TODAY)


@pytest.mark.parametrize("language", ["km", "en"])
def test_communes_of_a_province_become_sites(language, sign_in):
    client = sign_in(make_user(role=MANAGER), language)
    page = f"{ADD}?province=01"
    offered = client.get(page).context["offered"]
    assert len(offered) == 67
    sent = {"communes": ["010201", "010202"], "planned_start": "01/06/2026"}
    for _twice in range(2):
        client.post(page, sent)
    assert set(Site.objects.values_list("commune", flat=True)) == {"010201", "010202"}
    assert len(client.get(page).context["offered"]) == 65
    assert client.post(page, {"communes": []}).context["form"].errors
    assert client.post(page, {"communes": ["020101"]}).context["form"].errors  # of another province


def test_the_list_is_narrowed_to_a_district_and_a_status(monitoring, sign_in):
    here, there, later = add_sites(
        [commune("010201"), commune("010301"), commune("010202")], planned_start=None, by=monitoring
    )
    change_site(here, planned_start=None, started_on=TODAY, closed_on=None, by=monitoring, on=TODAY)
    client = sign_in(monitoring)

    def shown(query):
        return [row.record for row in client.get(f"{LIST}?{query}").context["table"].rows]

    assert shown("") == [here, later, there]
    assert shown("district=0102") == [here, later]
    assert shown("status=active") == [here]
    assert shown("district=0103&status=active") == []
    assert [f["value"] for f in client.get(LIST).context["figures"]] == [1, 2, 0]


def test_the_list_costs_the_same_for_ten_as_for_one(monitoring, sign_in, django_assert_num_queries):
    client = sign_in(monitoring)

    def add(codes):
        for site in add_sites([commune(code) for code in codes], planned_start=None, by=monitoring):
            spend(site, monitoring)
            spend(site, monitoring, usd(2))

    add(["010201"])
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        text = client.get(LIST).content.decode()
    assert "10,000៛" in text
    assert "$2.00" in text
    add([f"01020{n}" for n in range(2, 9)])
    with django_assert_num_queries(len(one)):
        client.get(LIST)


@pytest.mark.parametrize("language", ["km", "en"])
def test_a_page_shows_budget_cost_and_difference(language, site, monitoring, sign_in, django_assert_num_queries):
    client = sign_in(monitoring, language)
    assert client.get(url("site", site)).status_code == 200
    sent = {"first": MONTH, "last": MONTH, "currency": "KHR", "staff": "100,000", "travel": "៥០ ០០០"}
    assert client.post(url("site-budget", site), sent).status_code == 302
    entry = {"key": uuid4(), "line": "travel", "currency": "KHR", "amount": "60,000", "spent_on": TODAY.isoformat(),
             "reference": "V-12"}  # fmt: skip
    for _twice in range(2):
        assert client.post(url("site-cost-add", site), entry).status_code == 302
    text = client.get(url("site", site)).content.decode()
    for amount in ("150,000៛", "60,000៛", ">90,000<", ">-10,000<", "V-12"):
        assert amount in text
    assert SiteCost.objects.count() == 1
    with CaptureQueriesContext(connection) as one:
        client.get(url("site", site))
    for _ in range(9):
        spend(site, monitoring)
    with django_assert_num_queries(len(one)):
        client.get(url("site", site))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": "2026-13"}, "first"),
        ({"last": ""}, "last"),
        ({"currency": "EUR"}, "currency"),
        ({"staff": "abc"}, "staff"),
        ({"staff": "-5"}, "staff"),
        ({"staff": "150"}, "staff"),
        ({"staff": ""}, "__all__"),
    ],
)
def test_a_bad_budget_is_said_at_its_field(changes, field, site, monitoring, sign_in):
    sent = {"first": MONTH, "last": MONTH, "currency": "KHR", "staff": "100000", **changes}
    answer = sign_in(monitoring).post(url("site-budget", site), sent)
    assert set(answer.context["form"].errors) == {field}
    assert not SiteBudget.objects.exists()


def test_nothing_planned_any_more_is_zero(site, monitoring, sign_in):
    client = sign_in(monitoring)
    for amount in ("100000", "0"):
        client.post(url("site-budget", site), {"first": MONTH, "last": MONTH, "currency": "KHR", "staff": amount})
    assert [row.amount for row in SiteBudget.objects.in_force()] == [riel(0)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"line": "gifts"}, "line"),
        ({"amount": "0"}, "amount"),
        ({"amount": "$5"}, "amount"),
        ({"spent_on": (TODAY + timedelta(days=1)).isoformat()}, "spent_on"),
        ({"reference": "x" * 41}, "reference"),
    ],
)
def test_a_bad_cost_is_said_at_its_field(changes, field, site, monitoring, sign_in):
    sent = {"key": uuid4(), "line": "travel", "currency": "KHR", "amount": "1000", "spent_on": TODAY.isoformat()}
    answer = sign_in(monitoring).post(url("site-cost-add", site), sent | changes)
    assert set(answer.context["form"].errors) == {field}
    assert not SiteCost.objects.exists()


def test_a_cost_is_reversed_from_the_page(site, monitoring, sign_in):
    cost, client = spend(site, monitoring), sign_in(monitoring)
    page = reverse("trainings:site-cost-reverse", args=[cost.pk])
    for _twice in range(2):
        assert client.post(page, {"key": uuid4()})["Location"] == site.get_absolute_url()
    assert client.post(page, {}).status_code == 302
    assert SiteCost.objects.filter(reverses=cost).count() == 1
    text = client.get(url("site", site)).content.decode()
    assert text.count("<del>10,000៛</del>") == 2
    assert page not in text


def test_bad_dates_are_said_at_their_field(site, monitoring, sign_in):
    client, tomorrow = sign_in(monitoring), (TODAY + timedelta(days=1)).isoformat()
    for sent, field in (({"started_on": tomorrow}, "started_on"), ({"closed_on": "x"}, "closed_on")):
        assert set(client.post(url("site-change", site), sent).context["form"].errors) == {field}
    assert client.post(url("site-change", site), {"started_on": TODAY.isoformat()}).status_code == 302
    site.refresh_from_db()
    assert site.status == "active"


def test_the_auditor_reads_and_changes_nothing(site, monitoring, sign_in):
    cost = spend(site, monitoring)
    client = sign_in(make_user(role=AUDITOR))
    text = client.get(url("site", site)).content.decode()
    assert "10,000៛" in text
    for name in ("site-budget", "site-change", "site-cost-add"):
        assert url(name, site) not in text
        assert client.post(url(name, site)).status_code == 403
    assert client.post(reverse("trainings:site-cost-reverse", args=[cost.pk])).status_code == 403
    assert client.post(ADD).status_code == 403
    assert sign_in(make_user(role=OFFICER)).get(LIST).status_code == 403
