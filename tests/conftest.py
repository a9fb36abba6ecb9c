"""What every test stands on: quick sign-ins, jobs done at once, append-only tables that survive a flush."""

import os
import shutil
from datetime import date
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import Client
from django.utils import translation

from office.append_only import drop_triggers

# Playwright's event loop runs in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_configure(config):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.REQUIRE_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["*"]


# Written by migrations and read by every test: a flush leaves them alone.
KEPT_TABLES = {"office_place", "livelihoods_livelihoodkind"}


@pytest.fixture(autouse=True)
def english():
    """What a page of an earlier test left behind must not decide the words of this one; pages choose their own."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_spares_triggers():
    """Transactional tests end with a flush, which the journal's triggers refuse: they are dropped around it, and
    post_migrate makes them again."""
    handle, sql_flush = flush.Command.handle, flush.sql_flush

    def guarded(self, **options):
        drop_triggers()
        return handle(self, **options)

    def sparing(style, connection, reset_sequences=True, allow_cascade=False):
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        tables = [name for name in names if name not in KEPT_TABLES]
        return connection.ops.sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)

    flush.Command.handle, flush.sql_flush = guarded, sparing
    yield
    flush.Command.handle, flush.sql_flush = handle, sql_flush


@pytest.fixture
def sign_in():
    """A browser in which the user is signed in: sign_in(user, language="km")."""

    def browser(user, language="en"):
        client = Client()
        client.force_login(user)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return browser


@pytest.fixture
def clock():
    """clock(day): from now on it is that day."""
    with patch("django.utils.timezone.localdate") as today:
        today.return_value = date.today()
        yield lambda day: setattr(today, "return_value", day)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-sync",
        ],
    }


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian package chromium)"))
