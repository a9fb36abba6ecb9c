"""A session ends after 15 idle minutes and after 12 hours; what is owed comes before anything else."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from office import middleware, roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "office:trail-list"


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1_800_000_000

        def __call__(self):
            return self.now

    monkeypatch.setattr(middleware, "time", clock := Clock())
    return clock


@pytest.fixture
def signed_in(client):
    client.force_login(make_user(role=roles.AUDITOR))
    return client


def status(client):
    return client.get(reverse(PAGE)).status_code


def test_fifteen_idle_minutes_end_it(signed_in, clock):
    assert status(signed_in) == 200
    clock.now += settings.SESSION_IDLE_SECONDS
    assert status(signed_in) == 200
    clock.now += settings.SESSION_IDLE_SECONDS + 1
    answer = signed_in.get(reverse(PAGE))
    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in signed_in.session


def test_twelve_hours_end_it_however_busy(signed_in, clock):
    started, quick = clock.now, reverse("office:trail-verify")
    while clock.now <= started + settings.SESSION_ABSOLUTE_SECONDS:
        assert signed_in.get(quick).status_code == 405
        clock.now += settings.SESSION_IDLE_SECONDS - 1
    assert signed_in.get(quick).status_code == 302


def test_the_session_is_not_written_at_every_request(signed_in, clock):
    status(signed_in)
    clock.now += middleware.TOUCH_EVERY - 1
    before = signed_in.session["seen_at"]
    status(signed_in)
    assert signed_in.session["seen_at"] == before


@pytest.mark.parametrize("role", roles.PERMISSIONS)
def test_a_second_factor_is_demanded_of_those_who_see_beyond_their_communes(client, settings, role):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(make_user(role=role))
    answer = client.get(reverse(PAGE))
    if role in roles.SECOND_FACTOR_ROLES:
        assert answer.url == reverse("mfa_activate_totp")
    else:
        assert answer.status_code == 403


def test_signing_out_and_the_language_stay_open_without_it(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(make_user(role=roles.MANAGER))
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("office:language"), {"language": "en", "next": "/x/"}).url == "/x/"


def test_with_it_the_pages_open(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = make_user(role=roles.AUDITOR)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user)
    assert status(client) == 200


@pytest.mark.parametrize("name", [PAGE, "mfa_index", "office:user-list"])
def test_a_temporary_password_is_changed_first(client, settings, name):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(make_user(role=roles.ADMIN, must_change_password=True))
    assert client.get(reverse(name)).url == reverse("account_change_password")
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
