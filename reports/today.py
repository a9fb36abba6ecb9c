"""What is to be collected: due today, this week, overdue; per currency, never added across."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.models import CASH_IN, Instalment, Loan, LoanQuerySet, LoanStep, LoanTransaction, ReversalRequest
from office.core.money import summed
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


def today_for(loans: LoanQuerySet, *, on: date) -> Today:
    """Figures over these loans as at the morning of `on`. Due today is not late."""
    unpaid = Instalment.objects.filter(unpaid__gt=0, loan__in=loans.active().values("pk"))
    received = LoanTransaction.objects.standing().filter(kind__in=CASH_IN, value_on=on, loan__in=loans.values("pk"))
    oldest = unpaid.aggregate(oldest=Min("due_on"))["oldest"]
    return Today(
        on=on,
        due_today=_sums(unpaid.filter(due_on=on)),
        overdue=_sums(unpaid.filter(due_on__lt=on)),
        due_this_week=_sums(unpaid.filter(due_on__gt=on, due_on__lte=on + WEEK)),
        collected=_sums(received, amount="amount", currency="amount_currency"),
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


def _sums(rows: QuerySet[Any], *, amount: str = "unpaid", currency: str = "currency") -> Sums:
    """One query: sums per currency, and loans (a loan has one currency, so they may be counted per currency)."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    count = 0
    for row in rows.order_by().values(currency).annotate(total=Sum(amount), loans=Count("loan", distinct=True)):
        totals[row[currency]] += summed(row["total"])
        count += row["loans"]
    return Sums(tuple(Money(totals[c], c) for c in ("KHR", "USD") if totals.get(c)), count)
