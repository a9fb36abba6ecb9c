"""Loans with something to collect, the oldest due date first: for the day's list, the sheet and the paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Subquery, Sum
from moneyed import Money

from livelihoods.models import Task
from loans.models import Instalment, Loan, LoanQuerySet
from office.core.money import summed


@dataclass(frozen=True, slots=True)
class DueLoan:
    """A loan with something due: what has fallen due by the day, or the next instalment of the week."""

    loan: Loan
    amount: Money
    days_late: int
    due_on: date
    promised_on: date | None = None


def due_loans(loans: LoanQuerySet, *, on: date, until: date | None = None) -> LoanQuerySet:
    """Loans with something unpaid that falls due by `until`, oldest first; `due_sum` is what is due by `until`."""
    until = until or on
    rows = Instalment.objects.filter(loan=OuterRef("pk"), unpaid__gt=0, due_on__lte=until).order_by()
    total = rows.values("loan").annotate(t=Sum("unpaid")).values("t")
    last = rows.values("loan").annotate(t=Max("due_on")).values("t")
    return (
        loans.active()
        .filter(unpaid_since__lte=until)
        .annotate(due_sum=Subquery(total), due_last=Subquery(last), promised_on=_promised())
        .order_by("unpaid_since", "participant__code")
    )


def due_row(loan: Any, *, on: date) -> DueLoan:
    """A row of the list from a loan that `due_loans` annotated."""
    late = loan.days_past_due(on=on)
    due_on = loan.late_since if late else loan.due_last
    return DueLoan(loan, Money(summed(loan.due_sum), loan.currency), late, due_on, loan.promised_on)


def _promised() -> Subquery:
    """The day by which the client promised to pay, while that is waited for."""
    waiting = Task.objects.waiting().filter(kind=Task.Kind.PROMISE, reference=OuterRef("number"))
    return Subquery(waiting.filter(participant=OuterRef("participant")).values("due_on")[:1])
