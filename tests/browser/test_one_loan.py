"""One loan by hand, from the application to the last riel, in both languages."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from loans.models import Loan
from office import roles
from tests.browser.conftest import fits
from tests.factories import make_business, make_fund, make_participant, make_product, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAY = {
    "km": {"html": "km", "principal": "៣០០០០០"},
    "en": {"html": "en", "principal": "300,000"},
}


@pytest.fixture
def office_at_work():
    officer = make_user(communes=("010201",))
    person = make_participant(by=officer, name_km="ចាន់ ដារ៉ា", name_latin="Chan Dara")
    make_business(person, by=officer)
    make_fund()
    product = make_product(instalments=3)
    return {
        "officer": officer,
        "manager": make_user(role=roles.MANAGER),
        "cashier": make_user(role=roles.CASHIER),
        "person": person,
        "product": product,
    }


@pytest.mark.parametrize("language", ["km", "en"])
def test_from_application_to_closed(office_at_work, sign_in, language):
    world, today = office_at_work, timezone.localdate()
    officer = sign_in(world["officer"], language=language)
    assert officer.get_attribute("html", "lang") == SAY[language]["html"]

    # The officer enters the application, with Khmer digits on the Khmer page.
    officer.goto(f"/loans/for/{world['person'].code}/")
    officer.click("button.main-act")
    officer.fill("[name=principal]", SAY[language]["principal"])
    officer.fill("[name=household_income]", "900000")
    officer.fill("[name=planned_on]", today.isoformat())
    officer.click("button.main-act")
    officer.wait_for_selector("ol.story")
    officer.click(".actions form button.main-act")
    loan = Loan.objects.get()
    assert loan.status == "submitted"
    assert fits(officer)

    # The manager approves.
    manager = sign_in(world["manager"], language=language, width="desk")
    manager.click("a[href='/loans/waiting/']")
    manager.click(".row .act a")
    manager.click("button[name=approve]")
    manager.wait_for_selector("ol.story")
    loan.refresh_from_db()
    assert loan.status == "approved"

    # The cashier pays out, and sees the name while the voucher is open.
    cashier = sign_in(world["cashier"], language=language, width="desk")
    cashier.click("a[href='/loans/to-pay-out/']")
    assert "ចាន់ ដារ៉ា" in cashier.inner_text("main")
    cashier.click(".row .act a")
    cashier.click("button.main-act")
    cashier.wait_for_selector("h1")
    loan.refresh_from_db()
    assert loan.status == "active"
    cashier.goto(f"/loans/{loan.number}/")
    assert "ចាន់ ដារ៉ា" not in cashier.inner_text("main")

    # The money comes back: from home in three taps, the split standing on the page before the second.
    _first_instalment_due(loan, today)
    officer.goto("/")
    officer.click(".row .act a")  # 1: receive money
    split = officer.inner_text("#split")
    assert "100,000៛" in split
    officer.click("button.main-act")  # 2: record it
    officer.wait_for_selector("a[href*='receipt']")  # 3 would print the receipt
    assert officer.inner_text("main").count("100,000៛") >= 1
    loan.refresh_from_db()
    assert loan.outstanding == 200_000

    # The rest at once; the amount typed changes the split.
    officer.goto(f"/loans/{loan.number}/receive/")
    officer.fill("[name=amount]", "200000")
    expect(officer.locator("#split")).to_contain_text("200,000៛")
    officer.click("button.main-act")
    expect(officer.locator("[role=alert]")).to_be_visible()  # other money, so soon after the first?
    officer.click("button.main-act")
    officer.wait_for_selector("a[href*='receipt']")
    loan.refresh_from_db()
    assert (loan.status, loan.outstanding) == ("closed", 0)
    assert fits(officer)

    # Page, statement on paper and JSON agree.
    answer = officer.request.get(f"/loans/{loan.number}/statement.json")
    assert answer.status == 200
    statement = json.loads(answer.text())
    assert statement["outstanding"] == "0"
    paper = officer.request.get(f"/loans/{loan.number}/statement.pdf?lang={language}")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")


def _first_instalment_due(loan, today):
    """As if a month had passed: the first instalment falls due today."""
    loan.schedule.filter(number=1).update(due_on=today)
    Loan.objects.filter(pk=loan.pk).update(unpaid_since=today)


def test_the_same_form_sent_twice_is_one_entry(office_at_work, sign_in):
    from tests.factories import make_active, riel

    loan = make_active(officer=office_at_work["officer"], planned_on=timezone.localdate() - timedelta(days=40))
    page = sign_in(office_at_work["officer"])
    page.goto(f"/loans/{loan.number}/receive/")
    page.fill("[name=amount]", "100000")
    form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.form')))")
    headers = {"Referer": page.url}
    first = page.request.post(f"/loans/{loan.number}/receive/", form=form, headers=headers)
    again = page.request.post(f"/loans/{loan.number}/receive/", form=form, headers=headers)
    assert first.url == again.url
    assert loan.transactions.count() == 2
    other = page.request.post(f"/loans/{loan.number}/receive/", form={**form, "amount": "90000"}, headers=headers)
    assert other.status == 409
    loan.refresh_from_db()
    assert loan.outstanding_money == riel(1_100_000)
