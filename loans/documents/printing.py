"""Handing out papers: built, kept as they are handed out, rendered; and printed again from what is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from loans.documents.client import Client
from loans.documents.receipt import Receipt, build_receipt, render_receipt
from loans.documents.schedule import RepaymentSchedule, build_repayment_schedule, render_repayment_schedule
from loans.documents.statement import Statement, build_statement, render_statement
from loans.documents.suspense_receipt import SuspenseReceipt, build_suspense_receipt, render_suspense_receipt
from loans.models import CashTransaction, Loan, LoanTransaction
from office.models import PersonKey, User
from paper.issuing import identity_of, issue, value_of
from paper.languages import Language
from paper.models import IssuedDocument

Kind = IssuedDocument.Kind
Paper = Statement | RepaymentSchedule | Receipt | SuspenseReceipt


class Maker(NamedTuple):
    """The value a kind of paper is made of, and how it is set."""

    value: type[Any]
    render: Callable[..., bytes]


MAKERS = {
    Kind.STATEMENT: Maker(Statement, render_statement),
    Kind.SCHEDULE: Maker(RepaymentSchedule, render_repayment_schedule),
    Kind.RECEIPT: Maker(Receipt, render_receipt),
    Kind.SUSPENSE: Maker(SuspenseReceipt, render_suspense_receipt),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper ready to be set: plain values only, so that it can go to another process."""

    kind: str
    paper: Paper
    language: Language
    made_at: datetime
    code: str

    @property
    def loan(self) -> str:
        if isinstance(self.paper, SuspenseReceipt):
            return ""
        return self.paper.loan if isinstance(self.paper, Receipt) else self.paper.facts.number

    @property
    def file_name(self) -> str:
        """The loan's number and the kind of paper; nothing about the person."""
        if isinstance(self.paper, SuspenseReceipt):
            return f"{self.kind}-{self.paper.number}.pdf"
        number = f"-{self.paper.number}" if isinstance(self.paper, Receipt) else ""
        return f"{self.loan}-{self.kind}{number}.pdf"

    def pdf(self) -> bytes:
        return MAKERS[Kind(self.kind)].render(self.paper, language=self.language, made_at=self.made_at, code=self.code)


def issue_statement(
    loan: Loan, *, language: Language, on: date, by: User | None, start: date | None = None, end: date | None = None
) -> Sheet:
    """Raises LoanError for a loan that was not paid out."""
    statement = build_statement(loan, on=on, start=start, end=end)
    return _issued(Kind.STATEMENT, loan.number, statement, loan.seal_key, language, by)


def issue_schedule(loan: Loan, *, language: Language, on: date, by: User | None) -> Sheet:
    schedule = build_repayment_schedule(loan, on=on)
    return _issued(Kind.SCHEDULE, loan.number, schedule, loan.seal_key, language, by)


def issue_receipt(entry: LoanTransaction, *, language: Language, by: User | None) -> Sheet:
    """The receipt handed out before, as long as the entry stands. Raises LoanError where no money came in."""
    receipt = build_receipt(entry)
    return _issued(Kind.RECEIPT, entry.number, receipt, entry.loan.seal_key, language, by, is_lasting=True)


def issue_suspense_receipt(moved: CashTransaction, *, language: Language, by: User | None) -> Sheet:
    receipt = build_suspense_receipt(moved)
    return _issued(Kind.SUSPENSE, moved.number, receipt, None, language, by, is_lasting=True)


def kept_sheet(document: IssuedDocument, *, to: User | None = None) -> Sheet:
    """The paper as it was handed out. Once the person is forgotten, the code stands for the name."""
    paper = value_of(document, MAKERS[Kind(document.kind)].value)
    client = identity_of(document, Client) if may_be_named(to) else None
    return _sheet(document, replace(paper, client=client) if client else paper)


def may_be_named(by: User | None) -> bool:
    """Who sees codes only gets papers with the code; a command on the server prints for the client."""
    return by is None or by.has_perm("livelihoods.see_names")


def _issued(
    kind: Kind, reference: str, paper: Paper, key: PersonKey | None, language: Language, by: User | None, *,
    is_lasting: bool = False,
) -> Sheet:  # fmt: skip
    named = may_be_named(by)
    document = issue(
        kind=kind,
        reference=reference,
        language=language,
        value=paper.anonymous(),
        identity=paper.client if named and not isinstance(paper, SuspenseReceipt) else None,
        key=key,
        by=by,
        is_lasting=is_lasting,
    )
    return _sheet(document, paper if named else paper.anonymous())


def _sheet(document: IssuedDocument, paper: Paper) -> Sheet:
    language: Any = document.language
    return Sheet(document.kind, paper, language, document.made_at, document.code)
