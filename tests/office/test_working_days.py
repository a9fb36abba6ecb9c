"""Public holidays with their names, and the office's own beside them."""

from datetime import date

import pytest

from office.models import Holiday
from office.working_days import holidays_between, holidays_of_year, public_holidays

pytestmark = pytest.mark.django_db
KHMER_NEW_YEAR = [date(2026, 4, 14), date(2026, 4, 15), date(2026, 4, 16)]


def add(day):
    return Holiday.objects.create(on=day, name_km="ថ្ងៃឈប់ការិយាល័យ", name_en="Office day")


def test_both_ends_count():
    assert holidays_between(KHMER_NEW_YEAR[0], KHMER_NEW_YEAR[-1]) == KHMER_NEW_YEAR
    assert holidays_between(date(2026, 4, 17), date(2026, 4, 20)) == []


def test_the_offices_own_stand_among_them_in_order():
    add(date(2026, 4, 13))
    assert holidays_between(date(2026, 4, 1), date(2026, 4, 30)) == [date(2026, 4, 13), *KHMER_NEW_YEAR]


def test_a_span_over_new_year():
    days = holidays_between(date(2026, 12, 1), date(2027, 1, 7))
    assert days[-2:] == [date(2027, 1, 1), date(2027, 1, 7)]


@pytest.mark.parametrize(("language", "name"), [("km", "ទិវាចូលឆ្នាំសាកល"), ("en", "International New Year Day")])
def test_names_follow_the_language(language, name):
    assert holidays_of_year(2026, language)[0].name == name


def test_the_year_lists_both_kinds_by_date():
    own = add(date(2026, 12, 18))
    year = holidays_of_year(2026, "km")
    assert [h.on for h in year] == sorted(h.on for h in year)
    assert [h.added for h in year if h.added] == [own]
    assert len(year) == len(public_holidays(2026)) + 1
