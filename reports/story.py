"""A participant's story: what happened, in order, from every room."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from livelihoods.models import BusinessStatus, IncomeRecord, Linkage, Milestone, Participant, Shock, Visit
from loans.models import CASH_IN, Loan, LoanTransaction
from office.models import User
from paper.templatetags.paper_tags import money
from trainings.converters import SessionCodeConverter

ICONS = {
    "registered": "person",
    "applied": "file",
    "approved": "check",
    "rejected": "close",
    "funded": "loans",
    "closed": "check",
    "reopened": "undo",
    "unfunded": "undo",
    "trained": "training",
    "certified": "check",
    "missed": "alert",
}


OF_SESSIONS = (Milestone.Kind.TRAINED, Milestone.Kind.CERTIFIED, Milestone.Kind.MISSED)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story; the newest stands first."""

    on: date
    order: int
    text: Any
    icon: str
    note: str = ""
    url: str = ""
    undone: bool = False


def story_of(participant: Participant, user: User) -> list[Event]:
    """Milestones, changes of the business, linkages, visits, income and money received. Loans only for those who
    see loans."""
    events = [*_milestones(participant, user), *_businesses(participant), *_linkages(participant, user)]
    events += [*_visits(participant), *_told(participant), *_shocks(participant)]
    if user.has_perm("loans.view_loan"):
        events += _receipts(participant)
    return sorted(events, key=lambda e: (e.on, e.order), reverse=True)


def _is_of_a_session(told: Milestone) -> bool:
    return told.kind in OF_SESSIONS and re.fullmatch(SessionCodeConverter.regex, told.reference) is not None


def _milestones(participant: Participant, user: User) -> list[Event]:
    """What the trainings told leads to the session, for whoever may see the person and sessions."""
    leads = user.has_perm("trainings.view_session")
    return [
        Event(
            m.on, m.pk, m.get_kind_display(), ICONS.get(m.kind, "dot"), note=m.reference,
            url=reverse("trainings:session", args=[m.reference]) if leads and _is_of_a_session(m) else "",
        )
        for m in Milestone.objects.filter(participant=participant)
    ]  # fmt: skip


def _businesses(participant: Participant) -> list[Event]:
    statuses = BusinessStatus.objects.filter(business__members=participant).select_related("business__livelihood")
    return [
        Event(s.from_on, s.pk, f"{s.business.livelihood.name}: {s.get_status_display()}", "business") for s in statuses
    ]


def _visits(participant: Participant) -> list[Event]:
    visits = Visit.objects.standing().filter(participant=participant).select_related("business__livelihood")
    return [
        Event(v.on, v.pk, v.get_purpose_display(), "eye", note=f"{v.business.livelihood.name}: {v.get_found_display()}",
              url=reverse("livelihoods:visit", args=[v.pk]))
        for v in visits
    ]  # fmt: skip


def _shocks(participant: Participant) -> list[Event]:
    shocks = Shock.objects.filter(business__members=participant).select_related("business__livelihood")
    return [
        Event(s.on, s.pk, s.get_kind_display(), "alert", note=s.business.livelihood.name,
              url=reverse("livelihoods:business", args=[s.business_id]))
        for s in shocks
    ]  # fmt: skip


def _told(participant: Participant) -> list[Event]:
    """What was told of a month, business and household apart."""
    records = IncomeRecord.objects.standing().filter(participant=participant)
    return [Event(r.told_on, r.pk, _told_text(r), "chart", note=f"{r.month:%m/%Y}") for r in records]


def _told_text(record: IncomeRecord) -> str:
    parts = []
    if record.net is not None:
        parts.append(_("business %(net)s") % {"net": money(record.net)})
    if record.household is not None:
        parts.append(_("household %(net)s") % {"net": money(record.household_money)})
    return _("Net income: %(parts)s") % {"parts": " · ".join(parts)}


def _linkages(participant: Participant, user: User) -> Iterator[Event]:
    """Made, and what came of it. With whom only for those who see names; never who brought the person to us."""
    sees = user.has_perm("livelihoods.see_names")
    for each in Linkage.objects.filter(participant=participant).select_related("participant__key"):
        kind, to = each.get_kind_display(), each.to if sees else ""
        yield Event(each.made_on, each.pk, _("Linkage: %(kind)s") % {"kind": kind}, "right", note=to)
        if each.done_on:
            yield Event(each.done_on, each.pk, f"{kind}: {each.get_outcome_display()}", "check", note=to)


def _receipts(participant: Participant) -> list[Event]:
    entries = LoanTransaction.objects.filter(loan__participant=participant, kind__in=CASH_IN)
    return [
        Event(
            e.value_on, 10**9 + e.pk, _("Paid %(amount)s") % {"amount": money(e.amount)}, "money", note=e.number,
            url=f"{e.loan.get_absolute_url()}entries/{e.seq}/", undone=e.is_reversed,
        )
        for e in entries.select_related("loan", "reversed_by")
    ]  # fmt: skip


def current_loan(participant: Participant, user: User) -> Loan | None:
    """The loan one asks about first: the open one, else the latest."""
    loans = Loan.objects.visible_to(user).filter(participant=participant).for_lists()
    return (
        loans.filter(status__in=["active", "approved", "submitted", "draft"]).order_by("-pk").first()
        or loans.order_by("-pk").first()
    )
