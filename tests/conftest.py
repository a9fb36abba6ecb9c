"""What every test stands on: quick sign-ins, jobs done at once, append-only tables that survive a flush."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.management.commands import flush

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


@pytest.fixture(autouse=True, scope="session")
def flush_spares_triggers():
    """Transactional tests end with a flush, which the journal's triggers refuse: they are dropped around it and made
    again by post_migrate; then the places and kinds that migrations wrote are put back, as far as tests use them."""
    original = flush.Command.handle

    def handle(self, **options):
        from office.append_only import drop_triggers

        drop_triggers()
        result = original(self, **options)
        put_back()
        return result

    flush.Command.handle = handle
    yield
    flush.Command.handle = original


def put_back():
    from django.apps import apps

    from livelihoods.kinds import load_kinds
    from office.core.places import read_places
    from office.places import PLACES_CSV

    place = apps.get_model("office", "Place")
    with PLACES_CSV.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in read_places(lines) if row.code.startswith("01") and row.level != "village"]
    place.objects.bulk_create(
        place(
            code=r.code, level=r.level, kind=r.kind, parent_id=r.parent or None, name_km=r.name_km, name_en=r.name_en,
            aliases="|".join(r.aliases),
        )
        for r in rows
    )  # fmt: skip
    load_kinds(apps.get_model("livelihoods", "LivelihoodKind"))


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
