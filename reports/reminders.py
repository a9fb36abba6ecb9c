"""Whom to remind this week, and of what. The reason is for the reader's eyes; what the person gets is neutral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from livelihoods.calls import Reach, reaches
from livelihoods.models import Contact, Participant
from loans.due import due_loans, due_row
from loans.models import LoanQuerySet
from office.models import User
from paper.templatetags.paper_tags import money, short_date

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One appointment of one person: an instalment that falls due within the week."""

    participant: Participant
    reach: Reach
    day: date
    reason: str
    reached: str  # what was done last, or nothing


def to_remind(loans: LoanQuerySet, *, on: date) -> LoanQuerySet:
    """Loans with nothing late whose next instalment falls due within the week, the soonest first."""
    coming = due_loans(loans, on=on, until=on + WEEK).filter(unpaid_since__gte=on)
    return coming.filter(participant__status=Participant.Status.ACTIVE)


def reminders(loans: Iterable[Any], *, to: User, on: date) -> list[Reminder]:
    """In the order of the loans, which `to_remind` annotated; two queries, however many."""
    loans = list(loans)
    people = [loan.participant for loan in loans]
    by_person, done = reaches(people, to=to), _reached(people, since=on - WEEK)
    return [_reminder(loan, by_person, done, on=on) for loan in loans]


def _reminder(loan: Any, by_person: dict[int, Reach], done: dict[int, Contact], *, on: date) -> Reminder:
    contact, day = done.get(loan.participant_id), loan.unpaid_since
    what = {"day": short_date(day), "amount": money(due_row(loan, on=on).amount)}
    return Reminder(
        participant=loan.participant,
        reach=by_person[loan.participant_id],
        day=day,
        reason=_("instalment %(day)s: %(amount)s") % what,
        reached=f"{contact.get_outcome_display()} · {short_date(contact.at)}" if contact else "",
    )


def _reached(people: list[Participant], *, since: date) -> dict[int, Contact]:
    """The last contact of each this week."""
    recent = Contact.objects.filter(participant__in=[p.pk for p in people], at__date__gte=since)
    last = recent.order_by().values("participant").annotate(last=Max("pk")).values("last")
    return {contact.participant_id: contact for contact in Contact.objects.filter(pk__in=last)}
