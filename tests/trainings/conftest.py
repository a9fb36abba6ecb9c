import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def client():
    """A browser that reads English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
