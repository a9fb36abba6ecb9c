import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def officer(db):
    """Works in 010201 and 010202."""
    return make_user(communes=("010201", "010202"))


@pytest.fixture
def sign_in():
    """A browser in which the user is signed in: sign_in(user, language="km")."""

    def browser(user, language="en"):
        client = Client()
        client.force_login(user)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return browser
