"""The portfolio of random histories (corrections, reschedulings, write-offs, charges, months closed in between) on past
days: the database's sums, what was laid since taken back, and a fold of every loan say the same."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.core.fold import fold
from loans.core.risk import Exposure, Portfolio, grade_of, portfolio_of
from loans.folding import events_of, journal_of, terms_of
from loans.models import Loan, MonthClose, MonthEndRow, ScheduleChange
from loans.services.books import check_books
from loans.services.standing import standings, standings_in_the_books
from loans.services.tolerance import follow_tolerance, tolerances
from office.models import PolicyFigure
from reports.exposures import KEYS
from reports.portfolio import build_portfolio
from tests.loans.histories import START, histories, make_desk, on_day, play

pytestmark = pytest.mark.django_db
NAME = PolicyFigure.Name


@pytest.fixture
def desk():
    """An office that tolerates nothing at first, then small change, then more, then less."""
    desk = make_desk()
    for name, value, days in (
        (NAME.TOLERANCE_KHR, 30_000, 50), (NAME.TOLERANCE_USD, Decimal("4.50"), 90), (NAME.TOLERANCE_KHR, 70_000, 160),
        (NAME.TOLERANCE_USD, 10, 200), (NAME.TOLERANCE_KHR, 500, 250),
    ):  # fmt: skip
        from_on = START + timedelta(days=days)
        PolicyFigure.objects.create(name=name, value=value, from_on=from_on, set_by=desk.manager)
    return desk


def folded(loan, on, *, entries=None, as_of=None):
    """Principal, days late and status of a loan by the core alone; None before it was paid out."""
    entries = journal_of(loan) if entries is None else entries
    state = fold(terms_of(loan), events_of(entries), as_of=as_of)
    if state.status == "approved":
        return None
    late = state.days_past_due(on, tolerance=tolerances(on=on)[loan.currency]) if state.status == "active" else 0
    return state.outstanding_principal, late, state.status.value


def exposures(loans, on):
    found = defaultdict(list)
    for loan in loans:
        stood = folded(loan, on, as_of=on)
        if stood and stood[2] == "active":
            again = ScheduleChange.objects.filter(loan=loan, value_on__lte=on, reverses=None, reversed_by=None).exists()
            is_woman = int(loan.participant.sex == "F")
            found[loan.currency].append(Exposure(stood[0], stood[1], loan.is_long_term, again, 1, is_woman))
    return {currency: portfolio_of(each) for currency, each in found.items()}


def the_portfolio_of_a_past_day_is_a_fold_of_every_loan(desk, days):
    for day in days:
        expected = exposures(desk.loans, day)
        for by in KEYS:
            report = build_portfolio(as_of=day, by=by, loans=Loan.objects.filter(pk__in=desk.numbers))
            shown = report.now or report.totals
            assert {group.currency: group.portfolio for group in shown} == expected, (day, by)
            parts = defaultdict(Portfolio)
            for group in report.groups:
                parts[group.currency].merge(group.portfolio)
            assert dict(parts) == {group.currency: group.portfolio for group in report.totals}


def where_each_loan_stood_is_a_fold_of_it(desk, days):
    for day in days:
        stood = {s.loan.pk: (s.principal, s.days_past_due, s.status) for s in standings(Loan.objects.all(), on=day)}
        expected = {loan.pk: folded(loan, day, as_of=day) for loan in Loan.objects.all()}
        assert stood == {pk: found for pk, found in expected.items() if found}


def as_in_the_books(end):
    """What was posted by then and no more."""
    found = {}
    for loan in Loan.objects.all():
        entries = [entry for entry in journal_of(loan) if entry.posted_on <= end]
        if stood := folded(loan, end, entries=entries):
            found[loan.pk] = stood
    return found


def the_books_of_a_past_day_are_a_fold_of_what_was_posted(desk, days):
    for day in days:
        found = standings_in_the_books(Loan.objects.all(), end=day)
        assert {s.loan.pk: (s.principal, s.days_past_due, s.status) for s in found} == as_in_the_books(day)


def a_closed_month_keeps_days_late_and_principal_as_the_books_had_them(desk):
    for close in MonthClose.objects.all():
        rows = MonthEndRow.objects.filter(close=close)
        assert {r.loan_id: (r.principal, r.days_past_due, r.status) for r in rows} == as_in_the_books(close.end)
        active = [row for row in rows if row.status == "active"]
        for group in build_portfolio(as_of=close.end, by="fund").totals:
            of = [row for row in active if row.currency == group.currency]
            assert group.portfolio.principal == sum(row.principal for row in of)
            for days, late in group.portfolio.late.items():
                assert late == sum(row.principal for row in of if row.days_past_due > days)
            for grade, held in group.portfolio.by_grade.items():
                alike = (r for r in of if grade_of(r.days_past_due, is_long=r.loan.is_long_term) == grade)
                assert held == sum(row.principal for row in alike)


@pytest.mark.parametrize("is_tolerant", [False, True])
def test_any_portfolio_on_any_past_day(desk, is_tolerant):
    accepted = Counter()
    if not is_tolerant:
        PolicyFigure.objects.filter(name__in=(NAME.TOLERANCE_KHR, NAME.TOLERANCE_USD)).delete()

    # The same draws every time, so that what is counted below holds or does not.
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(histories(), st.lists(st.integers(-5, 400), min_size=4, max_size=4))
    def holds(history, gaps):
        with transaction.atomic():
            after = play(desk, *history)
            accepted.update(after.accepted)
            days = sorted({START + timedelta(days=gap) for gap in gaps} | {after.today})
            with on_day(lambda: after.today):
                follow_tolerance(on=after.today)
                assert list(check_books()) == []
                the_portfolio_of_a_past_day_is_a_fold_of_every_loan(after, days)
                where_each_loan_stood_is_a_fold_of_it(after, days)
                the_books_of_a_past_day_are_a_fold_of_what_was_posted(after, days)
                a_closed_month_keeps_days_late_and_principal_as_the_books_had_them(after)
            transaction.set_rollback(True)

    holds()
    for act in ("reverse", "reverse_a_payment", "reschedule", "reverse_reschedule", "write_off", "charge", "waive",
                "refund", "settle", "close_month", "pay", "disburse"):  # fmt: skip
        assert accepted[act], act
