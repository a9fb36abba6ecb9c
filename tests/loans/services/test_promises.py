"""Missed instalments and promises become tasks of the loan's officer, and end with what they were about."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from livelihoods.models import Participant, Task
from loans.errors import LoanError
from loans.models import Promise
from loans.services.caseload import hand_over_caseload
from loans.services.promises import note_missed_instalments, promise_to_pay
from office.models import Place
from office.roles import MANAGER
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 15)  # the first of twelve instalments of 100,000 riel
LATE = DUE + timedelta(days=1)


@pytest.fixture
def loan():
    return make_active()


def waiting(loan):
    return [(t.kind, t.due_on) for t in Task.objects.waiting().filter(reference=loan.number)]


def test_due_today_is_not_missed(loan):
    assert note_missed_instalments(on=DUE) == 0
    assert note_missed_instalments(on=LATE) == 1
    task = Task.objects.get(reference=loan.number)
    assert (task.kind, task.due_on, task.owner) == ("instalment", LATE, loan.officer)


def test_a_missed_instalment_is_asked_after_once(loan):
    note_missed_instalments(on=LATE)
    assert note_missed_instalments(on=LATE + timedelta(days=1)) == 0  # it waits
    Task.objects.update(closed_on=LATE)
    assert note_missed_instalments(on=LATE + timedelta(days=2)) == 0  # it was dealt with
    assert note_missed_instalments(on=date(2026, 3, 16)) == 1  # the next one was missed too


def test_what_was_missed_is_paid_and_the_task_ends(loan, clock):
    clock(LATE)
    note_missed_instalments(on=LATE)
    receive(loan, riel(60_000), LATE)
    assert waiting(loan) == [("instalment", LATE)]
    receive(loan, riel(40_000), LATE)
    assert waiting(loan) == []


def test_nobody_asks_after_who_died(loan):
    Participant.objects.filter(pk=loan.participant_id).update(status=Participant.Status.DIED)
    assert note_missed_instalments(on=LATE) == 0


def promise(loan, amount=100_000, pay_on=date(2026, 2, 20), on=LATE):
    return promise_to_pay(loan_id=loan.pk, amount=riel(amount), pay_on=pay_on, by=loan.officer, on=on)


def test_a_promise_takes_the_place_of_the_missed_instalment(loan):
    note_missed_instalments(on=LATE)
    promise(loan)
    assert waiting(loan) == [("promise", date(2026, 2, 20))]
    assert Task.objects.waiting().get(reference=loan.number).note == "100,000៛"
    assert note_missed_instalments(on=date(2026, 2, 18)) == 0


def test_said_twice_it_is_one_and_a_new_one_takes_the_old_ones_place(loan):
    assert promise(loan) == promise(loan)
    promise(loan, pay_on=date(2026, 2, 25))
    assert waiting(loan) == [("promise", date(2026, 2, 25))]
    assert Promise.objects.count() == 2


@pytest.mark.parametrize(("paid", "still"), [(60_000, 1), (100_000, 0)])
def test_a_kept_promise_ends_its_task(loan, clock, paid, still):
    clock(date(2026, 2, 19))
    promise(loan)
    receive(loan, riel(paid), date(2026, 2, 19))
    assert len(waiting(loan)) == still


def test_paid_too_late_the_task_ends_all_the_same(loan, clock):
    clock(date(2026, 2, 27))
    promise(loan)
    receive(loan, riel(100_000), date(2026, 2, 27))
    assert waiting(loan) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"pay_on": DUE}, "pay_on"),
        ({"pay_on": date(2026, 5, 20)}, "pay_on"),
        ({"amount": 0}, "amount"),
        ({"amount": 1_300_000}, "amount"),
    ],
)
def test_what_cannot_be_promised(loan, fields, field):
    with pytest.raises(LoanError) as refused:
        promise(loan, **fields)
    assert refused.value.field == field
    assert not Promise.objects.exists()
    assert waiting(loan) == []


def test_tasks_go_along_with_the_caseload(loan):
    taker = make_user()
    note_missed_instalments(on=LATE)
    hand_over_caseload(
        giver=loan.officer, taker=taker, communes=[Place.objects.get(code="010201")], from_on=LATE, on=LATE,
        by=make_user(role=MANAGER),
    )  # fmt: skip
    assert list(Task.objects.waiting().values_list("owner", flat=True)) == [taker.pk]


def test_the_loans_page_tells_what_became_of_it(loan, client, clock):
    clock(LATE)
    client.force_login(loan.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    url = reverse("loans:promise-add", args=[loan.number])
    assert "100,000" in client.get(url).content.decode()  # what is due is proposed
    wrong = client.post(url, {"amount": "១០០,០០០", "pay_on": "2026-02-01"}).content.decode()
    assert "This day has passed." in wrong
    client.post(url, {"amount": "១០០,០០០", "pay_on": "2026-02-20"})
    assert "waited for" in client.get(loan.get_absolute_url()).content.decode()
    home = client.get(reverse("reports:home")).content.decode()
    assert "promised by 20/02/2026" in home
    clock(date(2026, 2, 21))
    assert "not kept" in client.get(loan.get_absolute_url()).content.decode()
    assert "Tasks due" in client.get(reverse("reports:home")).content.decode()
