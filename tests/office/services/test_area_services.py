"""Offices, their communes, and who works where."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from office import roles, services
from office.errors import Refusal
from office.models import CommuneAssignment, NumberSeries, Office, OfficeCommune, Place, TrailEntry
from tests.factories import commune, make_office, make_user

pytestmark = pytest.mark.django_db
START = date(2026, 3, 1)
TODAY = date(2026, 6, 15)
HOME = "010201"


@pytest.fixture
def admin():
    return make_user(role=roles.ADMIN)


def assign(user, *codes, by=None, from_on=START, to_on=None):
    places = [commune(code) for code in codes or (HOME,)]
    return services.assign_communes(user=user, communes=places, from_on=from_on, to_on=to_on, by=by or user)


def test_several_communes_at_once(admin):
    officer = make_user()
    made = assign(officer, "010201", "010202", by=admin)
    assert officer.commune_codes(on=START) == ["010201", "010202"]
    assert officer.commune_codes(on=START - timedelta(days=1)) == []
    entry = TrailEntry.objects.get(what="office.communeassignment")
    assert (entry.user, entry.object_ids) == (admin, " ".join(str(row.pk) for row in made))


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), True),  # ends the day before
        (date(2026, 2, 1), date(2026, 3, 1), False),
        (date(2026, 3, 31), None, False),
        (date(2026, 4, 1), None, True),
        (date(2026, 2, 1), None, False),
        (date(2026, 3, 10), date(2026, 3, 10), False),
    ],
)
def test_the_same_commune_is_never_assigned_twice_on_a_day(first, last, fits):
    officer = make_user()
    assign(officer, from_on=START, to_on=date(2026, 3, 31))
    if fits:
        assert assign(officer, from_on=first, to_on=last)
    else:
        with pytest.raises(Refusal):
            assign(officer, from_on=first, to_on=last)


def test_two_officers_may_share_a_commune():
    assert assign(make_user())
    assert assign(make_user())


def test_all_or_none():
    officer = make_user()
    assign(officer, "010202")
    with pytest.raises(Refusal):
        assign(officer, "010201", "010202")
    assert officer.assignments.count() == 1


@pytest.mark.parametrize("fields", [{"role": roles.CASHIER}, {"is_active": False}])
def test_only_officers_who_may_sign_in(fields):
    with pytest.raises(Refusal) as refused:
        assign(make_user(**fields))
    assert refused.value.field == "user"


def test_a_commune_of_another_office_or_of_none_is_refused():
    make_office("SR", communes=("010301",))
    for code in ("010301", "010302"):
        with pytest.raises(Refusal) as refused:
            assign(make_user(), code)
        assert refused.value.field == "communes"


def test_the_last_day_is_not_before_the_first():
    with pytest.raises(Refusal) as refused:
        assign(make_user(), to_on=START - timedelta(days=1))
    assert refused.value.field == "to_on"


def end(row, last_on, on=TODAY):
    return services.end_assignment(row, last_on=last_on, by=row.user, on=on)


def test_an_end_can_be_set_and_moved_while_it_is_to_come():
    (row,) = assign(make_user())
    assert end(row, TODAY).to_on == TODAY
    assert end(row, TODAY + timedelta(days=9)).to_on == date(2026, 6, 24)
    assert CommuneAssignment.objects.current(on=date(2026, 6, 24)).count() == 1
    assert CommuneAssignment.objects.current(on=date(2026, 6, 25)).count() == 0


def test_what_is_over_stays_as_it_was():
    (row,) = assign(make_user(), to_on=TODAY - timedelta(days=1))
    with pytest.raises(Refusal):
        end(row, TODAY)


def test_an_end_before_the_start_or_inside_the_next_is_refused():
    officer = make_user()
    (row,) = assign(officer, to_on=date(2026, 6, 30))
    assign(officer, from_on=date(2026, 8, 1))
    for last_on in (START - timedelta(days=1), date(2026, 8, 1)):
        with pytest.raises(Refusal) as refused:
            end(row, last_on)
        assert refused.value.field == "last_on"
    assert end(row, date(2026, 7, 31)).to_on == date(2026, 7, 31)


def save(by, **fields):
    return services.save_office(Office(**{"code": "NW", "name_km": "ថ្មី", "name_en": "New", **fields}), by=by)


def test_an_office_is_added_and_changed(admin):
    office = save(admin)
    office.phone = "012 345 678"
    services.save_office(office, by=admin)
    assert list(TrailEntry.objects.filter(what="office.office").values_list("fields", flat=True)) == [
        "added",
        "changed",
    ]


def test_the_code_stays_once_a_number_was_given(admin):
    office = save(admin)
    office.code = "NX"
    services.save_office(office, by=admin)
    NumberSeries.objects.create(office=office, kind="receipt", year=2026, last=1)
    office.code = "NY"
    with pytest.raises(Refusal) as refused:
        services.save_office(office, by=admin)
    assert refused.value.field == "code"
    assert Office.objects.get(pk=office.pk).code == "NX"


def attach(office, *codes, by, district="0103"):
    places = [commune(code) for code in codes]
    services.set_office_communes(office, district=Place.objects.get(pk=district), communes=places, by=by)
    return sorted(office.commune_links.filter(commune__parent=district).values_list("pk", flat=True))


def test_exactly_the_ticked_communes_of_the_district_belong(admin):
    office = make_office()
    assert attach(office, "010301", "010302", by=admin) == ["010301", "010302"]
    assert attach(office, "010302", "010303", by=admin) == ["010302", "010303"]
    assert office.commune_links.filter(commune__parent="0102").count() == 2
    assert TrailEntry.objects.filter(what="office.office").last().object_ids == f"{office.pk} 010301 010303"


def test_a_commune_of_another_office_is_not_taken(admin):
    make_office("SR", communes=("010301",))
    with pytest.raises(Refusal):
        attach(make_office(), "010301", by=admin)
    assert attach(make_office(), "010302", by=admin) == ["010302"]
    assert OfficeCommune.objects.get(pk="010301").office.code == "SR"


def test_a_commune_an_officer_works_in_is_not_dropped(admin):
    office = make_office()
    officer = make_user(communes=(HOME,))
    with pytest.raises(Refusal):
        attach(office, by=admin, district="0102")
    officer.assignments.update(to_on=timezone.localdate() - timedelta(days=1))
    assert attach(office, by=admin, district="0102") == []
