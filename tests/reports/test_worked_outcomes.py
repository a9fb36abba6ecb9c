"""The twelve people of docs/worked-examples.md: the same figures from JSON, CSV and page."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from livelihoods.models import LivelihoodKind, Milestone
from livelihoods.services import IncomeTold, VisitTold, add_business, record_income, record_milestone, record_visit
from office.roles import MANAGER, MONITORING
from tests.factories import make_participant, make_user

pytestmark = pytest.mark.django_db
PAID_OUT, BEGAN = date(2025, 1, 15), date(2025, 1, 20)
BEFORE, AFTER, TODAY = date(2025, 1, 10), date(2026, 1, 25), date(2026, 11, 25)
# sex, livelihood, household size, business before and after, household before and after (thousand riel), jobs, found
TWELVE = [
    ("F", "phone-repair", 1, 200, 500, 600, 900, "1.5", "operating"),
    ("F", "phone-repair", 4, 0, 300, 400, 500, "1", "operating"),
    ("F", "cricket-farming", 2, 300, 360, 500, 500, "1", "operating"),
    ("F", "cricket-farming", 5, 400, 470, 700, 650, "2", "operating"),
    ("F", "pig-farming", 3, 250, None, 550, None, None, None),
    ("F", "pig-farming", 1, 100, -50, 300, 450, None, "closed"),
    ("M", "barber-shop", 2, 350, 700, 800, 1300, "2.5", "operating"),
    ("M", "barber-shop", 6, 500, 450, 900, 900, "1", "paused"),
    ("M", "motorbike-repair", 4, 600, 900, 1000, 1400, "2", "operating"),
    ("M", "motorbike-repair", 2, 150, None, 300, None, None, None),
    ("M", "phone-repair", 3, None, 400, 450, 600, "1", "operating"),
    ("M", "cricket-farming", 2, 200, 240, None, 700, "1", "operating"),
]  # fmt: skip


def told(on, business, household):
    lines = None
    if business is not None:
        lines = {"products": Decimal(max(business, 0) * 1000), "stock": Decimal(max(-business, 0) * 1000)}
    return IncomeTold(on, on, "KHR", lines, None if household is None else Decimal(household * 1000))


@pytest.fixture
def twelve(clock):
    clock(TODAY)
    officer = make_user(communes=("010201",))
    for sex, kind, size, *amounts, jobs, found in TWELVE:
        business_before, business_after, household_before, household_after = amounts
        person = make_participant(by=officer, sex=sex, household_size=size)
        business = begin(person, kind, officer)
        record_milestone(person.pk, Milestone.Kind.FUNDED, on=PAID_OUT, reference="BM-L25-00001")
        record_income(told(BEFORE, business_before, household_before), participant=person, business=business,
                      by=officer, key=uuid4())  # fmt: skip
        if found == "closed":
            see(business, person, officer, date(2025, 12, 10), found, told(date(2025, 12, 10), None, None))
        if found:
            see(business, person, officer, AFTER, found, told(AFTER, business_after, household_after), jobs)
    return officer


def begin(person, kind, officer):
    livelihood = LivelihoodKind.objects.get(slug=kind)
    return add_business(participant=person, livelihood=livelihood, by=officer, on=BEGAN, status="operating",
                        started_on=BEGAN)  # fmt: skip


def see(business, person, officer, on, found, income, jobs=None):
    what = VisitTold(on, found, income, jobs=jobs and Decimal(jobs))
    if found == "closed" and income.lines is None:
        what = VisitTold(on, found, IncomeTold(on, on, "KHR", None, None))
    record_visit(what, business=business, participant=person, by=officer, key=uuid4(), today=TODAY)


def of_json(*args):
    out = StringIO()
    call_command("outcomes", *args, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def at_twelve_months(group):
    return next(each for each in group["rounds"] if each["months"] == 12)


def test_every_figure_of_the_worked_example(twelve):
    report = of_json("--by", "sex")
    year = at_twelve_months(report)
    assert year["business_net"] == {
        "n": 9, "lost": 2, "waiting": 0, "no_baseline": 1, "median": "70000", "mean": "135556",
        "baseline": {"median": "300000", "mean": "294444"}, "follow_up": {"median": "450000", "mean": "430000"},
        "rose_by_20_percent": {"n": 8, "rose": 5, "share": "0.6250"}, "baseline_not_above_zero": 1,
    }  # fmt: skip
    assert year["household_net"] == {
        "n": 9, "lost": 2, "waiting": 0, "no_baseline": 1, "median": "150000", "mean": "172222",
        "baseline": {"median": "600000", "mean": "627778"}, "follow_up": {"median": "650000", "mean": "800000"},
        "rose_by_20_percent": {"n": 9, "rose": 6, "share": "0.6667"}, "baseline_not_above_zero": 0,
    }  # fmt: skip
    assert year["poverty"] == {
        "line": "10951",
        "n": 9,
        "baseline": {"poor": 7, "share": "0.7778"},
        "follow_up": {"poor": 5, "share": "0.5556"},
    }
    assert report["survival"] == [
        {"months": 6, "n": 10, "alive": 10, "share": "1.0000", "unknown": 2},
        {"months": 12, "n": 10, "alive": 9, "share": "0.9000", "unknown": 2},
    ]
    assert report["jobs"] == {"n": 8, "total": "12.0", "mean": "1.50"}
    assert (report["cascade"]["sessions"], report["cascade"]["participants_reached"]) == (0, 0)


def test_women_and_men_apart(twelve):
    women, men = of_json("--by", "sex")["groups"]
    assert (women["key"], women["n"], men["key"], men["n"]) == ("F", 6, "M", 6)
    of = at_twelve_months(women)["business_net"]
    assert (of["n"], of["lost"], of["no_baseline"]) == (5, 1, 0)
    assert (of["median"], of["mean"], of["baseline"]["median"]) == ("70000", "116000", "200000")
    assert of["rose_by_20_percent"] == {"n": 4, "rose": 2, "share": "0.5000"}
    of = at_twelve_months(men)["business_net"]
    assert (of["n"], of["lost"], of["no_baseline"]) == (4, 1, 1)
    assert (of["median"], of["mean"], of["baseline"]["median"]) == ("170000", "160000", "425000")
    assert of["follow_up"]["median"] == "575000"
    assert of["rose_by_20_percent"] == {"n": 4, "rose": 3, "share": "0.7500"}


@pytest.mark.parametrize("by", ["age_band", "district", "livelihood", "training"])
def test_groups_add_up_to_all(twelve, by):
    report = of_json("--by", by)
    assert sum(group["n"] for group in report["groups"]) == report["n"] == 12
    for name in ("n", "lost", "no_baseline"):
        parts = [at_twelve_months(group)["household_net"][name] for group in report["groups"]]
        assert sum(parts) == at_twelve_months(report)["household_net"][name]
    assert sum(group["survival"][1]["n"] for group in report["groups"]) == 10


def page(client, **asked):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(reverse("reports:outcomes"), {"months": 12, "by": "sex", **asked}).content.decode()


def test_the_page_says_the_same(twelve, client):
    client.force_login(make_user(role=MANAGER))
    text = page(client)
    for figure in (
        "70,000៛",
        "150,000៛",
        "62.5 %",
        "66.7 %",
        "55.6 %",
        "77.8 %",
        "12.0",
        "90.0 %",
        "100.0 %",
        "430,000៛",
    ):
        assert figure in text, figure
    assert "200,000៛ → 360,000៛" in text


def test_the_export_says_the_same_without_names(twelve, client):
    client.force_login(make_user(role=MANAGER))
    rows = client.get(reverse("reports:outcomes-export"), {"by": "sex"}).content.decode().splitlines()
    (line,) = [row for row in rows if ",all," in row and ",12,business_net," in row]
    assert line.endswith("9,2,0,1,70000,135556,300000,294444,450000,430000,8,5")


def test_an_officer_sees_the_own_communes_and_who_sees_no_people_no_small_group(twelve, client):
    client.force_login(make_user(communes=("010301",)))
    assert "by 0 people" in page(client)
    client.force_login(make_user(role=MONITORING))
    text = page(client)
    assert "by 12 people" in text
    assert "female" not in text  # six women, six men: neither is told apart
    assert "62.5 %" not in text  # nine pairs are fewer than ten


def test_what_is_too_small_is_told_of_no_group_and_never_as_nought(twelve, client):
    """Ten more of each sex with pairs; one man without: neither his figure nor the others' from which it follows."""
    for sex, count in (("F", 8), ("M", 7)):
        for _ in range(count):
            person = make_participant(by=twelve, sex=sex)
            business = begin(person, "phone-repair", twelve)
            record_milestone(person.pk, Milestone.Kind.FUNDED, on=PAID_OUT, reference="BM-L25-00001")
            for on, net in ((BEFORE, 200), (AFTER, 260)):
                record_income(told(on, net, net), participant=person, business=business, by=twelve, key=uuid4())
    client.force_login(make_user(role=MONITORING))
    page(client)  # women: 5 + 8 pairs of business net, men: 4 + 7
    report = client.get(reverse("reports:outcomes"), {"months": 12, "by": "sex"}).context["report"]
    assert [group.rounds[12].business.n for group in report.groups] == [13, 11]
    assert report.total.rounds[12].business.lost is None  # two were lost: fewer than ten
    assert report.groups[0].survival == {6: None, 12: None}
    by_training = client.get(reverse("reports:outcomes"), {"months": 12, "by": "livelihood"})
    assert by_training.context["report"].groups == ()
    assert "fewer than 10" in page(client, months=3)


def test_twenty_people_cost_as_much_as_ten(twelve, client, django_assert_num_queries):
    client.force_login(make_user(role=MANAGER))
    page(client)
    with CaptureQueriesContext(connection) as queries:
        page(client)
    for _ in range(8):
        person = make_participant(by=twelve)
        begin(person, "phone-repair", twelve)
        record_milestone(person.pk, Milestone.Kind.FUNDED, on=PAID_OUT, reference="BM-L25-00001")
    with django_assert_num_queries(len(queries)):
        page(client)
