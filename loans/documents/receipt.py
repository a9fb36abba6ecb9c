"""The receipt (A6) for money a client paid in."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.core.fold import fold
from loans.documents.client import Client, client_of
from loans.documents.lines import WITH_SPLIT, Split, split_of
from loans.documents.next_due import Due, next_due_of
from loans.errors import LoanError
from loans.folding import events_of, journal_of, terms_of
from loans.models import CASH_IN, CashTransaction, Channel, LoanTransaction, PaidBy
from paper.languages import Language
from paper.pdf import render_pdf

TITLE = _("Receipt")
STYLE = "loans/documents/a6.css"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What held when the payment was entered: the same however late it is printed, until it is reversed."""

    number: str
    loan: str
    client: Client
    on: date
    amount: Money
    channel: str
    reference: str
    paper_no: str
    paid_by: str
    split: Split | None  # none for money recovered on a loan written off
    outstanding_principal: Money
    outstanding: Money
    arrears: Money
    next_due: Due | None
    reversed_on: date | None
    tendered: Money | None = None  # handed over in the other currency
    change: Money | None = None

    @property
    def channel_label(self) -> Any:
        return Channel(self.channel).label

    @property
    def paid_by_label(self) -> Any:
        return PaidBy(self.paid_by).label if self.paid_by else ""

    @property
    def is_short(self) -> bool:
        """At most one line besides those that every receipt has: it is then set in larger type."""
        split = [self.split.interest, self.split.charges, self.split.credit] if self.split else []
        more = [*split, self.outstanding - self.outstanding_principal, self.arrears, self.tendered]
        return sum(map(bool, more)) <= 1 and self.reversed_on is None

    def anonymous(self) -> "Receipt":
        return replace(self, client=self.client.by_code())


def has_receipt(entry: LoanTransaction) -> bool:
    return entry.kind in CASH_IN and bool(entry.number)


def build_receipt(entry: LoanTransaction) -> Receipt:
    """Raises LoanError for an entry that took no money in."""
    if not has_receipt(entry):
        raise LoanError(_("Only money paid in has a receipt."))
    loan = entry.loan
    entries = journal_of(loan)
    state = fold(terms_of(loan), events_of(e for e in entries if e.seq <= entry.seq))
    movement = next(m for m in state.movements if m.seq == entry.seq)
    reversal = next((e for e in entries if e.reverses_id == entry.pk), None)
    arrears = state.arrears(entry.value_on).total
    change = entry.cash_beside.filter(kind=CashTransaction.Kind.CHANGE_GIVEN).first() if entry.tendered else None
    return Receipt(
        number=entry.number,
        loan=loan.number,
        client=client_of(loan.participant),
        on=entry.value_on,
        amount=entry.amount,
        channel=entry.channel,
        reference=entry.channel_reference,
        paper_no=entry.paper_no,
        paid_by=entry.paid_by,
        split=split_of(movement, loan.currency) if entry.kind in WITH_SPLIT else None,
        outstanding_principal=Money(state.outstanding_principal, loan.currency),
        outstanding=Money(state.outstanding, loan.currency),
        arrears=Money(arrears, loan.currency),
        next_due=next_due_of(state, entry.value_on, loan.currency),
        reversed_on=reversal.posted_on if reversal else None,
        tendered=entry.tendered,
        change=change.amount if change else None,
    )


def render_receipt(receipt: Receipt, *, language: Language, made_at: datetime | None = None, code: str = "") -> bytes:
    context = {"receipt": receipt, "subject": receipt.number, "code": code}
    context |= receipt.client.shown_in(language)
    return render_pdf(
        "loans/documents/receipt.html", context, language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE]
    )
