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
from loans.models import Loan, LoanTerms, LoanTransaction
from office.core.money import STEP


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


def events_of(entries: Iterable[LoanTransaction]) -> list[Event]:
    """The journal as events of the core. `entries` come with `reverses` loaded, in order of entry."""
    return [event_of(entry) for entry in entries]


def event_of(entry: LoanTransaction) -> Event:
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


def journal_of(loan: Loan) -> list[LoanTransaction]:
    return list(loan.transactions.select_related("reverses").order_by("seq"))


def journals_of(loans: Iterable[Loan]) -> dict[int, list[LoanTransaction]]:
    """The journals of many loans in one query, by primary key of the loan, each in order of entry."""
    found: dict[int, list[LoanTransaction]] = defaultdict(list)
    entries = LoanTransaction.objects.filter(loan__in=[loan.pk for loan in loans]).select_related("reverses")
    for entry in entries.order_by("loan", "seq"):
        found[entry.loan_id].append(entry)
    return found


def fold_loan(loan: Loan, *, as_of: date | None = None) -> State:
    """The loan's state from its journal. Nothing is read from the projection."""
    return fold(terms_of(loan), events_of(journal_of(loan)), as_of=as_of)
