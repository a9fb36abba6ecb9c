"""The repayment statement of one loan: what is next due, what the loan costs, what was paid, what is still owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.core.events import EventType
from loans.core.fold import fold, settlement_quote
from loans.core.state import State, Status
from loans.documents.client import Client, client_of
from loans.documents.facts import Facts, complaint_phone, facts_of
from loans.documents.lines import Entered, Line, Received, lines_from, received_over
from loans.documents.next_due import Due, next_due_of
from loans.documents.rows import Row, Totals, rows_from, totals_of
from loans.errors import LoanError
from loans.folding import Entry, events_of, journal_of, terms_of
from loans.models import Loan, LoanTransaction, ScheduleChange
from paper.languages import Language
from paper.pdf import render_pdf

TITLE = _("Repayment statement")
STYLE = "loans/documents/a4.css"
Kind = LoanTransaction.Kind


@dataclass(frozen=True, slots=True)
class Period:
    """The days whose entries are shown, both included; `opening` is the principal owed before the first."""

    start: date | None
    end: date | None
    opening: Money | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Every figure of the paper, as at the close of `as_at`. What is due that day is next due, not late."""

    as_at: date
    client: Client
    facts: Facts
    status: str
    next_due: Due | None
    arrears: Money
    late_since: date | None
    days_past_due: int
    due_in_all: Money  # arrears and what is next due
    paid_rows: int
    due_rows: int
    repaid_principal: Money
    outstanding_principal: Money
    outstanding: Money
    to_settle: Money | None  # what settles an active loan on `as_at`
    credit: Money
    ended_on: date | None  # repaid or written off
    written_off: Money
    schedule: tuple[Row, ...]
    totals: Totals
    period: Period
    lines: tuple[Line, ...]
    received: Received
    phone: str
    rescheduled_on: tuple[date, ...] = ()

    @property
    def has_charges(self) -> bool:
        return bool(self.totals.charges)

    @property
    def has_waived(self) -> bool:
        return bool(self.totals.waived)

    @property
    def has_credit(self) -> bool:
        return any(line.split and line.split.credit for line in self.lines)

    @property
    def has_charges_laid(self) -> bool:
        return any(line.split and line.split.charges for line in self.lines)

    def anonymous(self) -> "Statement":
        """With the code instead of name and address: as it is kept, and as those see it who see no names."""
        return replace(self, client=self.client.by_code())


def build_statement(loan: Loan, *, on: date, start: date | None = None, end: date | None = None) -> Statement:
    """The statement as at `on`; `start` and `end`, both included, limit the entries shown and no other figure.

    Raises LoanError for a loan that was not paid out by then.
    """
    terms, entries = terms_of(loan), [entry for entry in journal_of(loan) if entry.value_on <= on]
    if not entries:
        raise LoanError(_("This loan was not paid out yet: print its repayment schedule instead."))
    events = events_of(entries)
    state = fold(terms, events, as_of=on)
    money, rows = partial(_money, loan.currency), rows_from(state, loan.currency)
    moves = [entry for entry in entries if isinstance(entry, LoanTransaction)]
    entered = lines_from(moves, state, loan.currency)
    lines = _within(entered, start, end)
    arrears, next_due = money(state.arrears(on).total), next_due_of(state, on, loan.currency)
    return Statement(
        as_at=on,
        client=client_of(loan.participant),
        facts=facts_of(loan, terms, state, voucher=_voucher(moves)),
        status=state.status.value,
        next_due=next_due,
        arrears=arrears,
        late_since=state.unpaid_since if arrears else None,
        days_past_due=state.days_past_due(on),
        due_in_all=arrears + next_due.amount if next_due else arrears,
        paid_rows=sum(1 for row in rows if row.is_instalment and row.is_paid),
        due_rows=sum(1 for row in rows if row.is_instalment),
        repaid_principal=money(sum((row.paid_principal for row in state.rows), Decimal(0))),
        outstanding_principal=money(state.outstanding_principal),
        outstanding=money(state.outstanding),
        to_settle=money(settlement_quote(terms, events, on).total) if state.status == Status.ACTIVE else None,
        credit=money(state.overpaid),
        ended_on=_ended_on(state),
        written_off=money(_written_off(state)),
        schedule=rows,
        totals=totals_of(rows, loan.currency),
        period=Period(start, end, _opening(entered, start, loan.currency)),
        lines=lines,
        received=received_over(lines, loan.currency),
        phone=complaint_phone(loan),
        rescheduled_on=_rescheduled_on(entries),
    )


def render_statement(
    statement: Statement, *, language: Language, made_at: datetime | None = None, code: str = ""
) -> bytes:
    """The PDF. `made_at` and `code` are those of the issued paper; without them it is a draft made now."""
    context = {"statement": statement, "subject": statement.facts.number, "code": code}
    context |= statement.client.shown_in(language)
    return render_pdf(
        "loans/documents/statement.html", context, language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE]
    )


def _money(currency: str, amount: Decimal) -> Money:
    return Money(amount, currency)


def _ended_on(state: State) -> date | None:
    if state.status not in (Status.CLOSED, Status.OVERPAID, Status.WRITTEN_OFF):
        return None
    after = {EventType.REFUND, EventType.RECOVERY}
    return max(m.date for m in state.movements if not m.reversed and m.type not in after)


def _written_off(state: State) -> Decimal:
    written_off = (m.amount for m in state.movements if m.type == EventType.WRITE_OFF and not m.reversed)
    return sum(written_off, Decimal(0))


def _rescheduled_on(entries: Sequence[Entry]) -> tuple[date, ...]:
    changes = [entry for entry in entries if isinstance(entry, ScheduleChange)]
    gone = {change.reverses_id for change in changes}
    return tuple(change.value_on for change in changes if not change.reverses_id and change.pk not in gone)


def _voucher(entries: Sequence[LoanTransaction]) -> str:
    gone = {entry.reverses.seq for entry in entries if entry.reverses}
    paid_out = (e.number for e in entries if e.kind == Kind.DISBURSEMENT and e.seq not in gone)
    return next(paid_out, "")


def _within(entered: Sequence[Entered], start: date | None, end: date | None) -> tuple[Line, ...]:
    shown = (line for line, _owed in entered if (start is None or line.on >= start) and (end is None or line.on <= end))
    return tuple(shown)


def _opening(entered: Sequence[Entered], start: date | None, currency: str) -> Money | None:
    if start is None:
        return None
    before = [owed for line, owed in entered if line.on < start]
    return before[-1] if before else Money(Decimal(0), currency)
