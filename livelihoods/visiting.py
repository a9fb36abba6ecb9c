"""What a visit's pages show and propose: what was told last, drafts, whom to visit, how the rounds stand."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.core.rounds import MONTHS, Answer
from livelihoods.models import Business, FollowUp, IncomeRecord, Milestone, Participant, Visit, VisitDraft, round_label
from livelihoods.models.visits import FollowUpQuerySet
from livelihoods.services.missed import loan_use_unseen
from office.models import User
from paper.templatetags.paper_tags import money, short_date

FOUND = {choice.value for choice in Visit.Found}
Facts = list[tuple[Any, Any]]


# --- The form --------------------------------------------------------------------------------------------------


def asks_for_use(participant: Participant) -> bool:
    """Whether nobody has looked yet at what the latest loan was used for."""
    funded = participant.milestones.filter(kind=Milestone.Kind.FUNDED).order_by("on").last()
    return funded is not None and not _looked_at(participant, since=funded.on)


def proposed(business: Business, participant: Participant, *, earlier: Visit | None, today: date) -> dict[str, Any]:
    """How the form begins: as the business stood last; where a visit is put right, as that one was."""
    last = _last_record(business)
    values: dict[str, Any] = {
        "on": today,
        "found": business.status if business.status in FOUND else Visit.Found.OPERATING,
        "currency": last.currency if last else "KHR",
    }
    return values | (_as_typed(earlier) if earlier else {})


def last_told(business: Business, participant: Participant) -> dict[str, str]:
    """By field, what was told last and of which month."""
    last = _last_record(business)
    told: dict[str, str] = {}
    if last is not None:
        month = f"{last.month:%m/%Y}"
        told = {line.kind: f"{money(Money(line.amount, last.currency))} ({month})" for line in last.lines.all()}
    household = participant.income_records.standing().exclude(household=None).order_by("told_on", "pk").last()
    if household is not None:
        told["household"] = f"{money(household.household_money)} ({household.month:%m/%Y})"
    visit = business.visits.standing().exclude(stock=None, jobs=None).order_by("on", "pk").last()
    if visit is not None and visit.stock is not None:
        told["stock_worth"] = f"{money(Money(visit.stock, visit.currency))} ({short_date(visit.on)})"
    if visit is not None and visit.jobs is not None:
        told["jobs"] = f"{visit.jobs.normalize():f} ({short_date(visit.on)})"
    return told


def keep_draft(business: Business, user: User, typed: str) -> None:
    draft = VisitDraft.objects.filter(user=user, business=business).first() or VisitDraft(user=user, business=business)
    draft.typed, draft.saved_at = typed, timezone.now()
    draft.save()


def kept_draft(business: Business, user: User) -> dict[str, str]:
    draft = VisitDraft.objects.filter(user=user, business=business).select_related("business__key").first()
    return json.loads(draft.typed) if draft and draft.typed else {}


def drop_draft(business: Business, user: User) -> None:
    VisitDraft.objects.filter(user=user, business=business).delete()


def _last_record(business: Business) -> IncomeRecord | None:
    told = business.income_records.standing().exclude(revenue=None).prefetch_related("lines")
    return told.order_by("told_on", "pk").last()


def _as_typed(visit: Visit) -> dict[str, Any]:
    income = IncomeRecord.objects.filter(visit=visit).prefetch_related("lines").first()
    values: dict[str, Any] = {
        "on": visit.on, "found": visit.found, "currency": visit.currency, "jobs": visit.jobs,
        "difficulty": visit.difficulty, "next_step": visit.next_step, "next_on": visit.next_on,
        "used_as_agreed": {True: "yes", False: "no", None: ""}[visit.used_as_agreed],
        "stock_worth": None if visit.stock is None else Money(visit.stock, visit.currency),
    }  # fmt: skip
    if income is not None:
        values |= {line.kind: Money(line.amount, income.currency) for line in income.lines.all()}
        values["household"] = income.household_money
    return values


# --- One visit -------------------------------------------------------------------------------------------------


def visit_facts(visit: Visit, *, to: User) -> Facts:
    income = getattr(visit, "income", None)
    used = {True: _("yes"), False: _("no")}.get(visit.used_as_agreed)  # type: ignore[arg-type]
    facts: Facts = [
        (_("The business is"), visit.get_found_display()),
        (_("Was the loan used as agreed?"), used),
        *_lines(income),
        (_("Net income of the business"), money(income.net) if income else ""),
        (_("Net income of the household, all sources"), money(income.household_money) if income else ""),
        (_("Worth of the stock now"), "" if visit.stock is None else money(Money(visit.stock, visit.currency))),
        (_("People working (full-day equivalent)"), "" if visit.jobs is None else f"{visit.jobs.normalize():f}"),
        (_("Main difficulty"), visit.get_difficulty_display()),
        (_("Next step"), visit.next_step if to.has_perm("livelihoods.see_names") else ""),
        (_("By"), short_date(visit.next_on)),
        (_("Entered by"), visit.by.shown_name),
    ]
    return [(label, value) for label, value in facts if value]


def _lines(income: IncomeRecord | None) -> Facts:
    if income is None:
        return []
    return [(line.get_kind_display(), money(Money(line.amount, income.currency))) for line in income.lines.all()]


# --- Whom to visit ---------------------------------------------------------------------------------------------


def loan_use_due(user: User, *, on: date) -> QuerySet[Milestone]:
    """Payouts to people in scope whose use nobody has looked at yet, the oldest first."""
    mine = Participant.objects.visible_to(user).filter(status=Participant.Status.ACTIVE)
    waiting = loan_use_unseen(on=on).filter(participant__in=mine.values("pk"))
    return waiting.select_related("participant__key", "participant__commune").order_by("on", "pk")


def rounds_due(user: User, *, on: date) -> FollowUpQuerySet:
    """Rounds whose time is now and that nobody has told yet, the soonest over first."""
    mine = FollowUp.objects.visible_to(user).due(on=on).filter(participant__status=Participant.Status.ACTIVE)
    return mine.select_related("participant__key", "participant__commune").order_by("last_on", "pk")


def business_to_visit(participant: Participant) -> Business | None:
    """The business a visit begins with: the one the person has a share in now; of several the newest."""
    return Business.objects.filter(memberships__participant=participant).order_by(
        F("memberships__to_on").desc(nulls_first=True), "-pk"
    ).first()  # fmt: skip


# --- How the rounds stand --------------------------------------------------------------------------------------

STATES = {
    Answer.TOLD: lambda on: Q(told_on__isnull=False),
    Answer.LOST: lambda on: Q(told_on=None, last_on__lt=on),
    Answer.WAITING: lambda on: Q(told_on=None, last_on__gte=on),
}
DUE = "due"


@dataclass(frozen=True, slots=True)
class RoundLine:
    """Of all whose round it is: who told, who is due now, whose time has not come, who was lost."""

    months: int
    told: int
    due: int
    later: int
    lost: int

    @property
    def label(self) -> str:
        return round_label(self.months)


def round_lines(user: User, *, on: date) -> list[RoundLine]:
    """One query over all in the user's scope."""
    counts = FollowUp.objects.visible_to(user).values("months").annotate(
        told=Count("pk", filter=STATES[Answer.TOLD](on)),
        lost=Count("pk", filter=STATES[Answer.LOST](on)),
        waiting=Count("pk", filter=STATES[Answer.WAITING](on)),
        due=Count("pk", filter=STATES[Answer.WAITING](on) & Q(first_on__lte=on)),
    ).order_by()  # fmt: skip
    by_months = {row["months"]: row for row in counts}
    return [_round_line(months, by_months.get(months, {})) for months in MONTHS]


def people_of_round(user: User, months: int, state: str, *, on: date) -> FollowUpQuerySet:
    """Those behind one figure of a line; `state` as in `Answer`, or due."""
    wanted = STATES[Answer.WAITING](on) & Q(first_on__lte=on) if state == DUE else STATES[Answer(state)](on)
    mine = FollowUp.objects.visible_to(user).filter(wanted, months=months)
    return mine.select_related("participant__key", "participant__commune").order_by("last_on", "participant__code")


def _round_line(months: int, counts: Any) -> RoundLine:
    told, due, waiting, lost = (counts.get(name, 0) for name in ("told", "due", "waiting", "lost"))
    return RoundLine(months, told, due, waiting - due, lost)


def _looked_at(participant: Participant, *, since: date) -> bool:
    return participant.visits.standing().filter(purpose=Visit.Purpose.LOAN_USE, on__gte=since).exists()
