"""A participant's page as one story: visits and income beside the loan, and the picture of both."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from livelihoods.models import Milestone
from livelihoods.services import IncomeTold, VisitTold, give_share, note_shock, record_visit
from office.models import ExchangeRate
from office.roles import AUDITOR, CASHIER
from reports.core.picture import FOOT, Month, draw, months_shown
from reports.income_picture import income_picture
from tests.factories import (
    make_active,
    make_application,
    make_business,
    make_fund,
    make_participant,
    make_product,
    make_user,
    usd,
)

DOLLARS = partial(
    make_product, name_en="Dollar loan", currency="USD", least_principal=10, greatest_principal=1000,
    instalment_multiple=Decimal("0.01"),
)  # fmt: skip
DAY, TODAY = date(2026, 3, 20), date(2026, 4, 1)


def see(person, business, officer, on=DAY, sales=900_000, household=650_000, currency="KHR"):
    income = IncomeTold(on, on, currency, {"products": Decimal(sales)}, household and Decimal(household))
    return record_visit(VisitTold(on, "operating", income), business=business, participant=person, by=officer,
                        key=uuid4(), today=TODAY)  # fmt: skip


class TestPicture:
    pytestmark = pytest.mark.django_db

    def test_income_beside_what_falls_due(self):
        loan = make_active()  # 100,000 riel a month from February 2026 to January 2027
        see(loan.participant, loan.business, loan.officer)
        picture = income_picture(loan.participant, with_loans=True, on=TODAY)
        told = {m.on: (m.household, m.business, m.due) for m in picture.months}
        assert len(told) == 12
        assert told[date(2026, 3, 1)] == (650_000, 900_000, 100_000)
        assert told[date(2026, 2, 1)] == (None, None, 100_000)

    def test_dollars_are_drawn_in_riel_and_shares_count(self):
        ExchangeRate.objects.create(on=date(2026, 1, 1), riel_per_dollar=4000)
        make_fund(capital=usd(1000))
        loan = make_active(principal=usd(120), product=DOLLARS())
        other = make_participant(by=loan.officer)
        give_share(loan.business, participant=loan.participant, share=Decimal(75), on=DAY, by=loan.officer)
        give_share(loan.business, participant=other, share=Decimal(25), on=DAY, by=loan.officer)
        see(loan.participant, loan.business, loan.officer, sales=100, household=50, currency="USD")
        march = {m.on: m for m in income_picture(loan.participant, with_loans=True, on=TODAY).months}[date(2026, 3, 1)]
        assert (march.household, march.business, march.due) == (200_000, 300_000, 40_000)
        of_other = income_picture(other, with_loans=True, on=TODAY).months
        assert [(m.household, m.business) for m in of_other] == [(None, 100_000)]

    def test_without_income_there_is_no_picture(self):
        assert income_picture(make_active().participant, with_loans=True, on=TODAY) is None


@given(st.lists(st.tuples(st.none() | st.integers(-9, 99), st.none() | st.integers(-9, 99), st.integers(0, 99)),
                min_size=1, max_size=36))  # fmt: skip
def test_nothing_is_drawn_outside_the_box_and_more_stands_higher(rows):
    def amount(value):
        return None if value is None else Decimal(value)

    months = [Month(date(2026, 1, 1), amount(h), amount(b), Decimal(d)) for h, b, d in rows]
    picture = draw(months)
    points = [(float(x), float(y)) for x, y in (*picture.household, *picture.business)]
    assert all(0 <= x <= 640 and -0.05 <= y <= FOOT + 0.05 for x, y in points)
    assert all(float(bar.height) >= 0 and float(bar.y) >= -0.05 for bar in picture.bars)
    assert len(picture.bars) == sum(1 for m in months if m.due)
    told = [m.household for m in months if m.household is not None]
    heights = [float(y) for _x, y in picture.household]
    for one, its in zip(told, heights, strict=True):
        assert all(its <= other for value, other in zip(told, heights, strict=True) if value < one)


@pytest.mark.parametrize(
    ("first", "last", "count", "begins"),
    [("2026-01-31", "2026-01-01", 1, "2026-01-01"), ("2025-11-05", "2026-02-01", 4, "2025-11-01"),
     ("2020-01-01", "2026-12-01", 36, "2024-01-01")],
)  # fmt: skip
def test_the_months_of_the_picture(first, last, count, begins):
    months = months_shown(date.fromisoformat(first), date.fromisoformat(last))
    assert (len(months), months[0], months[-1]) == (count, date.fromisoformat(begins), date.fromisoformat(last))


class TestPage:
    pytestmark = pytest.mark.django_db

    def text(self, client, person, user, language="en"):
        client.force_login(user)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client.get(person.get_absolute_url()).content.decode()

    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", ("monitoring visit", "Income and instalments", "household, net")),
         ("km", ("ការចុះតាមដាន", "ចំណូលសុទ្ធ", "ការបង់រំលស់"))],
    )  # fmt: skip
    def test_one_story_in_both_languages(self, language, words, client, clock):
        clock(TODAY)
        loan = make_active()
        see(loan.participant, loan.business, loan.officer)
        text = self.text(client, loan.participant, loan.officer, language)
        for word in (*words, "650,000៛", "900,000៛", "100,000៛"):
            assert word in text

    def test_who_sees_no_loans_sees_no_instalments(self, client, clock):
        clock(TODAY)
        loan = make_active()
        see(loan.participant, loan.business, loan.officer)
        assert "Income and instalments" in self.text(client, loan.participant, make_user(role=AUDITOR))
        client.force_login(make_user(role=CASHIER))
        assert client.get(loan.participant.get_absolute_url()).status_code == 403

    def test_from_the_person_to_the_visit(self, client):
        officer = make_user(communes=("010201",))
        person = make_participant(by=officer)
        client.force_login(officer)
        begin = reverse("livelihoods:visit-begin", args=[person.code])
        assert client.get(begin).url == reverse("livelihoods:business-add", args=[person.code])
        make_business(person, by=officer)
        second = make_business(person, kind="pig-farming", by=officer)
        expected = f"{reverse('livelihoods:visit-add', args=[second.pk])}?for={person.code}"
        assert client.get(begin).url == expected
        assert client.get(expected).status_code == 200


class TestLoanUsesThem:
    pytestmark = pytest.mark.django_db

    def test_the_application_proposes_the_mean_of_what_was_told(self, client, clock):
        clock(TODAY)
        officer = make_user(communes=("010201",))
        person = make_participant(by=officer)
        business = make_business(person, by=officer)
        see(person, business, officer, date(2025, 3, 31), household=9_000_000)  # longer ago than a year
        see(person, business, officer, date(2026, 1, 20), household=600_000)
        see(person, business, officer, date(2026, 3, 20), household=650_100)
        product = make_application(officer=officer).product
        client.force_login(officer)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        text = client.get(
            reverse("loans:application-add", args=[person.code, business.pk, product.pk])
        ).content.decode()
        assert 'value="625,100"' in text  # (600,000 + 650,100) / 2 = 625,050: to the hundred, half up
        assert "The mean of what was told at 2 visits in the last 12 months." in text

    def test_a_misfortune_proposes_a_rescheduling_until_it_is_over(self, client, clock):
        clock(TODAY)
        loan = make_active()
        client.force_login(loan.officer)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        page, form = loan.get_absolute_url(), reverse("loans:reschedule", args=[loan.number])
        assert "Propose a rescheduling" not in client.get(page).content.decode()
        shock = note_shock(loan.business, kind="flood", on=DAY, by=loan.officer)
        assert "Propose a rescheduling" in client.get(page).content.decode()
        proposed = client.get(form).context["form"].initial
        assert proposed == {"change": "principal_grace", "number": 1}
        loan.business.livelihood.cycle_days, loan.business.livelihood.usual_grace = 150, 2
        loan.business.livelihood.save()
        assert client.get(form).context["form"].initial["number"] == 5  # 150 days are five months
        shock.over_on = TODAY
        shock.save()
        assert client.get(form).context["form"].initial == {}
        assert Milestone.objects.filter(kind="funded").count() == 1
