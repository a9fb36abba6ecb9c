"""The sheets Sessions and Attendance: written as if somebody had planned the session and filled in its lists."""

from datetime import date

import pytest

from livelihoods.models import Milestone, Task
from tests.reports.workbook.books import attendance, column_of, make_book, person, session, whole_book
from tests.trainings.factories import make_course, make_staff
from trainings.models import Attendance, Enrolment, Session

pytestmark = pytest.mark.django_db


def found(checked):
    return [(f.sheet, f.cell, f.code) for f in checked.findings.errors]


@pytest.fixture
def lead():
    return make_staff(certified=make_course())


def book(lead, sessions=None, seats=None, **people):
    return whole_book(**people) | {
        "sessions": [session(lead=lead.code, **(sessions or {}))],
        "attendance": [attendance(**each) for each in (seats or [{}])],
    }


CELLS = {
    "unknown course": ("sessions", "course", {"course": "Fortune telling"}, "course.unknown"),
    "unknown trainer": ("sessions", "lead", {"lead": "0000000"}, "staff.unknown"),
    "unknown level": ("sessions", "level", {"level": "everybody"}, "choice.unknown"),
    "unknown commune": ("sessions", "commune", {"commune": "Atlantis"}, "commune.unknown"),
    "a day to come": ("sessions", "first_on", {"first_on": date(2026, 6, 16), "last_on": None}, "told.not_yet"),
    "ends before it begins": ("sessions", "last_on", {"last_on": date(2026, 3, 1)}, "refused"),
    "a Sunday": ("sessions", "first_on", {"first_on": date(2026, 3, 1), "last_on": None}, "refused"),
    "no such session": ("attendance", "session", {"session": "S-9"}, "ref.unknown"),
    "not of the session": ("attendance", "present", {"present": "04/03/2026"}, "attendance.not_planned"),
    "no day": ("attendance", "present", {"present": "sometimes"}, "date.unreadable"),
    "more than all": ("attendance", "post", {"post": 101}, "number.out_of_range"),
}


@pytest.mark.parametrize("case", CELLS)
def test_the_error_stands_at_its_cell(check, lead, case):
    sheet, column, change, code = CELLS[case]
    rows = book(lead) | {sheet: [{**book(lead)[sheet][0], **change}]}
    assert (sheet, f"{column_of(rows, sheet, column)}2", code) in found(check(make_book(rows)))
    assert not Session.objects.exists()


def test_who_leads_without_a_certificate_needs_a_supervisor(check, lead):
    other = make_staff()
    rows = book(other, {"supervisor": None})
    assert ("sessions", f"{column_of(rows, 'sessions', 'supervisor')}2", "refused") in found(check(make_book(rows)))
    assert found(check(make_book(book(other, {"supervisor": lead.code})))) == []


def test_lists_are_filled_in_and_livelihoods_are_told(write, lead):
    absent = person(ref="P-2", name_km="ស៊ុន ចាន់ធី", phone=None)
    seats = [{}, {"ref": "A-2", "participant": "P-2", "present": "02/03/2026 morning", "pre": None, "post": None}]
    write(make_book(book(lead, seats=seats, participants=[person(), absent])))
    held = Session.objects.get()
    assert (held.lead, held.level, held.half_days.count()) == (lead, 4, 4)
    by_seat = {seat.seat: seat for seat in Enrolment.objects.all()}
    assert [by_seat[n].attendances.count() for n in (1, 2)] == [4, 1]
    assert (by_seat[1].pre, by_seat[1].post, by_seat[2].post) == (40, 80, None)
    told = Milestone.objects.filter(reference=held.code).values_list("participant", "kind")
    assert set(told) == {(by_seat[1].participant_id, "trained"), (by_seat[2].participant_id, "missed")}
    assert not Task.objects.waiting().filter(kind=Task.Kind.SESSION).exists()  # three months ago: nobody is called


@pytest.mark.parametrize(
    ("present", "count"),
    [("all", 4), ("គ្រប់", 4), (None, 0), ("02/03/2026", 2), ("02/03/2026 am; 3/3/2026 រសៀល", 2), ("2026-03-02", 2)],
)
def test_how_presence_may_be_typed(write, lead, present, count):
    write(make_book(book(lead, seats=[{"present": present}])))
    assert Attendance.objects.count() == count


def test_sent_again_nothing_is_written_twice_and_seats_may_follow(write, lead):
    write(make_book(book(lead)))
    assert write(make_book(book(lead))) == 0
    later = person(ref="P-2", name_km="ស៊ុន ចាន់ធី", phone=None)
    second = [attendance(ref="A-2", participant="P-2")]
    write(make_book({"participants": [later], "sessions": [session(lead=lead.code)], "attendance": second}))
    assert (Session.objects.count(), Enrolment.objects.count(), Attendance.objects.count()) == (1, 2, 8)
