"""The trail's page: narrowed, paged, without names; reading it is itself recorded."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from office import roles, trail
from office.append_only import drop_triggers
from office.models import TrailEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = "/office/trail/"


@pytest.fixture
def auditor(client):
    user = make_user(role=roles.AUDITOR)
    client.force_login(user)
    return user


def rows(client, **query):
    return [row.record for row in client.get(URL, query).context["table"].paginated_rows]


def test_newest_first_and_its_own_reading_on_top(client, auditor):
    old, new = (trail.record(trail.Act.READ, "office.test", by=None) for _ in range(2))
    own, *others = rows(client)
    assert (own.user, own.act, own.what) == (auditor, "list", "office.trailentry")
    assert others[:2] == [new, old]


def test_narrowed_by_user_act_what_and_day(client, auditor):
    user = make_user()
    one = trail.record(trail.Act.SEARCH, "office.one", by=user)
    late = TrailEntry.objects.create(
        act="read", what="office.late", at=datetime(2026, 3, 1, 0, 30, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    )
    assert rows(client, user=user.pk) == [one]
    assert rows(client, act="search") == [one]
    assert rows(client, what="office.one") == [one]
    assert rows(client, day="2026-03-01") == [late]  # still 28 February in London
    assert rows(client, day="2026-02-28") == []
    assert rows(client, what="office.one", act="read") == []


def test_what_was_asked_is_recorded_by_name_not_by_value(client, auditor):
    rows(client, user=auditor.pk, day="2026-03-01")
    assert TrailEntry.objects.last().fields == "user day"


@pytest.mark.parametrize("query", [{"user": "x"}, {"act": "x"}, {"what": "x"}, {"day": "soon"}, {"page": "x"}])
def test_bad_input_does_no_harm(client, auditor, query):
    assert client.get(URL, query).status_code in (200, 404)


def test_it_is_paged(client, auditor):
    for _ in range(120):
        trail.record(trail.Act.READ, "office.test", by=None)
    assert len(rows(client)) == 100
    assert 20 <= len(rows(client, page=2)) <= 30


def test_it_shows_sign_in_names_and_numbers_never_names(client, auditor):
    user = make_user(name="សុភាព")
    trail.record(trail.Act.READ, user, by=user)
    content = client.get(URL).content.decode()
    assert user.username in content
    assert "សុភាព" not in content


def test_long_lists_of_numbers_are_cut(client, auditor):
    trail.record(trail.Act.LIST, "office.test", by=None, objects=range(1000, 1100))
    content = client.get(URL).content.decode()
    assert "1007" in content
    assert "1008" not in content
    assert "+92" in content


def test_it_says_how_far_the_seals_reach(client, auditor):
    trail.record(trail.Act.READ, "office.test", by=None)
    trail.seal_trail()
    state = client.get(URL).context["state"]
    assert (state.last.entries, state.unsealed) == (1, 1)


def test_the_seals_are_checked_at_a_button(client, auditor):
    entry = trail.record(trail.Act.READ, "office.test", by=None)
    trail.seal_trail()
    verify = reverse("office:trail-verify")
    (message,) = client.post(verify, follow=True).context["messages"]
    assert message.level_tag == "success"
    assert TrailEntry.objects.filter(user=auditor, what="office.trailseal", fields="verified").count() == 1
    drop_triggers()
    TrailEntry.objects.filter(pk=entry.pk).update(what="office.other")
    (message,) = client.post(verify, follow=True).context["messages"]
    assert message.level_tag == "error"
    assert str(entry.pk) in str(message)


def test_what_was_done_stands_in_words(client, auditor):
    trail.record(trail.Act.WRITE, "livelihoods.participant", by=None, fields=["village", "forgotten", "odd_word"])
    content = client.get(URL).content.decode()
    assert "ភូមិ, បានលុបជារៀងរហូត, <code>odd_word</code>" in content
