"""What happened before this system: replayed into the journal, folded once, in the caller's transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from moneyed import Money

from livelihoods.services import record_milestone
from loans.core.events import Event, EventType
from loans.core.fold import fold
from loans.core.postings import Position
from loans.core.refusals import Refused
from loans.core.state import State
from loans.errors import LoanError
from loans.folding import Entry, events_of, journal_of, terms_of
from loans.models import CASH_IN, CASH_OUT, Channel, Loan, LoanStatus, LoanStep, LoanTransaction, PaidBy
from loans.refusals import words_for
from loans.services.applications import check_application, fix_terms
from loans.services.closing import locked_open_day
from loans.services.numbers import paper_numbers
from loans.services.posting import (
    MILESTONES,
    REPAID,
    exact_position,
    position_by_splits,
    post_to_ledger,
)  # fmt: skip
from loans.services.projection import project_loan
from office import trail
from office.models import NumberSeries, Office, User

Kind = LoanTransaction.Kind


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry made on paper before: money in (repayment) or out (disbursement) on its true date."""

    kind: Kind
    amount: Money
    value_on: date
    key: UUID
    channel: Channel = Channel.CASH
    paid_by: PaidBy = PaidBy.SELF
    reference: str = ""
    paper_no: str = ""


class HistoryRefused(LoanError):
    """The rules of the loan refuse the history at one entry: `index` counts from 0; None means the terms."""

    def __init__(self, message: str, *, index: int | None, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.index = index


def check_history(loan: Loan, history: Sequence[PastEntry]) -> State:
    """Fold an unsaved loan with its history; nothing is written. Raises HistoryRefused."""
    prepare_terms(loan, history)
    try:
        check_application(loan)
    except LoanError as refused:
        raise HistoryRefused(str(refused), index=None, field=refused.field) from refused
    return _folded(loan, [_event(e, i, loan.planned_on) for i, e in enumerate(history, start=1)])


def add_history(loan: Loan, history: Sequence[PastEntry], *, by: User) -> list[LoanTransaction]:
    """Write entries of a loan whose row is locked (or new): one fold, one projection, ledger rows per entry."""
    before = journal_of(loan)
    posted_on = locked_open_day(loan.office)
    new = [entry_of(loan, e, len(before) + i, posted_on, by) for i, e in enumerate(history, start=1)]
    if not new:
        return []
    state = _folded(loan, events_of([*before, *new]), known=len(before))
    give_numbers(loan.office, new)
    LoanTransaction.objects.bulk_create(new)
    was = LoanStatus(loan.status)
    for entry, position, after in positions(loan, before, new, state):
        post_to_ledger(loan, entry, position, after)
    project_loan(loan, state)
    _tell(loan, was, new, by)
    trail.record(trail.Act.WRITE, LoanTransaction, by=by, objects=new, fields=["imported"])
    return new


def prepare_terms(loan: Loan, history: Sequence[PastEntry]) -> None:
    loan.planned_on = min((e.value_on for e in history if e.kind == Kind.DISBURSEMENT), default=loan.planned_on)
    fix_terms(loan)


def entry_of(loan: Loan, e: PastEntry, seq: int, posted_on: date, by: User | None = None) -> LoanTransaction:
    # Cash of the past is in the office's box or at the bank: no officer holds it any more.
    return LoanTransaction(  # type: ignore[misc]
        loan=loan, seq=seq, kind=e.kind, amount=e.amount, value_on=e.value_on, posted_on=posted_on, key=e.key,
        entered_by=by, channel=e.channel, paid_by=e.paid_by if e.kind in CASH_IN else "",
        channel_reference=e.reference, paper_no=e.paper_no, office=loan.office,
    )  # fmt: skip


def _event(e: PastEntry, seq: int, posted_on: date) -> Event:
    return Event(seq=seq, type=EventType(e.kind), date=e.value_on, entered_on=posted_on, amount=e.amount.amount)


def _folded(loan: Loan, events: list[Event], *, known: int = 0) -> State:
    """`known`: how many of the events are in the journal already."""
    try:
        return fold(terms_of(loan), events)
    except Refused as refused:
        index = None if refused.seq is None else refused.seq - known - 1
        raise HistoryRefused(words_for(refused.refusal), index=index, field=refused.field) from refused


def give_numbers(office: Office, entries: Sequence[LoanTransaction]) -> None:
    """The next receipt and voucher numbers; all entered on one day."""
    for kinds, series in ((CASH_IN, NumberSeries.Kind.RECEIPT), (CASH_OUT, NumberSeries.Kind.VOUCHER)):
        moved = [e for e in entries if e.kind in kinds]
        if moved:
            numbers = paper_numbers(office, series, moved[0].posted_on, len(moved))
            for entry, number in zip(moved, numbers, strict=True):
                entry.number = number


def positions(
    loan: Loan, before: list[Entry], new: list[LoanTransaction], state: State
) -> Iterator[tuple[LoanTransaction, Position, Position]]:
    """Each new entry with the position before and after it, as it was split; the last one also takes up what later
    entries changed."""
    position = exact_position(loan, fold(terms_of(loan), events_of(before)), before) if before else {}
    for entry in new[:-1]:
        after = position_by_splits(loan, position, entry, state)
        yield entry, position, after
        position = after
    if new:
        yield new[-1], position, exact_position(loan, state, [*before, *new])


def _tell(loan: Loan, was: LoanStatus, new: list[LoanTransaction], by: User) -> None:
    for step in steps_of(loan, was, new, by=by):
        step.save()
        record_milestone(loan.participant_id, MILESTONES[LoanStep.Kind(step.kind)], on=step.on, reference=loan.number)


def steps_of(loan: Loan, was: LoanStatus, new: list[LoanTransaction], *, by: User) -> list[LoanStep]:
    """What the new entries brought the loan to; not saved."""
    steps = []
    if was == LoanStatus.APPROVED and loan.disbursed_on:
        steps.append((LoanStep.Kind.PAID_OUT, loan.disbursed_on))
    if loan.status in REPAID and was not in REPAID:
        steps.append((LoanStep.Kind.CLOSED, loan.closed_on or new[-1].value_on))
    return [LoanStep(loan=loan, kind=kind, on=on, by=by) for kind, on in steps]
