"""The smallest valid trainings; a test states what matters to it."""

from datetime import date, timedelta
from decimal import Decimal

from office import roles
from office.models import User
from tests.factories import LONG_AGO, commune, make_user
from trainings.models import Course, Enrolment, Item, Session, StaffMember
from trainings.services.attendance import Filled, record_attendance
from trainings.services.courses import save_listed
from trainings.services.enrolling import enrol
from trainings.services.scores import Score, record_scores
from trainings.services.sessions import Plan, plan_session
from trainings.services.staff import add_staff_member, certify_elsewhere

MONDAY = date(2026, 3, 2)
EVERY_DAY = frozenset(range(7))


def make_course(**fields: object) -> Course:
    """Starting a business: attendance of 80 %, pass mark 70 %."""
    values = {"topic": "business", "name_km": "ចាប់ផ្តើមមុខរបរ", "hours": 12, "version": 1, **fields}
    name = values.pop("name_en", "Starting a business")
    known = Course.objects.filter(name_en=name, version=values["version"]).first()
    return known or save_listed(Course(name_en=name, **values), by=manager())


def manager() -> User:
    return User.objects.filter(groups__name=roles.MANAGER).first() or make_user(role=roles.MANAGER)


def make_staff(*, certified: Course | None = None, issued_on: date = LONG_AGO, **fields: object) -> StaffMember:
    """A trainer; certified elsewhere in that course if one is given."""
    values = {"kind": "trainer", "name_km": "កែវ បូរ៉ា", "name_latin": "Keo Bora", "sex": "M", "phone": "", **fields}
    member = add_staff_member(by=manager(), on=LONG_AGO, **values)
    if certified:
        certify_elsewhere(
            member, course=certified, issued_on=issued_on, expires_on=None, by=manager(), on=max(issued_on, MONDAY)
        )
    return member


def make_session(
    *, lead: StaffMember | None = None, days: int = 2, first_on: date = MONDAY, **fields: object
) -> Session:
    """Two whole days from Monday 2 March 2026, led by somebody certified, unless told otherwise."""
    course = fields.pop("course", None) or make_course()
    plan = {
        "course": course, "level": 4, "first_on": first_on, "last_on": first_on + timedelta(days=days - 1),
        "commune": commune(), "lead": lead or make_staff(certified=course), "weekdays": EVERY_DAY, **fields,
    }  # fmt: skip
    return plan_session(Plan(**plan), by=manager())


def make_trainer(**fields: object) -> tuple[User, StaffMember]:
    """Somebody who signs in, certified in the usual course."""
    user = make_user(role=roles.TRAINER)
    return user, make_staff(user=user, certified=make_course(), **fields)


def seat(session: Session, person: object, on: date = MONDAY) -> Enrolment:
    return enrol(session, person, by=manager(), on=on)


def half_days(session: Session) -> list[int]:
    return list(session.half_days.order_by("on", "part").values_list("pk", flat=True))


def attend(session: Session, *marks: tuple[Enrolment, int], on: date | None = None, base: tuple = ()) -> object:
    """The whole list as sent: who was there in which half-day, these counted from 0."""
    planned = half_days(session)
    told = {(enrolment.pk, planned[number]) for enrolment, number in marks}
    opened = {(enrolment.pk, planned[number]) for enrolment, number in base}
    seats = set(session.enrolments.values_list("pk", flat=True))
    filled = Filled(seats, set(planned), opened, told)
    return record_attendance(session, filled, by=manager(), on=on or session.last_on)


def score(enrolment: Enrolment, **scores: int) -> None:
    typed = [Score(enrolment.pk, test, None, Decimal(value)) for test, value in scores.items()]
    record_scores(enrolment.session, typed, by=manager())


def make_item(name_en: str = "tool kit") -> Item:
    return save_listed(Item(name_km="កញ្ចប់ឧបករណ៍", name_en=name_en), by=manager())
