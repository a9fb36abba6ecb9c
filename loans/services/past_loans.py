"""Loans of before, many at once: each folded once, all written in as few statements as one would be.

What is written is what entering them one by one would have written: journal, numbers, ledger, projection, steps,
milestones and the trail.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from livelihoods.services import record_milestones
from loans.core.state import State
from loans.models import (
    Allocation,
    Instalment,
    LedgerEntry,
    Loan,
    LoanStatus,
    LoanStep,
    LoanTransaction,
)
from loans.services.closing import locked_open_day
from loans.services.history import PastEntry, check_history, entry_of, give_numbers, positions, steps_of
from loans.services.numbers import paper_numbers
from loans.services.posting import MILESTONES, ledger_rows
from loans.services.projection import allocations_from, balances_from, instalments_from
from loans.services.tolerance import tolerances
from office import trail
from office.models import NumberSeries, Office, User


@dataclass(slots=True)
class PastLoan:
    """An unsaved loan that was approved before, what happened to it, and the fold of that by `check_history`."""

    loan: Loan
    history: Sequence[PastEntry]
    state: State
    entries: list[LoanTransaction] = field(default_factory=list)


def import_loan(loan: Loan, history: Sequence[PastEntry], *, by: User, second: User, on: date) -> Loan:
    """One of them alone. Raises HistoryRefused."""
    import_loans([PastLoan(loan, history, check_history(loan, history))], by=by, second=second, on=on)
    return loan


@transaction.atomic
def import_loans(past: Sequence[PastLoan], *, by: User, second: User, on: date) -> None:
    """Write loans and histories that were checked. `second` vouches for the approvals."""
    _enter(past, by=by)
    _number(past, on=on)
    Loan.objects.bulk_create(each.loan for each in past)
    LoanTransaction.objects.bulk_create(entry for each in past for entry in each.entries)
    LedgerEntry.objects.bulk_create(row for each in past for row in _ledger(each))
    Instalment.objects.bulk_create(
        row for each in past if each.entries for row in instalments_from(each.loan, each.state)
    )
    Allocation.objects.bulk_create(row for each in past for row in _allocations(each))
    _tell(past, by=by, second=second, on=on)


def _enter(past: Sequence[PastLoan], *, by: User) -> None:
    """As they stand after all of their history."""
    tolerated = tolerances(on=timezone.localdate())
    posted_on = {office.pk: locked_open_day(office) for office in _offices(past)}
    for each in past:
        loan = each.loan
        loan.entered_by, loan.commune, loan.approved_on = by, loan.participant.commune, loan.planned_on
        loan.status = LoanStatus.APPROVED
        each.entries = [entry_of(loan, e, i, posted_on[loan.office_id], by) for i, e in enumerate(each.history, 1)]
        last_on = max((e.value_on for e in each.history), default=None)
        for name, value in balances_from(loan, each.state, last_on=last_on, tolerated=tolerated[loan.currency]).items():
            setattr(loan, name, value)


def _number(past: Sequence[PastLoan], *, on: date) -> None:
    """The next numbers of each office, in order."""
    by_office: dict[int, list[PastLoan]] = defaultdict(list)
    for each in past:
        by_office[each.loan.office_id].append(each)
    for office in _offices(past):
        its = by_office[office.pk]
        for each, number in zip(its, paper_numbers(office, NumberSeries.Kind.LOAN, on, len(its)), strict=True):
            each.loan.number = number
        give_numbers(office, [entry for each in its for entry in each.entries])


def _offices(past: Sequence[PastLoan]) -> list[Office]:
    """In the order in which every import takes their rows."""
    return sorted({each.loan.office for each in past}, key=lambda office: office.pk)


def _ledger(each: PastLoan) -> Iterator[LedgerEntry]:
    for entry, before, after in positions(each.loan, [], each.entries, each.state):
        yield from ledger_rows(each.loan, entry, before, after)


def _allocations(each: PastLoan) -> list[Allocation]:
    return allocations_from(each.state, {entry.seq: entry.pk for entry in each.entries})


def _tell(past: Sequence[PastLoan], *, by: User, second: User, on: date) -> None:
    steps: list[LoanStep] = []
    for each in past:
        steps.append(LoanStep(loan=each.loan, kind=LoanStep.Kind.IMPORTED, on=on, by=by, second=second))
        steps += steps_of(each.loan, LoanStatus.APPROVED, each.entries, by=by)
    LoanStep.objects.bulk_create(steps)
    record_milestones(
        (s.loan.participant_id, MILESTONES[LoanStep.Kind(s.kind)], s.on, s.loan.number)
        for s in steps
        if s.kind in MILESTONES
    )
    trail.record_all(
        trail.line(trail.Act.WRITE, LoanTransaction, by=by, objects=each.entries, fields=["imported"])
        for each in past
        if each.entries
    )
