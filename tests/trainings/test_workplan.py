"""The workplan: a month at a time, what is late before all."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office.models import TrailEntry
from office.roles import AUDITOR, MANAGER, TRAINER
from office.services import holdings_of
from tests.factories import make_user, riel
from trainings.errors import TrainingError
from trainings.models import WorkplanLine
from trainings.services.workplan import finish_line, save_line

pytestmark = pytest.mark.django_db
PAGE, ADD = reverse("trainings:workplan"), reverse("trainings:workplan-add")
TODAY = timezone.localdate()


@pytest.fixture
def trainer(site):
    return make_user(role=TRAINER)


def line(by, responsible, **changes):
    values = {"activity_km": "ប្រជុំជាមួយមេឃុំ", "activity_en": "Meet the commune chief", "site": None,
              "responsible": responsible, "from_on": TODAY, "to_on": TODAY + timedelta(days=5), "budget": None,
              **changes}  # fmt: skip
    return save_line(WorkplanLine(), by=by, on=TODAY, **values)


def sent(responsible, **changes):
    return {"activity_km": "ប្រជុំជាមួយមេឃុំ", "activity_en": "Meet the commune chief", "site": "",
            "responsible": responsible.pk, "from_on": TODAY.isoformat(),
            "to_on": (TODAY + timedelta(days=5)).isoformat(), "currency": "KHR", "budget": "200,000",
            **changes}  # fmt: skip


@pytest.mark.parametrize(
    ("from_in", "to_in", "done_in", "status"),
    [
        (1, 5, None, "coming"),
        (0, 5, None, "running"),
        (-5, 0, None, "running"),  # on its last day it is not late
        (-5, -1, None, "late"),
        (-5, -1, 0, "done"),
    ],
)
def test_the_status_follows_from_the_dates(monitoring, trainer, from_in, to_in, done_in, status):
    made = line(
        monitoring, trainer, from_on=TODAY + timedelta(days=from_in), to_on=TODAY + timedelta(days=to_in),
        done_on=None if done_in is None else TODAY + timedelta(days=done_in),
    )  # fmt: skip
    assert made.status(on=TODAY) == status
    assert WorkplanLine.objects.late(on=TODAY).exists() == (status == "late")


@pytest.mark.parametrize("language", ["km", "en"])
def test_a_line_is_added_once_changed_and_done(language, site, monitoring, trainer, sign_in):
    client = sign_in(monitoring, language)
    for _twice in range(2):
        assert client.post(ADD, sent(trainer, site=site.pk)).status_code == 302
    made = WorkplanLine.objects.get()
    assert (made.site, made.budget, made.responsible) == (site, riel(200_000), trainer)
    assert "200,000៛" in client.get(PAGE).content.decode()
    change = reverse("trainings:workplan-change", args=[made.pk])
    assert client.get(change).context["form"]["budget"].value() == "200,000"
    client.post(change, sent(trainer, activity_en="Meet the elders", budget=""))
    made.refresh_from_db()
    assert (made.activity_en, made.site, made.budget) == ("Meet the elders", None, None)
    done = reverse("trainings:workplan-done", args=[made.pk])
    for _twice in range(2):
        assert sign_in(trainer).post(done, {"done_on": TODAY.isoformat()}).status_code == 302
    fields = TrailEntry.objects.filter(what="trainings.workplanline").order_by("pk").values_list("fields", flat=True)
    assert list(fields) == ["added", "activity_en site budget", "done_on"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"activity_km": "in English"}, "activity_km"),
        ({"activity_en": ""}, "activity_en"),
        ({"responsible": "999"}, "responsible"),
        ({"site": "999"}, "site"),
        ({"to_on": (TODAY - timedelta(days=1)).isoformat()}, "to_on"),
        ({"from_on": "x"}, "from_on"),
        ({"budget": "many"}, "budget"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field, monitoring, trainer, sign_in):
    answer = sign_in(monitoring).post(ADD, sent(trainer) | changes)
    assert set(answer.context["form"].errors) == {field}
    assert not WorkplanLine.objects.exists()


def test_a_month_shows_its_lines_and_what_is_late_before_them(monitoring, trainer, sign_in):
    late = line(monitoring, trainer, from_on=date(2026, 1, 5), to_on=date(2026, 1, 9), activity_en="Late one")
    far = line(monitoring, trainer, from_on=date(2030, 2, 27), to_on=date(2030, 3, 2), activity_en="Far one")
    client = sign_in(monitoring)

    def shown(query):
        context = client.get(f"{PAGE}?{query}").context
        return [r["title"] for r in context["late"]], [r["title"] for r in context["rows"]]

    assert shown("month=2030-01") == (["Late one"], [])
    assert shown("month=2030-02") == shown("month=2030-03") == (["Late one"], ["Far one"])
    assert shown("month=nonsense") == (["Late one"], [])
    finish_line(late, done_on=date(2026, 1, 9), by=trainer, on=TODAY)
    assert shown("month=2026-01") == ([], ["Late one"])
    assert far.status(on=TODAY) == "coming"


def test_a_late_line_waits_for_whoever_is_responsible(monitoring, trainer, sign_in):
    made = line(monitoring, trainer, from_on=date(2026, 1, 5), to_on=date(2026, 1, 9))
    assert "Late in the workplan" in sign_in(trainer).get("/").content.decode()
    assert "Late in the workplan" not in sign_in(monitoring).get("/").content.decode()
    assert len(holdings_of(trainer)) == 1
    finish_line(made, done_on=TODAY, by=trainer, on=TODAY)
    assert holdings_of(trainer) == []


def test_only_the_responsible_and_who_keeps_the_plan_say_it_is_done(monitoring, trainer, sign_in):
    made, other = line(monitoring, trainer), make_user(role=TRAINER)
    done = reverse("trainings:workplan-done", args=[made.pk])
    client = sign_in(other)
    assert client.get(done).status_code == client.post(done, {"done_on": TODAY.isoformat()}).status_code == 403
    assert done not in client.get(PAGE).content.decode()
    with pytest.raises(TrainingError):
        finish_line(made, done_on=TODAY, by=other, on=TODAY)
    answer = sign_in(trainer).post(done, {"done_on": (TODAY + timedelta(days=1)).isoformat()})
    assert set(answer.context["form"].errors) == {"done_on"}
    assert sign_in(make_user(role=MANAGER)).post(done, {"done_on": TODAY.isoformat()}).status_code == 302


def test_the_auditor_reads_and_changes_nothing(monitoring, trainer, sign_in):
    made = line(monitoring, trainer)
    client = sign_in(make_user(role=AUDITOR))
    text = client.get(PAGE).content.decode()
    assert "Meet the commune chief" in text
    for name in ("workplan-change", "workplan-done"):
        page = reverse(f"trainings:{name}", args=[made.pk])
        assert page not in text
        assert client.post(page, sent(trainer)).status_code == 403


def test_a_month_costs_the_same_for_ten_lines_as_for_one(site, monitoring, trainer, sign_in, django_assert_num_queries):
    client = sign_in(monitoring)
    line(monitoring, trainer, site=site)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for number in range(9):
        line(monitoring, make_user(role=TRAINER), site=site, activity_en=f"Another {number}")
    with django_assert_num_queries(len(one)):
        client.get(PAGE)
