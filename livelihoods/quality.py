"""What in the data wants a second look: each question is one query over the people in scope."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from livelihoods.models import FollowUp, IncomeRecord, Participant, Visit
from livelihoods.models.people import ParticipantQuerySet

TIMES = Decimal(10)  # as much as was told before, or a tenth of it: a zero too many or too few


@dataclass(frozen=True, slots=True)
class Question:
    """`people`: those of a queryset to whom it applies as at a day."""

    key: str
    label: Any
    what_to_do: Any
    people: Callable[[ParticipantQuerySet, date], ParticipantQuerySet]


def _no_baseline(people: ParticipantQuerySet, on: date) -> ParticipantQuerySet:
    lost = FollowUp.objects.lost(on=on).filter(months=0, participant=OuterRef("pk"))
    return people.filter(Exists(lost))


def _round_overdue(people: ParticipantQuerySet, on: date) -> ParticipantQuerySet:
    overdue = FollowUp.objects.due(on=on).filter(due_on__lt=on, participant=OuterRef("pk"))
    return people.filter(Exists(overdue))


def _mixed_currency(people: ParticipantQuerySet, on: date) -> ParticipantQuerySet:
    """One business told about in riel and in dollars: figures that look ten times too small or large hide there."""
    told = IncomeRecord.objects.standing().filter(participant=OuterRef("pk"), business__isnull=False)
    return people.filter(Exists(told.filter(Exists(_same_business_other_currency()))))


def _same_business_other_currency() -> Any:
    other = IncomeRecord.objects.standing().filter(business=OuterRef("business"))
    return other.exclude(currency=OuterRef("currency"))


def _outliers(people: ParticipantQuerySet, on: date) -> ParticipantQuerySet:
    """Revenue or household income more than ten times, or less than a tenth, of what was told before."""
    told = IncomeRecord.objects.standing().filter(participant=OuterRef("pk")).annotate(
        in_riel=_RIEL, before=Subquery(_earned_before().values("in_riel")[:1]),
        had=Subquery(_had_before().values("household_khr")[:1]),
    )  # fmt: skip
    far = _far("in_riel", "before") | _far("household_khr", "had")
    return people.filter(Exists(told.filter(far)))


def _without_figures(people: ParticipantQuerySet, on: date) -> ParticipantQuerySet:
    seen = Visit.objects.standing().filter(participant=OuterRef("pk"), found=Visit.Found.OPERATING, income=None)
    visits = seen.filter(purpose=Visit.Purpose.FOLLOW_UP)  # what a loan was used for is seen without figures
    return people.filter(Exists(visits))


_RIEL = ExpressionWrapper(F("revenue") * F("rate"), output_field=DecimalField())


def _earned_before() -> Any:
    told = IncomeRecord.objects.standing().filter(told_on__lt=OuterRef("told_on"), revenue__isnull=False)
    return told.filter(business=OuterRef("business")).annotate(in_riel=_RIEL).order_by("-told_on", "-pk")


def _had_before() -> Any:
    told = IncomeRecord.objects.standing().filter(told_on__lt=OuterRef("told_on"), household_khr__isnull=False)
    return told.filter(participant=OuterRef("participant")).order_by("-told_on", "-pk")


def _far(now: str, before: str) -> Q:
    """Both above zero, and far from each other."""
    known = Q(**{f"{now}__gt": 0, f"{before}__gt": 0})
    return known & (Q(**{f"{now}__gt": F(before) * TIMES}) | Q(**{f"{before}__gt": F(now) * TIMES}))


QUESTIONS = (
    Question("no_baseline", _("without a baseline"), _("The time of the baseline is over: nothing can be compared."),
             _no_baseline),
    Question("round_overdue", _("round overdue"), _("There is still time: visit them soon."), _round_overdue),
    Question("mixed_currency", _("riel and dollars for one business"), _("Was the currency chosen by mistake?"),
             _mixed_currency),
    Question("outliers", _("far from what was told before"), _("A zero too many or too few?"), _outliers),
    Question("without_figures", _("visit without figures"), _("The business operates, but nothing was told of it."),
             _without_figures),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}


def people_to_look_at(key: str, people: ParticipantQuerySet, *, on: date) -> ParticipantQuerySet:
    """Those of `people` to whom the question applies; in the order of codes, ready for a list."""
    found = BY_KEY[key].people(people.filter(status=Participant.Status.ACTIVE), on)
    return found.select_related("key", "commune").order_by("code")
