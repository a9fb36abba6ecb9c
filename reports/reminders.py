"""Whom to remind this week, and of what. The reason is for the reader's eyes; what the person gets is neutral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from livelihoods.calls import Reach, reaches
from livelihoods.models import Contact, Participant
from loans.due import due_loans, due_row
from loans.models import LoanQuerySet
from office.models import User
from paper.templatetags.paper_tags import money, short_date
from trainings.models import Enrolment

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One appointment of one person: an instalment that falls due, or a session that begins, within the week."""

    participant: Participant
    reach: Reach
    day: date
    reason: str
    reached: str  # what was done last, or nothing


def to_remind(loans: LoanQuerySet, *, on: date) -> LoanQuerySet:
    """Loans with nothing late whose next instalment falls due within the week, the soonest first."""
    coming = due_loans(loans, on=on, until=on + WEEK).filter(unpaid_since__gte=on)
    return coming.filter(participant__status=Participant.Status.ACTIVE)


def seats_to_remind(user: User, *, on: date) -> QuerySet[Enrolment]:
    """Seats of people in scope in sessions that begin within the week, the soonest first."""
    mine = Participant.objects.visible_to(user).filter(status=Participant.Status.ACTIVE)
    coming = Enrolment.objects.filter(session__first_on__gte=on, session__first_on__lte=on + WEEK)
    seats = coming.filter(participant__in=mine.values("pk")).select_related("participant__key", "session__course")
    return seats.order_by("session__first_on", "session", "seat")


def reminders(loans: Iterable[Any], *, to: User, on: date) -> list[Reminder]:
    """In the order of the loans, which `to_remind` annotated; three queries, however many."""
    due = [(loan.participant, loan.unpaid_since, _instalment(loan, on=on)) for loan in loans]
    return _reminders(due, to=to, on=on)


def session_reminders(seats: Iterable[Enrolment], *, to: User, on: date) -> list[Reminder]:
    """In the order of the seats; three queries, however many."""
    due = [(s.participant, s.session.first_on, _session(s)) for s in seats if s.participant is not None]
    return _reminders(due, to=to, on=on)


def _instalment(loan: Any, *, on: date) -> str:
    what = {"day": short_date(loan.unpaid_since), "amount": money(due_row(loan, on=on).amount)}
    return _("instalment %(day)s: %(amount)s") % what


def _session(seat: Enrolment) -> str:
    what = {"day": short_date(seat.session.first_on), "course": seat.session.course.name}
    return _("session %(day)s: %(course)s") % what


def _reminders(due: list[tuple[Participant, date, str]], *, to: User, on: date) -> list[Reminder]:
    people = [person for person, _day, _reason in due]
    by_person, done = reaches(people, to=to), _reached(people, since=on - WEEK)
    return [Reminder(p, by_person[p.pk], day, reason, _said(done.get(p.pk))) for p, day, reason in due]


def _said(contact: Contact | None) -> str:
    return f"{contact.get_outcome_display()} · {short_date(contact.at)}" if contact else ""


def _reached(people: list[Participant], *, since: date) -> dict[int, Contact]:
    """The last contact of each this week."""
    recent = Contact.objects.filter(participant__in=[p.pk for p in people], at__date__gte=since)
    last = recent.order_by().values("participant").annotate(last=Max("pk")).values("last")
    return {contact.participant_id: contact for contact in Contact.objects.filter(pk__in=last)}
