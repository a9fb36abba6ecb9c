"""From rows of the database to values of the core: a loan's terms, its events, its state."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from loans.core.calendar import Shift, Unit
from loans.core.choices import AllocationOrder, Amortisation, Currency, Method
from loans.core.daycount import DayCount
from loans.core.events import Ahead, Component, Event, EventType
from loans.core.fold import fold
from loans.core.rounding import Rounding
from loans.core.state import State
from loans.core.terms import Terms
from loans.models import Loan, LoanTerms, LoanTransaction, ScheduleChange
from office.core.money import STEP

# What happened to a loan: entries of its journal, and changes of its schedule between them.
Entry = LoanTransaction | ScheduleChange


def terms_of(loan: Loan) -> Terms:
    """The terms as agreed. Paid out on another day, the schedule starts from that day: the fold sees to it."""
    return make_terms(
        loan, currency=loan.currency, principal=loan.principal.amount, disbursed_on=loan.planned_on,
        first_due=loan.first_due, due_dates=loan.due_dates, fee=loan.fee, holidays=loan.holidays,
    )  # fmt: skip


def make_terms(
    choices: LoanTerms, *, currency: str, principal: Decimal, disbursed_on: date, first_due: date | None = None,
    due_dates: Iterable[str] = (), fee: Decimal = Decimal(0), holidays: Iterable[str] = (),
) -> Terms:  # fmt: skip
    """Terms of the core from a product's or a loan's choices. Dates given as ISO text come from JSON columns."""
    given = tuple(date.fromisoformat(d) for d in due_dates)
    return Terms(
        currency=Currency(currency),
        principal=principal,
        annual_rate=choices.annual_rate,
        method=Method(choices.method),
        amortisation=Amortisation(choices.amortisation),
        instalments=None if given else choices.instalments,
        every=None if given else choices.every,
        unit=None if given else Unit(choices.unit),
        due_dates=given,
        disbursed_on=disbursed_on,
        first_due=None if given else first_due,
        day_count=DayCount(choices.day_count),
        step=STEP[currency],
        instalment_multiple=choices.instalment_multiple,
        rounding=Rounding(choices.rounding),
        interest_rounding=Rounding(choices.interest_rounding),
        principal_grace=choices.principal_grace,
        interest_free=choices.interest_free,
        interest_grace=choices.interest_grace,
        allocation=AllocationOrder(choices.allocation),
        fee=fee,
        shift=Shift(choices.shift),
        holidays=frozenset(date.fromisoformat(d) for d in holidays),
    )


def events_of(entries: Iterable[Entry]) -> list[Event]:
    """The journal as events of the core. `entries` come with `reverses` loaded, in order of entry."""
    return [event_of(entry) for entry in entries]


def event_of(entry: Entry) -> Event:
    if isinstance(entry, ScheduleChange):
        return _change_event(entry)
    is_reversal = entry.kind == LoanTransaction.Kind.REVERSAL
    return Event(
        seq=entry.seq,
        type=EventType(entry.kind),
        date=None if is_reversal else entry.value_on,
        entered_on=entry.posted_on,
        amount=None if is_reversal else entry.amount.amount,
        component=Component(entry.component) if entry.component else None,
        ahead=Ahead(entry.ahead) if entry.ahead else None,
        reverses=entry.reverses.seq if entry.reverses else None,
    )


def _change_event(change: ScheduleChange) -> Event:
    if change.reverses:
        return Event(
            seq=change.seq, type=EventType.REVERSAL, entered_on=change.posted_on, reverses=change.reverses.seq
        )  # fmt: skip
    return Event(
        seq=change.seq, type=EventType.RESCHEDULE, date=change.value_on, entered_on=change.posted_on,
        from_due=change.from_due, new_due=change.new_due, extra_instalments=change.extra_instalments,
        principal_grace=change.principal_grace,
    )  # fmt: skip


def journal_of(loan: Loan) -> list[Entry]:
    """Everything that happened to the loan, in order of entry."""
    return journals_of([loan])[loan.pk]


def journals_of(loans: Iterable[Loan]) -> dict[int, list[Entry]]:
    """The journals of many loans in two queries, by primary key of the loan, each in order of entry."""
    found: dict[int, list[Entry]] = defaultdict(list)
    pks = [loan.pk for loan in loans]
    for model in (LoanTransaction, ScheduleChange):
        for entry in model.objects.filter(loan__in=pks).select_related("reverses"):
            found[entry.loan_id].append(entry)
    for entries in found.values():
        entries.sort(key=lambda entry: entry.seq)
    return found


def fold_loan(loan: Loan, *, as_of: date | None = None) -> State:
    """The loan's state from its journal. Nothing is read from the projection."""
    return fold(terms_of(loan), events_of(journal_of(loan)), as_of=as_of)
