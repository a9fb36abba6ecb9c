"""What was put right in loans over some days: reversed, waived, written off, rescheduled; by whom and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

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
    entries = LoanTransaction.objects.filter(loan__in=loans, kind__in=PUT_RIGHT, posted_on__range=days)
    rows = list(entries.select_related("loan__participant__key", "loan__participant__commune", "entered_by__key",
                                       "reverses"))  # fmt: skip
    reversed_ids = [each.reverses_id for each in rows if each.reverses_id]
    confirmed = ReversalRequest.objects.filter(transaction__in=reversed_ids, is_confirmed=True)
    asked = {each.transaction_id: each.asked_by for each in confirmed.select_related("asked_by__key")}
    requests = _requests(rows)
    for each in rows:
        what = each.get_kind_display()
        if each.reverses:
            what = f"{what}: {each.reverses.get_kind_display()} {each.reverses.number}".strip()
        asker = asked.get(each.reverses.pk) if each.reverses else requests.get(_asked(each, Kind.WRITE_OFF))
        url = reverse("loans:entry", args=[each.loan.number, each.seq])
        amount = Money(each.amount.amount, each.loan.currency)
        yield Correction(each.loan, what, url, each.posted_on, amount, asker, each.entered_by, each.reason)


def _changes(loans: LoanQuerySet, days: tuple[date, date]) -> Iterator[Correction]:
    changes = ScheduleChange.objects.filter(loan__in=loans, posted_on__range=days)
    rows = list(changes.select_related("loan__participant__key", "loan__participant__commune", "entered_by__key",
                                       "reverses"))  # fmt: skip
    requests = _requests(rows)
    for each in rows:
        shown = each.reverses or each
        what = _("reversed entry: rescheduling") if each.reverses else _("rescheduling")
        asker = None if each.reverses else requests.get(_asked(each, ChangeRequest.Kind.RESCHEDULE))
        url = reverse("loans:schedule-change", args=[each.loan.number, shown.seq])
        yield Correction(each.loan, what, url, each.posted_on, None, asker, each.entered_by, each.reason)


def _requests(rows: list[Any]) -> dict[tuple[Any, ...], User]:
    """Who asked, by loan, kind, value date and who confirmed."""
    confirmed = ChangeRequest.objects.filter(loan__in={each.loan_id for each in rows}, is_confirmed=True)
    return {
        (each.loan_id, each.kind, each.value_on, each.settled_by_id): each.asked_by
        for each in confirmed.select_related("asked_by__key")
    }


def _asked(row: Any, kind: str) -> tuple[Any, ...]:
    return row.loan_id, kind, row.value_on, row.entered_by_id
