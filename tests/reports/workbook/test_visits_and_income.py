"""The sheets Visits and Income: every problem at its cell, and what is written counts as if it had been told here."""

from datetime import date
from decimal import Decimal

import pytest

from livelihoods.models import Business, FollowUp, IncomeRecord, Visit
from livelihoods.services import follow_ups_of
from office.models import ExchangeRate
from tests.reports.workbook.books import column_of, income, loan, make_book, person, visit, whole_book

pytestmark = pytest.mark.django_db


def found(checked):
    return [(f.sheet, f.cell, f.code) for f in checked.findings.errors]


CELLS = {
    "no day": ("visits", "visited_on", visit(visited_on=None), "cell.required"),
    "a day to come": ("visits", "visited_on", visit(visited_on=date(2026, 6, 16)), "told.not_yet"),
    "unknown state": ("visits", "found", visit(found="sleeping"), "choice.unknown"),
    "nobody's business": ("visits", "business", visit(business="B-9"), "ref.unknown"),
    "another's business": ("visits", "business", visit(business="B-2"), "business.of_another"),
    "too many hands": ("visits", "jobs", visit(jobs=1001), "number.out_of_range"),
    "a quarter of a hand": ("visits", "jobs", visit(jobs=0.25), "number.out_of_range"),
    "unknown difficulty": ("visits", "difficulty", visit(difficulty="everything"), "choice.unknown"),
    "a month to come": ("income", "month", income(month=date(2026, 7, 1)), "told.not_yet"),
    "told before the month": ("income", "told_on", income(told_on=date(2026, 2, 28)), "told.before_the_month"),
    "told tomorrow": ("income", "told_on", income(month=date(2026, 6, 1), told_on=date(2026, 6, 16)), "told.not_yet"),
    "revenue alone": ("income", "cost", income(cost=None), "income.both"),
    "sales of nobody": ("income", "business", income(business=None), "income.of_a_business"),
    "nothing told": ("income", "household", income(revenue=None, cost=None, household=None), "income.nothing"),
    "below zero": ("income", "household", income(household=-1), "amount.negative"),
    "no amount": ("income", "revenue", income(revenue="plenty"), "amount.unreadable"),
    "unknown currency": ("income", "currency", income(currency="THB"), "choice.unknown"),
    "no rate yet": ("income", "currency", income(currency="USD", revenue=90, cost=30, household=65), "rate.none_set"),
}


@pytest.mark.parametrize("case", CELLS)
def test_the_error_stands_at_its_cell(check, case):
    sheet, column, row, code = CELLS[case]
    other = person(ref="P-2", name_km="ស៊ុន ចាន់ធី", phone=None)
    rows = whole_book(participants=[person(), other], businesses=[
        {"ref": "B-1", "participant": "P-1", "livelihood": "phone repair", "started_on": date(2025, 6, 1)},
        {"ref": "B-2", "participant": "P-2", "livelihood": "pig farming", "started_on": date(2025, 6, 1)},
    ]) | {sheet: [row]}  # fmt: skip
    assert (sheet, f"{column_of(rows, sheet, column)}2", code) in found(check(make_book(rows)))
    assert not IncomeRecord.objects.exists()


def told(**changes):
    return whole_book() | {
        "visits": [visit(**changes.get("visit", {}))],
        "income": [income(**changes.get("income", {}))],
    }


def test_what_is_written_counts_as_if_it_had_been_told_here(write):
    assert write(make_book(told(visit={"used": "yes", "jobs": 1.5, "difficulty": "prices"}))) == 9
    seen, record = Visit.objects.get(), IncomeRecord.objects.get()
    assert (seen.purpose, seen.used_as_agreed, seen.jobs, seen.difficulty) == (
        "loan_use",
        True,
        Decimal("1.5"),
        "prices",
    )
    assert (record.net_khr, record.household_khr, record.told_on) == (600_000, 650_000, date(2026, 3, 31))
    rounds = {f.months: (f.told_on, f.business_khr) for f in FollowUp.objects.all()}
    assert rounds[3] == (date(2026, 3, 31), 600_000)  # paid out on 5 January: due on 5 April
    fresh = {f.months: (f.told_on, f.business_khr) for f in follow_ups_of(seen.participant_id)}
    assert fresh == rounds


def test_sent_again_nothing_is_written_twice_and_a_changed_row_is_refused(write, check):
    write(make_book(told()))
    assert write(make_book(told())) == 0
    assert (Visit.objects.count(), IncomeRecord.objects.count()) == (1, 1)
    changed = check(make_book(told(income={"revenue": 900_001})))
    assert [code for _sheet, _cell, code in found(changed)] == ["ref.changed"]


def test_income_of_people_imported_before_moves_their_rounds(write):
    write(make_book(whole_book()))
    assert FollowUp.objects.get(months=3).told_on is None
    write(make_book({"income": [income()]}))
    assert FollowUp.objects.get(months=3).business_khr == 600_000


def test_dollars_at_the_rate_of_the_month(write):
    ExchangeRate.objects.create(on=date(2026, 3, 15), riel_per_dollar=4100)
    ExchangeRate.objects.create(on=date(2026, 4, 1), riel_per_dollar=9999)
    write(make_book(told(income={"currency": "USD", "revenue": "100.50", "cost": 0, "household": None})))
    record = IncomeRecord.objects.get()
    assert (record.rate, record.net_khr, record.household_khr) == (4100, 412_100, None)  # 412,050 to the nearest note


def test_a_business_stands_as_it_was_found_last_unless_more_is_known(write):
    later = visit(ref="V-2", visited_on=date(2026, 5, 10), found="paused")
    write(make_book(whole_book(loans=[loan()]) | {"visits": [later, visit()]}))
    business = Business.objects.get()
    assert (business.status, business.statuses.last().from_on) == ("paused", date(2026, 5, 10))


@pytest.mark.parametrize("language", ["en", "km"])
def test_in_either_language(check, language):
    khmer = {"visit": {"found": "ផ្អាកតាមរដូវ", "used": "ទេ", "difficulty": "អាកាសធាតុ"}}
    checked = check(make_book(told(**khmer), language=language))
    assert found(checked) == []
    assert (len(checked.plan.visits), len(checked.plan.income)) == (1, 1)
