"""Small change left unpaid: from when the office tolerates it, a loan is not late for it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from loans.models import Loan, MonthEndRow
from loans.services.books import check_books
from loans.services.corrections import charge
from loans.services.months import close_month
from loans.services.standing import standings
from loans.tasks import follow_tolerance
from office import roles
from office.errors import Refusal
from office.models import PolicyFigure
from office.services import set_policy_figure
from reports.portfolio import build_portfolio
from tests.factories import make_active, make_user, receive, riel

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 28), date(2026, 3, 31)
TOLERANCE = PolicyFigure.Name.TOLERANCE_KHR


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


@pytest.fixture
def loan(clock):
    """1,200,000 riel in twelve from 15 February, of which the client pays 500 too little."""
    clock(date(2026, 1, 15))
    loan = make_active()
    clock(date(2026, 2, 15))
    receive(loan, riel(99_500), date(2026, 2, 15))
    return loan


def tolerate(value, *, from_on, by):
    return set_policy_figure(name=TOLERANCE, value=Decimal(value), from_on=from_on, by=by, on=from_on)


def late(loan, on):
    loan.refresh_from_db()
    listed = loan in Loan.objects.overdue(on=on)
    days = loan.days_past_due(on=on)
    assert listed == bool(days)
    return days


def test_nothing_is_tolerated_unless_the_office_says_so(loan):
    assert late(loan, date(2026, 3, 1)) == 14


@pytest.mark.parametrize(("value", "days"), [(499, 18), (500, 0), (501, 0)])
def test_more_than_is_tolerated_is_late(loan, manager, clock, value, days):
    clock(date(2026, 3, 5))
    tolerate(value, from_on=date(2026, 3, 5), by=manager)
    follow_tolerance()
    assert late(loan, date(2026, 3, 5)) == days
    assert list(check_books()) == []


def test_what_is_left_of_several_instalments_adds_up(loan, manager, clock):
    clock(date(2026, 3, 20))
    tolerate(700, from_on=date(2026, 3, 20), by=manager)
    receive(loan, riel(99_500), date(2026, 3, 15))  # 500 of this one too: 1,000 in all by 15 March
    assert late(loan, date(2026, 3, 20)) == 5


def test_it_begins_on_its_day_and_ends_on_another(loan, manager, clock):
    clock(date(2026, 3, 1))
    set_policy_figure(name=TOLERANCE, value=Decimal(500), from_on=date(2026, 3, 5), by=manager, on=date(2026, 3, 1))
    set_policy_figure(name=TOLERANCE, value=Decimal(0), from_on=date(2026, 3, 9), by=manager, on=date(2026, 3, 1))
    found = []
    for day in (4, 5, 8, 9):
        clock(date(2026, 3, day))
        follow_tolerance()
        found.append(late(loan, date(2026, 3, day)))
    assert found == [17, 0, 0, 22]


def test_month_ends_and_reports_keep_what_was_tolerated_then(loan, manager, clock):
    clock(date(2026, 3, 5))
    tolerate(500, from_on=date(2026, 3, 5), by=manager)
    follow_tolerance()
    clock(date(2026, 4, 5))
    receive(loan, riel(100_000), date(2026, 4, 1))
    for end in (date(2026, 1, 31), FEBRUARY, MARCH):
        close_month(end=end, by=manager, today=date(2026, 4, 5))
    stored = dict(MonthEndRow.objects.values_list("close__end", "days_past_due"))
    assert (stored[FEBRUARY], stored[MARCH]) == (13, 16)  # for 500 by 15 February; for 100,000 of 15 March
    for on, days in ((FEBRUARY, 13), (date(2026, 3, 14), 0), (MARCH, 16)):
        (stood,) = standings(Loan.objects.all(), on=on)
        assert stood.days_past_due == days
    report = build_portfolio(as_of=FEBRUARY + timedelta(days=4), by="fund")
    assert report.totals[0].portfolio.late[1] == 1_100_500


def test_a_charge_counts_from_its_own_day_wherever_its_row_is_due(loan, manager, clock):
    clock(date(2026, 2, 25))
    charge(loan_id=loan.pk, kind="penalty", amount=riel(5_000), value_on=date(2026, 2, 20), key=uuid4(),
           by=loan.officer, reason="late")  # fmt: skip
    clock(date(2026, 3, 20))
    tolerate(1_000, from_on=date(2026, 3, 20), by=manager)
    follow_tolerance()
    assert late(loan, date(2026, 3, 20)) == 28  # 500 are tolerated, the penalty of 20 February is not
    receive(loan, riel(400_000), date(2026, 3, 18))
    found = []
    for on in (date(2026, 2, 19), date(2026, 2, 24), date(2026, 3, 17)):
        (stood,) = standings(Loan.objects.all(), on=on)
        found.append(stood.days_past_due)
    assert found == [4, 9, 30]  # nothing was tolerated then


def test_what_may_be_tolerated(manager):
    today = date(2026, 3, 1)
    for name, value in ((TOLERANCE, "-1"), (TOLERANCE, "0.5"), (TOLERANCE, "50001"), ("tolerance_usd", "12.01")):
        with pytest.raises(Refusal):
            set_policy_figure(name=name, value=Decimal(value), from_on=today, by=manager, on=today)
    set_policy_figure(name="tolerance_usd", value=Decimal("0.25"), from_on=today, by=manager, on=today)
    with pytest.raises(Refusal):  # of the others none may be nothing
        set_policy_figure(name="dsr_warning", value=Decimal(0), from_on=today, by=manager, on=today)
