"""What a workbook would change, as values: made by the check, written by the commit."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from moneyed import Money

from livelihoods.models import Business, Participant
from livelihoods.services import Arrival, NewBusiness
from loans.core.state import State
from loans.models import Channel, Fund, Loan
from loans.services.history import PastEntry
from office.models import Place, User
from reports.workbook.sheet import Line
from trainings.models import Session
from trainings.services.sessions import Plan as SessionPlan


@dataclass(slots=True, eq=False)
class Target:
    """What a ref stands for: something written before (`pk`), a draft of this workbook, or a row with errors."""

    pk: int | None = None
    draft: Any = None

    @property
    def is_sound(self) -> bool:
        return self.pk is not None or self.draft is not None


@dataclass(slots=True, kw_only=True)
class FundDraft:
    """A fund that is not there yet."""

    code: str
    name_km: str
    name_en: str
    made: Fund | None = None


@dataclass(slots=True, kw_only=True)
class CapitalDraft:
    line: Line
    fund: Fund | FundDraft
    amount: Money
    value_on: date
    channel: Channel
    key: UUID


@dataclass(slots=True, kw_only=True)
class PersonDraft:
    line: Line
    commune: Place
    arrival: Arrival
    made: Participant | None = None


@dataclass(slots=True, kw_only=True)
class BusinessDraft:
    line: Line
    person: Target
    new: NewBusiness
    made: Business | None = None


@dataclass(slots=True, kw_only=True)
class VisitDraft:
    """`details`: what a PastVisit tells."""

    line: Line
    person: Target
    business: Target
    details: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class IncomeDraft:
    """`details`: what a PastIncome tells."""

    line: Line
    person: Target
    business: Target | None
    details: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class SessionDraft:
    line: Line
    plan: SessionPlan
    seats: int = 0
    made: Session | None = None


@dataclass(slots=True, kw_only=True)
class SeatDraft:
    """One person in one session: the half-days they were there, and what they scored."""

    line: Line
    session: Target
    person: Target
    present: frozenset[tuple[date, str]]
    scores: dict[str, Decimal]


@dataclass(slots=True)
class PastLine:
    """An entry of the past, and the line it stands on; the disbursement stands on the loan's own."""

    line: Line
    entry: PastEntry


@dataclass(slots=True, kw_only=True)
class LoanDraft:
    """A loan of before: `loan` is not saved and lacks participant and business until they are."""

    line: Line
    loan: Loan
    person: Target
    business: Target
    fund: Fund | FundDraft
    officer: User | None
    disbursement: PastEntry
    repayments: list[PastLine] = field(default_factory=list)
    seen: dict[tuple[date, Money], str] = field(default_factory=dict)
    state: State | None = None

    @property
    def history(self) -> list[PastLine]:
        """In order of value date; of one day in the order of the sheet."""
        return [PastLine(self.line, self.disbursement), *in_order(self.repayments)]


@dataclass(slots=True)
class Extension:
    """New repayments of a loan that is here already."""

    loan: Loan
    repayments: list[PastLine] = field(default_factory=list)
    seen: dict[tuple[date, Money], str] = field(default_factory=dict)
    state: State | None = None


@dataclass(slots=True)
class Plan:
    """Everything the workbook would write. `unchanged`: rows that were imported before, the same."""

    funds: dict[str, FundDraft] = field(default_factory=dict)
    capital: list[CapitalDraft] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    businesses: list[BusinessDraft] = field(default_factory=list)
    loans: list[LoanDraft] = field(default_factory=list)
    extensions: dict[int, Extension] = field(default_factory=dict)
    visits: list[VisitDraft] = field(default_factory=list)
    income: list[IncomeDraft] = field(default_factory=list)
    sessions: list[SessionDraft] = field(default_factory=list)
    seats: list[SeatDraft] = field(default_factory=list)
    new_refs: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def changes(self) -> bool:
        return any(self.new_refs.values())

    @property
    def repayments(self) -> list[PastLine]:
        of_new = [past for draft in self.loans for past in draft.repayments]
        return of_new + [past for extension in self.extensions.values() for past in extension.repayments]


def in_order(entries: list[PastLine]) -> list[PastLine]:
    return sorted(entries, key=lambda past: (past.entry.value_on, past.line.number))
