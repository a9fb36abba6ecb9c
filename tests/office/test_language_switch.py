"""The language switch works signed out and signed in, and leads to no other site."""

import pytest
from django.urls import reverse

from tests.factories import make_user

URL = "/office/language/"
pytestmark = pytest.mark.django_db


def test_signed_out_the_sign_in_page_changes(client):
    answer = client.post(URL, {"language": "en", "next": reverse("account_login")})
    assert answer.url == reverse("account_login")
    cookie = answer.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert client.get(reverse("account_login")).wsgi_request.LANGUAGE_CODE == "en"


def test_signed_in_it_is_kept_for_the_next_time(client):
    user = make_user(language="km")
    client.force_login(user)
    client.post(URL, {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "", "\\\\x"]
)
def test_an_unsafe_way_back_leads_home(client, page):
    assert client.post(URL, {"language": "en", "next": page}).url == reverse("reports:home")


@pytest.mark.parametrize("language", ["fr", "", "km'; --"])
def test_another_language_changes_nothing(client, language):
    user = make_user(language="km")
    client.force_login(user)
    answer = client.post(URL, {"language": language, "next": "/"})
    user.refresh_from_db()
    assert (answer.status_code, user.language, "django_language" in answer.cookies) == (302, "km", False)


def test_a_link_cannot_change_it(client):
    assert client.get(URL).status_code == 405
