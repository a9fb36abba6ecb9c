"""The portfolio on any day: by hand, against a fold of every loan, and as it was reported."""

import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from loans.core.risk import Exposure, Portfolio, portfolio_of
from loans.folding import fold_loan
from loans.models import Loan, ScheduleChange
from loans.services import changes
from loans.services.caseload import hand_over_caseload
from loans.services.months import close_month
from office import roles
from office.models import ExchangeRate
from reports.exposures import KEYS
from reports.portfolio import build_portfolio, collected_on_time, gauge_of, without_small_groups, written_off_in
from tests.factories import (
    commune,
    make_active,
    make_fund,
    make_participant,
    make_product,
    make_user,
    receive,
    riel,
    usd,
)

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@pytest.fixture
def manager():
    return make_user(role=roles.MANAGER)


@pytest.fixture
def loans(clock, manager):
    """Three riel loans of 1,200,000 due on the 15th, in two communes, and one of 300 dollars."""
    clock(date(2026, 1, 15))
    officer = make_user(communes=("010201", "010202"))
    women = [make_participant(by=officer, at=at, sex=sex) for at, sex in (
        ("010201", "F"), ("010201", "M"), ("010202", "F"), ("010202", "F"))]  # fmt: skip
    found = [make_active(officer=officer, participant=person) for person in women[:3]]
    make_fund(capital=usd(1_000))
    product = make_product(name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01"))
    found.append(make_active(officer=officer, participant=women[3], product=product, principal=usd(300)))
    clock(date(2026, 2, 15))
    receive(found[0], riel(100_000), date(2026, 2, 15))
    receive(found[1], riel(40_000), date(2026, 2, 20))
    clock(date(2026, 3, 20))
    receive(found[0], riel(100_000), date(2026, 3, 16))
    return found


def folded(on):
    """Every loan folded up to a day, by the core alone."""
    found = {}
    for loan in Loan.objects.filter(disbursed_on__lte=on):
        state = fold_loan(loan, as_of=on)
        if state.status == "active":
            again = ScheduleChange.objects.filter(loan=loan, value_on__lte=on, reverses=None, reversed_by=None).exists()
            found.setdefault(loan.currency, []).append(
                Exposure(
                    state.outstanding_principal, state.days_past_due(on), loan.is_long_term, again, 1,
                    int(loan.participant.sex == "F"),
                )
            )  # fmt: skip
    return {currency: portfolio_of(each) for currency, each in found.items()}


def totals(report):
    return {group.currency: group.portfolio for group in report.totals}


def test_by_hand(loans):
    report = build_portfolio(as_of=date(2026, 3, 20), by="commune")
    riel_side = totals(report)["KHR"]
    # 1,000,000 nobody late; 1,160,000 and 1,200,000 late since 15 February: 33 days.
    assert (riel_side.loans, riel_side.women, riel_side.principal) == (3, 2, 3_360_000)
    assert (riel_side.late[30], riel_side.par(30)) == (2_360_000, Decimal("0.7024"))
    assert riel_side.late[60] == 0
    assert [(g.key, g.currency, g.portfolio.loans) for g in report.groups] == [
        ("010201", "KHR", 2), ("010202", "KHR", 1), ("010202", "USD", 1),
    ]  # fmt: skip
    assert report.basis == "known_now"


@pytest.mark.parametrize("days", [0, 1, 20, 31, 36, 60, 64, 90, 400])
@pytest.mark.parametrize("by", KEYS)
def test_any_day_agrees_with_a_fold_of_every_loan(loans, manager, clock, days, by):
    new = changes.NewSchedule(loans[1].schedule.get(number=3).due_on, extra_instalments=2)
    asked = changes.request_reschedule(
        loan_id=loans[1].pk, new=new, value_on=date(2026, 3, 18), reason="-", by=loans[1].officer
    )
    changes.confirm_change(request_id=asked.pk, key=uuid4(), by=manager)
    on = date(2026, 1, 15) + timedelta(days=days)
    report = build_portfolio(as_of=on, by=by)
    assert totals(report) == folded(on)
    for currency, whole in totals(report).items():
        parts = [g.portfolio for g in report.groups if g.currency == currency]
        assert sum(part.principal for part in parts) == whole.principal


def test_a_written_off_loan_leaves_both_sides(loans, manager):
    asked = changes.request_write_off(
        loan_id=loans[2].pk, cause="unable", value_on=date(2026, 3, 20), reason="-", by=loans[2].officer
    )
    changes.confirm_change(request_id=asked.pk, key=uuid4(), by=manager)
    after = totals(build_portfolio(as_of=date(2026, 3, 20), by="fund"))["KHR"]
    assert (after.loans, after.principal) == (2, 2_160_000)
    assert written_off_in(start=JANUARY, end=MARCH) == {"KHR": 1_200_000}
    before = totals(build_portfolio(as_of=date(2026, 3, 19), by="fund"))["KHR"]
    assert before.principal == 3_360_000


def test_a_closed_month_is_read_as_it_was_reported_with_later_corrections_beside_it(loans, manager, clock):
    clock(date(2026, 4, 2))
    for end in (JANUARY, FEBRUARY, MARCH):
        close_month(end=end, by=manager, today=date(2026, 4, 2))
    before = build_portfolio(as_of=MARCH, by="commune")
    assert (before.basis, before.has_corrections) == ("reported", False)
    receive(loans[2], riel(200_000), date(2026, 3, 10))  # keyed in April, paid in March
    after = build_portfolio(as_of=MARCH, by="commune")
    assert totals(after) == totals(before)
    assert after.has_corrections
    assert {g.currency: g.portfolio.principal for g in after.now} == {"KHR": 3_160_000, "USD": 300}
    assert totals(build_portfolio(as_of=MARCH + timedelta(days=1), by="commune"))["KHR"].principal == 3_160_000


def test_the_officer_is_the_one_of_that_day(loans, clock):
    giver, taker = loans[0].officer, make_user()
    clock(date(2026, 3, 1))
    moved = hand_over_caseload(
        giver=giver, taker=taker, communes=[commune("010201")], from_on=date(2026, 3, 1), by=make_user(),
        on=date(2026, 3, 1),
    )  # fmt: skip
    assert moved == 2
    by_officer = {g.key: g.portfolio.loans for g in build_portfolio(as_of=FEBRUARY, by="officer").groups
                  if g.currency == "KHR"}  # fmt: skip
    assert by_officer == {str(giver.pk): 3}
    by_officer = {g.key: g.portfolio.loans for g in build_portfolio(as_of=MARCH, by="officer").groups
                  if g.currency == "KHR"}  # fmt: skip
    assert by_officer == {str(giver.pk): 1, str(taker.pk): 2}


def test_on_time_collection_counts_what_fell_due_alone(loans):
    receive(loans[0], riel(300_000), date(2026, 3, 20))  # ahead: not of this period
    found = {each.currency: each for each in collected_on_time(start=date(2026, 3, 1), end=MARCH)}
    assert (found["KHR"].due, found["KHR"].paid, found["KHR"].share) == (300_000, 100_000, Decimal("0.3333"))
    february = {each.currency: each for each in collected_on_time(start=date(2026, 2, 1), end=FEBRUARY)}
    assert (february["KHR"].due, february["KHR"].paid) == (300_000, 140_000)


def test_the_gauge_in_riel(loans):
    report = build_portfolio(as_of=MARCH, by="fund")
    assert gauge_of(report.totals, on=MARCH) is None  # dollars, and no rate
    ExchangeRate.objects.create(on=JANUARY, riel_per_dollar=Decimal(4000))
    gauge = gauge_of(report.totals, on=MARCH)
    assert (gauge.lent, gauge.borrowers) == (3_360_000 + 300 * 4_000, 4)
    assert dict(gauge.steps)["register"] == Decimal("0.0456")


def test_it_costs_the_same_queries_however_many_loans(loans, django_assert_max_num_queries):
    build_portfolio(as_of=MARCH, by="commune")
    for _ in range(5):
        make_active(officer=loans[0].officer, participant=make_participant(by=loans[0].officer))
    with django_assert_max_num_queries(7):
        build_portfolio(as_of=MARCH, by="commune")


def test_json_and_page_say_the_same(loans, client, capsys):
    call_command("portfolio", "--as-of", "2026-03-20", "--by", "commune", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    whole = next(row for row in rows if (row["key"], row["currency"]) == ("all", "KHR"))
    assert (whole["outstanding_principal"], whole["par30"], whole["loans"], whole["women"]) == (
        "3360000", "0.7024", 3, 2,
    )  # fmt: skip
    client.force_login(make_user(role=roles.MANAGER))
    page = client.get(reverse("reports:portfolio"), {"as_of": "2026-03-20", "by": "commune"}).content.decode()
    for said in ("3,360,000៛", "70.2 %", "$300.00"):
        assert said in page
    csv = client.get(reverse("reports:portfolio-export"), {"as_of": "2026-03-20"}).content.decode()
    assert "3360000" in csv


def test_bad_input_shows_today(client):
    client.force_login(make_user(role=roles.MANAGER))
    for query in ({"as_of": "x"}, {"by": "name"}, {"as_of": "31/02/2026"}):
        assert client.get(reverse("reports:portfolio"), query).status_code == 200


def test_an_officer_sees_the_own_communes_alone(loans, client):
    client.force_login(make_user(communes=("010202",)))
    report = client.get(reverse("reports:portfolio"), {"as_of": "2026-03-20"}).context["report"]
    assert {g.key for g in report.groups} == {"010202"}


class TestSmallGroups:
    def report(self, *sizes):
        from reports.portfolio import Group, PortfolioReport

        def group(key, loans):
            return Group(key, key, "KHR", Portfolio(loans=loans, principal=Decimal(loans)))

        groups = tuple(group(str(i), size) for i, size in enumerate(sizes))
        return PortfolioReport(MARCH, "commune", "known_now", groups, (group("all", sum(sizes)),))

    @pytest.mark.parametrize(("sizes", "left"), [
        ((12, 30, 15), [12, 30, 15]),
        ((12, 30, 3), [30]),  # one alone could be told from the sum: the next smallest goes too
        ((2, 30, 3, 11), [30, 11]),
        ((9,), []),
    ])  # fmt: skip
    def test_who_sees_no_loans_sees_no_small_group(self, sizes, left):
        shown = without_small_groups(self.report(*sizes))
        assert [g.portfolio.loans for g in shown.groups] == left

    def test_the_monitoring_officer_reads_no_small_group(self, loans, client):
        client.force_login(make_user(role=roles.MONITORING))
        report = client.get(reverse("reports:portfolio"), {"as_of": "2026-03-20"}).context["report"]
        assert (report.groups, report.totals) == ((), ())
