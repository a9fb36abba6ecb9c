"""A visit typed in the yard, on a phone, in Khmer: few taps, few fields, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from livelihoods.models import IncomeRecord, Milestone, Visit, VisitDraft
from livelihoods.services import record_milestone
from tests.browser.conftest import fits
from tests.factories import make_business, make_participant, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS, MOST_FIELDS = 14, 12


class Hand:
    """Taps and fills as a thumb does, and counts: to fill a field it must be tapped first."""

    def __init__(self, page):
        self.page, self.taps, self.fields = page, 0, 0

    def tap(self, where):
        self.page.locator(where).first.tap()
        self.taps += 1

    def fill(self, name, text):
        self.tap(f"[name={name}]")
        self.page.keyboard.type(text)
        self.fields += 1


@pytest.fixture
def officer():
    return make_user(communes=("010201",), language="km")


@pytest.fixture
def person(officer):
    person = make_participant(by=officer, name_km="ចាន់ ដារ៉ា")
    make_business(person, by=officer)
    paid_out = timezone.localdate() - timedelta(days=20)
    record_milestone(person.pk, Milestone.Kind.FUNDED, on=paid_out, reference="BM-L26-00001")
    return person


@pytest.fixture
def phone(browser, live_server, officer):
    """The officer's phone, with a touch screen, after signing in."""
    from tests.factories import PASSWORD

    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="km-KH", has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", PASSWORD)
    page.tap("button.main-act")
    page.wait_for_url(f"{live_server.url}/")
    yield page
    context.close()


def test_a_visit_in_few_taps(phone, person):
    hand = Hand(phone)
    phone.goto("/people/visits/due/")
    assert phone.get_attribute("html", "lang") == "km"
    hand.tap(f"a[href='/people/{person.code}/visit/']")
    phone.wait_for_selector("[name=products]")
    assert fits(phone)
    phone.select_option("[name=used_as_agreed]", "yes")
    hand.taps += 2  # the list, and the choice
    for name, typed in {
        "products": "៩០០០០០", "stock": "២៥០,០០០", "running": "៥០០០០", "household": "៦៥០០០០", "stock_worth": "១២០០០០",
        "jobs": "១.៥",
    }.items():  # fmt: skip
        hand.fill(name, typed)
    with phone.expect_navigation():
        hand.tap("button.main-act")
    visit = Visit.objects.get()
    record = IncomeRecord.objects.get()
    assert (record.revenue, record.cost, record.household_khr) == (900_000, 300_000, 650_000)
    assert (visit.purpose, visit.found, visit.stock) == ("loan_use", "operating", 120_000)
    assert hand.taps <= MOST_TAPS
    assert hand.fields <= MOST_FIELDS
    print(f"{hand.taps} taps, {hand.fields} fields")


def test_what_was_typed_comes_back_after_the_line_was_lost(phone, person):
    phone.goto(f"/people/{person.code}/visit/")
    phone.fill("[name=products]", "៩០០០០០")
    with phone.expect_response(lambda answer: "draft" in answer.url):
        phone.locator("[name=products]").blur()
    expect(phone.locator("#draft")).not_to_be_empty()
    assert VisitDraft.objects.exists()
    phone.goto("/")  # the page was closed without sending
    phone.goto(f"/people/{person.code}/visit/")
    assert phone.input_value("[name=products]") == "៩០០០០០"
    assert not Visit.objects.exists()


def test_a_slip_is_shown_at_its_field_and_the_rest_stays(phone, person):
    phone.goto(f"/people/{person.code}/visit/")
    phone.fill("[name=products]", "ច្រើន")
    phone.fill("[name=household]", "650000")
    with phone.expect_navigation():
        phone.tap("button.main-act")
    expect(phone.locator(".field.has-errors [name=products]")).to_have_value("ច្រើន")
    assert phone.input_value("[name=household]") == "650000"
    assert fits(phone)
    assert not Visit.objects.exists()
