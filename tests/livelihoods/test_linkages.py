"""Linkages: outward only, within the officer's communes, with whom only for those who see names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import Linkage
from livelihoods.services import add_linkage, forget_participant, settle_linkage
from office.models import TrailEntry
from office.roles import AUDITOR, MANAGER
from tests.factories import LONG_AGO, make_participant, make_user

pytestmark = pytest.mark.django_db
LIST = reverse("livelihoods:linkages")
TODAY = timezone.localdate()
WHOM = "ផ្សារសេរីសោភ័ណ"


def add_url(person):
    return reverse("livelihoods:linkage-add", args=[person.code])


def done_url(linkage):
    return reverse("livelihoods:linkage-done", args=[linkage.pk])


def linkage_of(person, by, **changes):
    return add_linkage(person, by=by, on=TODAY, **{"kind": "market", "to": WHOM, "made_on": LONG_AGO, **changes})


@pytest.mark.parametrize("language", ["km", "en"])
def test_it_is_added_from_the_persons_page_and_told_in_their_story(language, officer, sign_in):
    person, client = make_participant(by=officer), sign_in(officer, language)
    assert add_url(person) in client.get(person.get_absolute_url()).content.decode()
    assert client.get(add_url(person)).status_code == 200
    for _twice in range(2):
        sent = {"kind": "market", "to": f" {WHOM} ", "made_on": "01/02/2026"}
        assert client.post(add_url(person), sent)["Location"] == person.get_absolute_url()
    linkage = Linkage.objects.select_related("participant__key").get()
    assert (linkage.to, linkage.made_on.isoformat(), linkage.made_by) == (WHOM, "2026-02-01", officer)
    assert WHOM.encode() not in bytes(linkage.__dict__["to"])
    story = client.get(person.get_absolute_url()).context["story"]
    assert [(e.on.isoformat(), e.note) for e in story if WHOM in e.note] == [("2026-02-01", WHOM)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "clinic"),
        ("kind", ""),
        ("to", ""),
        ("to", "ក" * 81),
        ("made_on", "?"),
        ("made_on", (TODAY + timedelta(days=1)).isoformat()),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, typed, officer, sign_in):
    person = make_participant(by=officer)
    sent = {"kind": "bank", "to": WHOM, "made_on": TODAY.isoformat(), field: typed}
    answer = sign_in(officer).post(add_url(person), sent)
    assert set(answer.context["form"].errors) == {field}
    assert not Linkage.objects.exists()


def test_what_came_of_it_is_said_once(officer, sign_in):
    person = make_participant(by=officer)
    linkage, client = linkage_of(person, officer), sign_in(officer)
    sent = {"outcome": "works", "done_on": TODAY.isoformat()}
    for _twice in range(2):
        assert client.post(done_url(linkage), sent)["Location"] == person.get_absolute_url()
    assert client.post(done_url(linkage), {**sent, "outcome": "nothing"}).context["form"].errors
    linkage.refresh_from_db()
    assert (linkage.outcome, linkage.done_on) == ("works", TODAY)
    lines = TrailEntry.objects.filter(what="livelihoods.linkage", act="write").order_by("pk")
    assert list(lines.values_list("fields", flat=True)) == ["added", "outcome done_on"]


@pytest.mark.parametrize("day", [LONG_AGO - timedelta(days=1), TODAY + timedelta(days=1)])
def test_the_day_of_the_outcome_lies_between_then_and_today(day, officer, sign_in):
    linkage = linkage_of(make_participant(by=officer), officer)
    answer = sign_in(officer).post(done_url(linkage), {"outcome": "works", "done_on": day.isoformat()})
    assert set(answer.context["form"].errors) == {"done_on"}


def test_the_list_shows_what_is_open_in_the_officers_communes(officer, sign_in):
    mine, theirs = make_participant(by=officer), make_participant(at="010301")
    waits, done = linkage_of(mine, officer), linkage_of(mine, officer, kind="bank")
    settle_linkage(done, outcome="once", done_on=TODAY, by=officer, on=TODAY)
    hidden = linkage_of(theirs, officer)
    client = sign_in(officer)

    def shown(query=""):
        return {row.record for row in client.get(f"{LIST}{query}").context["table"].rows}

    assert shown() == {waits}
    assert shown("?state=done") == {done}
    assert shown("?state=all") == {waits, done}
    assert shown("?state=all&kind=bank") == {done}
    assert client.get(done_url(hidden)).status_code == client.get(add_url(theirs)).status_code == 404


def test_the_auditor_reads_codes_and_not_with_whom(officer, sign_in):
    person = make_participant(by=officer)
    linkage = linkage_of(person, officer)
    client = sign_in(make_user(role=AUDITOR))
    for page in (LIST, person.get_absolute_url()):
        text = client.get(page).content.decode()
        assert WHOM not in text
        assert done_url(linkage) not in text
        assert person.code in text
    assert client.get(done_url(linkage)).status_code == client.get(add_url(person)).status_code == 403


def test_of_a_forgotten_person_nothing_can_be_read_or_written(officer, sign_in):
    person = make_participant(by=officer)
    linkage, manager = linkage_of(person, officer), make_user(role=MANAGER)
    forget_participant(person, by=manager)
    client = sign_in(manager)
    assert client.get(done_url(linkage)).status_code == client.get(add_url(person)).status_code == 404
    assert WHOM not in client.get(LIST).content.decode()
    assert client.get(person.get_absolute_url()).status_code == 200


def test_the_list_costs_the_same_for_ten_as_for_one(officer, sign_in, django_assert_num_queries):
    client = sign_in(officer)
    linkage_of(make_participant(by=officer), officer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(9):
        linkage_of(make_participant(by=officer), officer)
    with django_assert_num_queries(len(one)):
        client.get(LIST)
