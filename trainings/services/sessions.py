"""Planning a session, and changing what was planned."""

from collections.abc import Set
from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.models import Place, User
from trainings.core.attendance import days_of
from trainings.core.passing import may_lead
from trainings.errors import TrainingError
from trainings.models import Attendance, Certification, Course, HalfDay, Session, SessionSeries, StaffMember
from trainings.services.staff import holdings_of

MOST_HALF_DAYS = 60
EVERY_DAY_BUT_SUNDAY = frozenset(range(6))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: on the given weekdays (Monday is 0) from the first day to the last."""

    course: Course
    level: int
    first_on: date
    last_on: date
    commune: Place
    lead: StaffMember
    supervisor: StaffMember | None = None
    place: str = ""
    fund_code: str = ""
    weekdays: Set[int] = EVERY_DAY_BUT_SUNDAY
    parts: Set[str] = frozenset({HalfDay.Part.MORNING, HalfDay.Part.AFTERNOON})

    @property
    def half_days(self) -> set[tuple[date, str]]:
        return {(day, part) for day in self.days for part in self.parts}

    @property
    def days(self) -> tuple[date, ...]:
        return days_of(self.first_on, self.last_on, self.weekdays)


# What a certificate rests on; the days of the plan are compared for themselves.
SETTLED = ("course", "level", "lead", "supervisor")


@transaction.atomic
def plan_session(plan: Plan, *, by: User) -> Session:
    """A new session with the next code of its year. Raises TrainingError where nobody certified answers for it."""
    _check_runs(plan, by)
    check_plan(plan)
    session = Session(code=SessionSeries.take(plan.first_on.year))
    _write(session, plan)
    _plan_half_days(session, plan)
    trail.record(trail.Act.WRITE, session, by=by, fields=["added"])
    return session


@transaction.atomic
def change_session(session: Session, plan: Plan, *, by: User) -> Session:
    """Half-days in which somebody was there stay; once certificates are issued, so does what they rest on."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    _check_runs(plan, by)
    check_plan(plan)
    if Certification.objects.standing().filter(enrolment__session=session).exists() and _touches(session, plan):
        raise TrainingError(_("Certificates are issued: only the place and what it is paid from can change."))
    _write(session, plan)
    _plan_half_days(session, plan)
    trail.record(trail.Act.WRITE, session, by=by, fields=["changed"])
    return session


def check_plan(plan: Plan) -> None:
    """Raises TrainingError, at its field, for days that make no session, and where nobody certified answers for it."""
    if plan.last_on < plan.first_on:
        raise TrainingError(_("The last day lies before the first."), field="last_on")
    if not plan.half_days:
        raise TrainingError(_("None of these weekdays lies between the first day and the last."), field="weekdays")
    if len(plan.half_days) > MOST_HALF_DAYS:
        raise TrainingError(_("A session has at most %(most)s half-days.") % {"most": MOST_HALF_DAYS}, field="last_on")
    if plan.supervisor == plan.lead:
        raise TrainingError(_("Nobody supervises themselves."), field="supervisor")
    _is_supervised(plan)


def _check_runs(plan: Plan, by: User) -> None:
    runs = by.pk in (plan.lead.user_id, plan.supervisor and plan.supervisor.user_id)
    if not (runs or by.has_perm("trainings.manage_trainings")):
        raise TrainingError(_("You plan sessions that you lead or supervise."), field="lead")


def _is_supervised(plan: Plan) -> bool:
    """Whether the lead lacks a certificate; then a supervisor who holds one answers for the session."""
    days = (plan.course.topic, plan.days[0], plan.days[-1])
    if may_lead(holdings_of(plan.lead), *days):
        return False
    if plan.supervisor is None:
        raise TrainingError(
            _("Who leads holds no certificate for this course on these days: name who supervises."), field="supervisor"
        )
    if not may_lead(holdings_of(plan.supervisor), *days):
        raise TrainingError(_("Who supervises must hold a certificate on these days."), field="supervisor")
    return True


def _write(session: Session, plan: Plan) -> None:
    for name in ("course", "level", "commune", "lead", "supervisor", "place", "fund_code"):
        setattr(session, name, getattr(plan, name))
    session.first_on, session.last_on = plan.days[0], plan.days[-1]
    session.is_supervised = _is_supervised(plan)
    session.save()


def _plan_half_days(session: Session, plan: Plan) -> None:
    known = {(each.on, each.part): each.pk for each in session.half_days.all()}
    gone = [pk for planned, pk in known.items() if planned not in plan.half_days]
    if Attendance.objects.filter(half_day__in=gone).exists():
        raise TrainingError(_("A half-day in which somebody was there cannot be left out."), field="first_on")
    HalfDay.objects.filter(pk__in=gone).delete()
    new = sorted(plan.half_days - known.keys())
    HalfDay.objects.bulk_create(HalfDay(session=session, on=on, part=part) for on, part in new)


def _touches(session: Session, plan: Plan) -> bool:
    planned = {(each.on, each.part) for each in session.half_days.all()}
    return planned != plan.half_days or any(getattr(session, name) != getattr(plan, name) for name in SETTLED)


def plan_of(session: Session) -> Plan:
    """What the session is planned as now: for the form that changes it."""
    half_days = list(session.half_days.all())
    kept = {f.name: getattr(session, f.name) for f in fields(Plan) if f.name not in ("weekdays", "parts")}
    used = {half_day.on.weekday() for half_day in half_days}
    left_out = {day.weekday() for day in days_of(session.first_on, session.last_on, frozenset(range(7)))} - used
    # A weekday that does not come up says nothing: with a later last day it would be meant as well.
    weekdays = (EVERY_DAY_BUT_SUNDAY | used) - left_out
    return Plan(**kept, weekdays=weekdays, parts=frozenset(half_day.part for half_day in half_days))
