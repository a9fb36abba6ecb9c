"""Communes and open loans change hands together."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from livelihoods.models import Task
from livelihoods.services import add_task
from loans.errors import LoanError
from loans.models import Loan
from loans.services import caseload
from loans.services.caseload import hand_over_caseload
from loans.tasks import follow_handovers
from office import roles
from tests.factories import commune, make_active, make_office, make_participant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def giver():
    return make_user(communes=("010201", "010202"))


def hand_over(giver, taker, today, *codes, **fields):
    communes = [commune(code) for code in codes or ("010201",)]
    return hand_over_caseload(
        giver=giver, taker=taker, communes=communes, by=make_user(role=roles.MANAGER), on=today,
        **{"from_on": today, **fields},
    )  # fmt: skip


def test_the_taker_sees_and_the_giver_no_more(giver, today):
    taker = make_user(communes=("010202",))
    here = make_active(officer=giver, participant=make_participant(by=giver, at="010201"))
    there = make_active(officer=giver, participant=make_participant(by=giver, at="010202"))
    assert hand_over(giver, taker, today) == 1
    assert set(Loan.objects.visible_to(taker)) == {here, there}
    assert set(Loan.objects.visible_to(giver)) == {there}
    here.refresh_from_db()
    assert here.officer == taker
    assert [(row.user, row.from_on) for row in here.officers.all()] == [(giver, date(2026, 1, 15)), (taker, today)]


def test_from_a_later_day_the_giver_stays_until_then(giver, today):
    taker, person = make_user(), make_participant(by=giver, at="010201")
    hand_over(giver, taker, today, from_on=today + timedelta(days=3))
    seen = type(person).objects
    assert seen.visible_to(giver, on=today + timedelta(days=2)).filter(pk=person.pk).exists()
    assert not seen.visible_to(giver, on=today + timedelta(days=3)).filter(pk=person.pk).exists()
    assert seen.visible_to(taker, on=today + timedelta(days=3)).filter(pk=person.pk).exists()


def test_the_loans_and_tasks_follow_on_that_day(giver, today, clock):
    taker, person = make_user(), make_participant(by=giver, at="010201")
    loan = make_active(officer=giver, participant=person)
    task = add_task(person.pk, Task.Kind.VISIT, due_on=today, on=today, owner=giver)
    day = today + timedelta(days=3)
    clock(today)
    assert hand_over(giver, taker, today, from_on=day) == 1

    def looked_after_by(user):
        loan.refresh_from_db()
        return loan.officer == user and task in Task.objects.for_user(user)

    clock(day - timedelta(days=1))
    assert follow_handovers() == 0
    assert looked_after_by(giver)
    assert not looked_after_by(taker)
    clock(day)
    assert follow_handovers() == 1
    assert looked_after_by(taker)
    assert not looked_after_by(giver)
    assert follow_handovers() == 0


def test_of_two_handovers_each_begins_on_its_own_day(giver, today):
    loan = make_active(officer=giver, participant=make_participant(by=giver, at="010201"))
    first, second = make_user(), make_user()
    hand_over(giver, first, today, from_on=today + timedelta(days=5))
    hand_over(giver, second, today, from_on=today + timedelta(days=9))
    found = []
    for days in (4, 5, 8, 9, 30):
        caseload.follow_handovers(on=today + timedelta(days=days))
        loan.refresh_from_db()
        found.append(loan.officer)
    assert found == [giver, first, first, second, second]


def test_what_is_refused(giver, today):
    for taker in (giver, make_user(role=roles.CASHIER), make_user(is_active=False),
                  make_user(office=make_office("SR", communes=()))):  # fmt: skip
        with pytest.raises(LoanError):
            hand_over(giver, taker, today)
    with pytest.raises(LoanError):
        hand_over(giver, make_user(), today, from_on=today - timedelta(days=1))


def test_on_its_page(client, giver, today):
    taker = make_user(name="សុភាព")
    make_active(officer=giver, participant=make_participant(by=giver, at="010201"))
    client.force_login(make_user(role=roles.MANAGER))
    page = reverse("loans:caseload")
    assert client.get(page, {"giver": "x"}).status_code == 200
    assert "សុភាព" in client.get(page, {"giver": giver.pk}).content.decode()
    wrong = client.post(f"{page}?giver={giver.pk}", {"taker": taker.pk, "from_on": today, "communes": ["999999"]})
    assert list(wrong.context["form"].errors) == ["communes"]
    done = client.post(f"{page}?giver={giver.pk}", {"taker": taker.pk, "from_on": today, "communes": ["010201"]})
    assert done.status_code == 302
    assert Loan.objects.get().officer == taker
