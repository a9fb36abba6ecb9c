"""The list and the form as a phone shows them: search without a reload, villages that follow the commune."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from livelihoods.models import Participant
from office.models import Place
from tests.factories import make_participant, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def phone(page, live_server, sign_in):
    """A page of the officer's phone, which fails the test when the console complains."""
    officer = make_user(communes=("010201", "010202"))
    client = sign_in(officer)
    names = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    page.context.add_cookies([{"name": n, "value": client.cookies[n].value, "url": live_server.url} for n in names])
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.officer, page.base = officer, live_server.url
    yield page
    assert complaints == []


def test_a_search_keeps_what_was_typed_and_puts_no_name_in_the_address(phone):
    sophea = make_participant(by=phone.officer)
    dara = make_participant(by=phone.officer, name_km="ចាន់ ដារ៉ា", name_latin="Chan Dara")
    phone.goto(phone.base + reverse("livelihoods:people"))
    search = phone.get_by_label("Name, phone or code")
    search.fill("សុភា")
    search.press("Enter")
    phone.get_by_text("Found by the search").wait_for()
    assert phone.get_by_text(sophea.code).is_visible()
    assert not phone.get_by_text(dara.code).is_visible()
    assert search.input_value() == "សុភា"
    assert re.search(r"\?found=\.[0-9a-f]{32}$", phone.url)
    search.fill("ស")
    search.press("Enter")
    phone.get_by_text("at least two Khmer letters").wait_for()
    search.fill(dara.code.lower())
    search.press("Enter")
    phone.get_by_text(dara.code).wait_for()
    phone.get_by_role("link", name="Show everybody").click()
    phone.get_by_text("2 people").wait_for()


def test_villages_follow_the_commune_and_a_double_tap_registers_once(phone):
    Place.objects.get_or_create(
        code="01020201",
        defaults={"level": "village", "kind": "village", "parent_id": "010202", "name_km": "ភូមិថ្មី", "name_en": "Thmei"},
    )
    phone.goto(phone.base + reverse("livelihoods:participant-add"))
    assert phone.locator("#villages option").count() == 0
    phone.get_by_label("Commune").select_option("010202")
    phone.locator("#villages option").first.wait_for(state="attached")
    phone.get_by_label("Name in Khmer").fill("សុខ សុភា")
    phone.get_by_label("female").check()
    phone.get_by_label("Year of birth").fill("១៩៩០")
    phone.get_by_label("keeping this record").check()
    button = phone.get_by_role("button", name="Register")
    button.evaluate("b => { b.click(); b.form.submit(); }")
    phone.wait_for_url("**/story/")
    assert Participant.objects.count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
