"""What was put right in loans over some days: reversed, waived, written off, rescheduled; by whom and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from moneyed import Money

from loans.models import ChangeRequest, Loan, LoanQuerySet, LoanTransaction, ReversalRequest, ScheduleChange
from office.models import User

Kind = LoanTransaction.Kind
PUT_RIGHT = (Kind.REVERSAL, Kind.WAIVER, Kind.WRITE_OFF)


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry or change that put a loan right. `amount` is None where none moved; `asked_by` where none asked."""

    loan: Loan
    what: str
    url: str
    posted_on: date
    amount: Money | None
    asked_by: User | None
    decided_by: User
    reason: str


def corrections_of(loans: LoanQuerySet, *, start: date, end: date) -> list[Correction]:
    """Of these loans, posted from `start` to `end`, both included; the newest first. Always five queries."""
    found = [*_entries(loans, (start, end)), *_changes(loans, (start, end))]
    return sorted(found, key=lambda each: (each.posted_on, each.loan.number), reverse=True)


def _entries(loans: LoanQuerySet, days: tuple[date, date]) -> Iterator[Correction]:
    rows = list(_posted(LoanTransaction.objects.filter(kind__in=PUT_RIGHT), loans, days))
    reversals = ReversalRequest.objects.filter(transaction__in=[each.reverses_id for each in rows], is_confirmed=True)
    of_reversed = {each.transaction_id: each.asked_by for each in reversals.select_related("asked_by__key")}
    askers = _askers(rows)
    for each in rows:
        what = each.get_kind_display()
        if each.reverses:
            what = f"{what}: {each.reverses.get_kind_display()} {each.reverses.number}".strip()
        asker = of_reversed.get(each.reverses_id) or askers.get(each.key)
        url = reverse("loans:entry", args=[each.loan.number, each.seq])
        yield Correction(each.loan, what, url, each.posted_on, each.amount, asker, each.entered_by, each.reason)


def _changes(loans: LoanQuerySet, days: tuple[date, date]) -> Iterator[Correction]:
    rows = list(_posted(ScheduleChange.objects.all(), loans, days))
    askers = _askers(rows)
    for each in rows:
        shown = each.reverses or each
        what = _("reversed entry: rescheduling") if each.reverses else _("rescheduling")
        url = reverse("loans:schedule-change", args=[each.loan.number, shown.seq])
        asker = askers.get(each.key)
        yield Correction(each.loan, what, url, each.posted_on, None, asker, each.entered_by, each.reason)


def _posted(rows: QuerySet[Any], loans: LoanQuerySet, days: tuple[date, date]) -> QuerySet[Any]:
    beside = ("loan__participant__key", "loan__participant__commune", "entered_by__key", "reverses")
    return rows.filter(loan__in=loans, posted_on__range=days).select_related(*beside)


def _askers(rows: list[Any]) -> dict[UUID, User]:
    """Who asked for these write-offs and reschedulings, by key."""
    led_to = ChangeRequest.objects.filter(outcome__in=[each.key for each in rows])
    return {each.outcome: each.asked_by for each in led_to.select_related("asked_by__key") if each.outcome}
