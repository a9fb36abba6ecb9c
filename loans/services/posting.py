"""The one path by which an entry reaches the journal: lock, refold, write, project, post to the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import Milestone
from livelihoods.services import record_milestone
from loans.core.events import Event, EventType
from loans.core.fold import accept, fold
from loans.core.postings import Cash, Place, Position, Totals, position_of, postings
from loans.core.refusals import Refused
from loans.core.state import Movement, State
from loans.core.terms import Terms
from loans.errors import BreaksAccepted, KeyReused, LoanError
from loans.folding import Entry, events_of, journal_of, terms_of
from loans.models import (
    CASH_IN,
    CASH_OUT,
    Account,
    CashTransaction,
    Channel,
    LedgerEntry,
    Loan,
    LoanStatus,
    LoanStep,
    LoanTransaction,
    ScheduleChange,
)
from loans.refusals import words_for
from loans.services.cash import cash_account, cash_holder
from loans.services.closing import locked_open_day, open_day
from loans.services.numbers import paper_number
from loans.services.projection import project_loan
from loans.services.promises import settle_tasks
from office import trail
from office.models import NumberSeries, User

Kind = LoanTransaction.Kind
REPAID = frozenset({LoanStatus.CLOSED, LoanStatus.OVERPAID})
MILESTONES = {
    LoanStep.Kind.PAID_OUT: Milestone.Kind.FUNDED,
    LoanStep.Kind.CLOSED: Milestone.Kind.CLOSED,
    LoanStep.Kind.REOPENED: Milestone.Kind.REOPENED,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be entered. Amounts in the loan's currency."""

    kind: Kind
    amount: Money
    value_on: date
    key: UUID
    by: User
    channel: Channel = Channel.NONE
    details: dict[str, Any] = field(default_factory=dict)
    holder: User | None = None  # who has the cash, where it is not who enters it


def lock_loan(loan_id: int) -> Loan:
    """The loan's row, locked to the end of the transaction: its balances can be trusted only under the lock."""
    return Loan.objects.select_for_update(of=("self",)).select_related("participant__key", "office").get(pk=loan_id)


def previous_entry(draft: Draft, loan: Loan) -> LoanTransaction | None:
    """The entry that a repeated send already made. Raises KeyReused where the key came with other content."""
    entry = LoanTransaction.objects.filter(key=draft.key).first()
    if entry is None:
        if CashTransaction.objects.filter(key=draft.key).exists():
            raise KeyReused
        return None
    now, then = draft.details.get("tendered"), entry.tendered
    same = (entry.loan_id, entry.amount, entry.value_on) == (loan.pk, draft.amount, draft.value_on) and now == then
    if not same or entry.kind not in {draft.kind, *_kinds_of_cash(draft.kind)}:
        raise KeyReused
    return entry


def post_entry(loan: Loan, draft: Draft) -> LoanTransaction:
    """Write one entry and all that follows from it. The loan is locked by the caller's transaction.

    Raises LoanError in the user's words where the rules of the loan refuse the entry.
    """
    entries = journal_of(loan)
    entry = _new_entry(loan, draft, seq=len(entries) + 1, posted_on=locked_open_day(loan.office))
    status = LoanStatus(loan.status)
    _write(loan, entries, entry)
    _note_change(loan, entry, status)
    trail.record(trail.Act.WRITE, entry, by=draft.by, fields=[entry.kind])
    return entry


def post_change(loan: Loan, change: ScheduleChange) -> ScheduleChange:
    """Write a rescheduling, or its reversal, and all that follows from it, as `post_entry` does."""
    entries = journal_of(loan)
    change.seq, change.posted_on = len(entries) + 1, locked_open_day(loan.office)
    status = LoanStatus(loan.status)
    _write(loan, entries, change)
    _note_change(loan, change, status)
    trail.record(trail.Act.WRITE, change, by=change.entered_by, fields=["reversal" if change.reverses else "posted"])
    return change


def _write(loan: Loan, entries: list[Entry], new: Entry) -> None:
    """The new entry, what it changes in the ledger, and the balances that follow."""
    terms, events = terms_of(loan), events_of(entries)
    before = fold(terms, events)
    after = _accepted(terms, events, new)
    if isinstance(new, LoanTransaction):
        new.number = _next_paper_number(new)
        new.full_clean(exclude=["reason"], validate_unique=False, validate_constraints=False)
    _save(new)
    post_to_ledger(loan, new, exact_position(loan, before, entries), exact_position(loan, after, [*entries, new]))
    project_loan(loan, after)
    settle_tasks(loan, on=new.posted_on)


def _save(entry: Entry) -> None:
    """Two loans sent at once under one key: the database lets one of them in."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as clash:
        if type(entry).objects.filter(key=entry.key).exists():
            raise KeyReused from clash
        raise


def _note_change(loan: Loan, entry: Entry, before: LoanStatus) -> None:
    """A step in the loan's life, and the milestone that the person's page tells."""
    now = LoanStatus(loan.status)
    if now == before or {now, before} == REPAID:
        return
    is_payout = isinstance(entry, LoanTransaction) and entry.kind == Kind.DISBURSEMENT
    kind = LoanStep.Kind.PAID_OUT if is_payout else LoanStep.Kind.REOPENED
    if now in REPAID:
        kind = LoanStep.Kind.CLOSED
    elif now == LoanStatus.WRITTEN_OFF:
        kind = LoanStep.Kind.WRITTEN_OFF
    LoanStep.objects.create(loan=loan, kind=kind, on=entry.value_on, by=entry.entered_by)
    milestone = Milestone.Kind.UNFUNDED if now == LoanStatus.APPROVED else MILESTONES.get(kind)
    if milestone:
        record_milestone(loan.participant_id, milestone, on=entry.value_on, reference=loan.number)


def preview(loan: Loan, draft: Draft) -> State:
    """The state after an entry that is not written. Raises LoanError as `post_entry` would."""
    entries = journal_of(loan)
    return _accepted(terms_of(loan), events_of(entries), _new_entry(loan, draft, seq=len(entries) + 1))


def _accepted(terms: Terms, events: list[Event], entry: Entry) -> State:
    try:
        return accept(terms, events, events_of([entry])[0])
    except Refused as refused:
        kind = BreaksAccepted if refused.refusal.code == "breaks_accepted" else LoanError
        raise kind(words_for(refused.refusal), field=refused.field) from refused


def _new_entry(loan: Loan, draft: Draft, *, seq: int, posted_on: date | None = None) -> LoanTransaction:
    if draft.amount.currency.code != loan.currency:
        raise LoanError(_("This loan is in another currency."), field="amount")
    return LoanTransaction(  # type: ignore[misc]
        loan=loan, seq=seq, kind=draft.kind, amount=draft.amount, value_on=draft.value_on, key=draft.key,
        posted_on=posted_on or open_day(loan.office), entered_by=draft.by, channel=draft.channel, office=loan.office,
        holder=draft.holder or _holder(draft), **draft.details,
    )  # fmt: skip


def _holder(draft: Draft) -> User | None:
    return None if draft.details.get("suspense") else cash_holder(draft.channel, draft.by)


def _next_paper_number(entry: LoanTransaction) -> str:
    """Cash in takes the next receipt number, cash out the next voucher number; nothing else has one."""
    if entry.suspense_id:
        return ""  # its number was given when the money came in
    if entry.kind in CASH_IN:
        return paper_number(entry.office, NumberSeries.Kind.RECEIPT, entry.posted_on)
    if entry.kind in CASH_OUT:
        return paper_number(entry.office, NumberSeries.Kind.VOUCHER, entry.posted_on)
    return ""


def post_to_ledger(loan: Loan, entry: Entry, before: Position, after: Position) -> None:
    LedgerEntry.objects.bulk_create(ledger_rows(loan, entry, before, after))


def ledger_rows(loan: Loan, entry: Entry, before: Position, after: Position) -> Iterator[LedgerEntry]:
    """What the entry posts: the way from one position to the other."""
    source: dict[str, Any] = {"loan_transaction": entry}
    office = loan.office
    if isinstance(entry, ScheduleChange):
        source = {"schedule_change": entry}
    else:
        office = entry.office
    for p in postings(before, after):
        yield LedgerEntry(
            fund_id=loan.fund_id, office=office, posted_on=entry.posted_on, amount=p.amount,
            debit=p.debit.account, credit=p.credit.account, currency=loan.currency, **source,
            holder_id=p.debit.holder or p.credit.holder,
        )  # fmt: skip


def exact_position(loan: Loan, state: State, entries: Sequence[Entry]) -> Position:
    """Where the loan stands in the books after these entries."""
    kinds = {m.seq: m for m in state.movements if not m.reversed}
    totals = Totals(
        outstanding_principal=state.unpaid.principal,
        interest_paid=_sum(r.paid_interest for r in state.rows),
        fee_paid=_sum(r.paid_fee for r in state.rows) + (loan.fee if kinds else 0),
        penalty_paid=_sum(r.paid_penalty for r in state.rows),
        credit=state.overpaid,
        principal_written_off=_sum(m.principal for m in kinds.values() if m.type == EventType.WRITE_OFF),
        recovered=_sum(m.amount for m in kinds.values() if m.type == EventType.RECOVERY),
    )
    return position_of(totals, _cash_moved(loan, [e for e in entries if isinstance(e, LoanTransaction)]))


def _cash_moved(loan: Loan, entries: list[LoanTransaction]) -> list[Cash]:
    reversed_seqs = {e.reverses.seq for e in entries if e.reverses}
    standing = [e for e in entries if e.seq not in reversed_seqs and e.kind in CASH_IN | CASH_OUT]
    fee_left = loan.fee
    moved = []
    for entry in standing:
        amount = entry.amount.amount if entry.kind in CASH_IN else -entry.amount.amount
        if entry.kind == Kind.DISBURSEMENT:
            amount, fee_left = amount + fee_left, fee_left * 0
        moved.append(Cash(cash_place(entry), amount))
    return moved


def position_by_splits(loan: Loan, before: Position, entry: LoanTransaction, state: State) -> Position:
    """The position one entry further, by the split that a later fold gave it: for entries written together."""
    movement = next(m for m in state.movements if m.seq == entry.seq)
    change = _disbursed(loan, entry, movement, state) if entry.kind == Kind.DISBURSEMENT else _received(entry, movement)
    after = {p: before.get(p, Decimal(0)) + change.get(p, Decimal(0)) for p in {**before, **change}}
    return {place: amount for place, amount in after.items() if amount}


def _disbursed(loan: Loan, entry: LoanTransaction, movement: Movement, state: State) -> dict[Place, Decimal]:
    # The fee is kept back once, at the first disbursement.
    first = min(m.seq for m in state.movements if m.type == EventType.DISBURSEMENT and not m.reversed)
    fee = loan.fee if entry.seq == first else Decimal(0)
    return {
        Place(Account.RECEIVABLE): movement.amount,
        Place(Account.FEE_INCOME): -fee,
        cash_place(entry): fee - movement.amount,
    }


def _received(entry: LoanTransaction, movement: Movement) -> dict[Place, Decimal]:
    return {
        cash_place(entry): movement.amount,
        Place(Account.RECEIVABLE): -movement.principal,
        Place(Account.INTEREST_INCOME): -movement.interest,
        Place(Account.FEE_INCOME): -movement.fee,
        Place(Account.PENALTY_INCOME): -movement.penalty,
        Place(Account.CREDIT): -movement.overpaid,
    }


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def cash_place(entry: LoanTransaction) -> Place:
    """Where the money of an entry is: at the bank, in the office's box, in an officer's hands, or exchanged."""
    if entry.tendered:
        return Place(Account.EXCHANGE)  # the money of the other currency has its own row
    return Place(cash_account(entry.channel, entry.holder_id), entry.holder_id)


def _kinds_of_cash(kind: Kind) -> frozenset[Kind]:
    # What was recorded as a repayment may meet a retry after the loan was written off, and the other way round.
    return CASH_IN if kind in CASH_IN else frozenset()
