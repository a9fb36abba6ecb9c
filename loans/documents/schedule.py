"""The repayment schedule of a loan: proposed, to be read before signing, or as it now stands."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from loans.core.fold import fold
from loans.documents.client import Client, client_of
from loans.documents.facts import Facts, complaint_phone, facts_of, is_paid_out
from loans.documents.next_due import Due, next_due_of
from loans.documents.rows import Row, Totals, rows_from, totals_of
from loans.folding import events_of, journal_of, terms_of
from loans.models import Loan
from paper.languages import Language
from paper.pdf import render_pdf

TITLE = _("Repayment schedule")
STYLE = "loans/documents/a4.css"


@dataclass(frozen=True, slots=True)
class RepaymentSchedule:
    """Every figure of the paper. `is_proposed`: nothing was paid out yet, the dates follow the planned day, and
    `next_due` is the first; else it is the next from `as_at` with anything unpaid."""

    as_at: date
    client: Client
    facts: Facts
    is_proposed: bool
    next_due: Due | None
    rows: tuple[Row, ...]
    totals: Totals
    phone: str

    @property
    def last(self) -> Row:
        return self.rows[-1]

    @property
    def has_charges(self) -> bool:
        return bool(self.totals.charges)

    @property
    def has_waived(self) -> bool:
        return bool(self.totals.waived)

    def anonymous(self) -> "RepaymentSchedule":
        return replace(self, client=self.client.by_code())


def build_repayment_schedule(loan: Loan, *, on: date) -> RepaymentSchedule:
    terms = terms_of(loan)
    state = fold(terms, events_of(journal_of(loan)))
    rows = rows_from(state, loan.currency)
    is_proposed = not is_paid_out(state)
    return RepaymentSchedule(
        as_at=on,
        client=client_of(loan.participant),
        facts=facts_of(loan, terms, state),
        is_proposed=is_proposed,
        next_due=_first_of(rows) if is_proposed else next_due_of(state, on, loan.currency),
        rows=rows,
        totals=totals_of(rows, loan.currency),
        phone=complaint_phone(loan),
    )


def render_repayment_schedule(
    schedule: RepaymentSchedule, *, language: Language, made_at: datetime | None = None, code: str = ""
) -> bytes:
    context = {"schedule": schedule, "subject": schedule.facts.number, "code": code}
    context |= schedule.client.shown_in(language)
    return render_pdf(
        "loans/documents/schedule.html", context, language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE]
    )


def _first_of(rows: tuple[Row, ...]) -> Due | None:
    """The first row with anything to pay: grace may put rows of nothing before it."""
    return next((Due(row.due_on, row.amount) for row in rows if row.amount), None)
