import pytest
from django.conf import settings
from django.test import Client

from office.roles import MONITORING
from tests.factories import commune, make_user
from trainings.services.sites import add_sites


@pytest.fixture
def monitoring(db):
    return make_user(role=MONITORING)


@pytest.fixture
def site(monitoring):
    """A planned site in 010201."""
    return add_sites([commune("010201")], planned_start=None, by=monitoring)[0]


@pytest.fixture
def client():
    """A browser that reads English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
