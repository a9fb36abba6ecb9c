"""What is to be collected: due today, this week, overdue; per currency, never added across."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.models import CASH_IN, Instalment, Loan, LoanQuerySet, LoanStep, LoanTransaction, ReversalRequest
from office.core.money import CURRENCIES, summed
from office.models import User

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts per currency, and how many loans they come from."""

    amounts: tuple[Money, ...]
    loans: int

    def __bool__(self) -> bool:
        return bool(self.loans)


@dataclass(frozen=True, slots=True)
class Today:
    on: date
    due_today: Sums
    overdue: Sums
    due_this_week: Sums
    collected: Sums
    longest_late: int


def today_for(loans: LoanQuerySet, *, on: date, is_everything: bool = False) -> Today:
    """Figures over these loans as at the morning of `on`. Due today is not late. `is_everything`: these are all loans
    there are; asking the database for each row whether it is among them would take longer than all the rest."""
    rows = Instalment.objects.filter(unpaid__gt=0, due_on__lte=on + WEEK)
    if is_everything:
        # What is not paid out has rows too, as proposed. Those few are left out, not all the others sought.
        rows = rows.exclude(loan__in=Loan.objects.not_paid_out().values("pk"))
    else:
        rows = rows.filter(loan__in=loans.active().values("pk"))
    spans = {"today": Q(due_on=on), "before": Q(due_on__lt=on), "week": Q(due_on__gt=on)}
    due = _sums_of(rows, amount="unpaid", currency="currency", parts=spans)
    received = LoanTransaction.objects.standing().filter(
        Exists(loans.filter(pk=OuterRef("loan"))), kind__in=CASH_IN, value_on=on
    )
    collected = _sums_of(received, amount="amount", currency="amount_currency", parts={"all": Q()})
    oldest = loans.active().aggregate(oldest=Min("late_since"))["oldest"]
    return Today(
        on=on,
        due_today=due["today"],
        overdue=due["before"],
        due_this_week=due["week"],
        collected=collected["all"],
        longest_late=max(0, (on - oldest).days) if oldest else 0,
    )


@dataclass(frozen=True, slots=True)
class News:
    """Something others decided about this user's work."""

    on: date
    loan: Loan
    text: Any
    tone: str


NEWS_FOR = timedelta(days=7)
DECIDED = {
    LoanStep.Kind.APPROVED: "done",
    LoanStep.Kind.REJECTED: "late",
    LoanStep.Kind.EXPIRED: "late",
    LoanStep.Kind.PAID_OUT: "done",
}


def news_for(user: User, *, on: date) -> list[News]:
    """What others decided in the last seven days on the user's applications and requests, the newest first."""
    since = on - NEWS_FOR
    seen = Loan.objects.visible_to(user).values("pk")
    loan = ("participant__key", "participant__commune", "business__livelihood")
    steps = LoanStep.objects.filter(loan__officer=user, loan__in=seen, kind__in=DECIDED, on__gte=since)
    steps = steps.filter(~Q(by=user) | Q(by=None)).select_related(*(f"loan__{name}" for name in loan))
    settled = ReversalRequest.objects.filter(asked_by=user, settled_at__date__gte=since, transaction__loan__in=seen)
    settled = settled.exclude(settled_by=user).select_related(*(f"transaction__loan__{name}" for name in loan))
    news = [News(s.on, s.loan, s.get_kind_display(), DECIDED[LoanStep.Kind(s.kind)]) for s in steps]
    for asked in settled:
        text, tone = (_("reversal confirmed"), "done") if asked.is_confirmed else (_("reversal declined"), "late")
        news.append(News(timezone.localdate(asked.settled_at), asked.transaction.loan, text, tone))
    return sorted(news, key=lambda each: each.on, reverse=True)


def _sums_of(rows: QuerySet[Any], *, amount: str, currency: str, parts: Mapping[str, Q]) -> dict[str, Sums]:
    """One query: of each part sums per currency, and loans (a loan has one currency, so they may be counted so)."""
    asked: dict[str, Any] = {}
    for name, part in parts.items():
        asked[f"{name}_total"] = Sum(amount, filter=part)
        asked[f"{name}_loans"] = Count("loan", distinct=True, filter=part)
    found = {row[currency]: row for row in rows.order_by().values(currency).annotate(**asked)}
    return {name: _sums(found, name) for name in parts}


def _sums(found: Mapping[str, Mapping[str, Any]], name: str) -> Sums:
    totals = ((code, summed(found[code][f"{name}_total"])) for code in CURRENCIES if code in found)
    amounts = tuple(Money(total, code) for code, total in totals if total)
    return Sums(amounts, sum(row[f"{name}_loans"] for row in found.values()))
