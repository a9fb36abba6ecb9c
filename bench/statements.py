"""A real statement, from the loan in the database to the PDF, against WeasyPrint alone over a page of the same size."""

import gc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time
from uuid import uuid4

import django
from django.db import transaction
from moneyed import Money
from weasyprint import HTML

from bench.results import Result, tell
from bench.timing import alternately

ROUNDS, AT_ONCE, WARM = 7, 10, 3
TARGET = 0.75
REFERENCE = Path(__file__).with_name("reference_statement.html")


def measure() -> list[Result]:
    django.setup()
    ours = statement_maker()
    make_some(ours, WARM)
    make_some(bare, WARM)
    gc.collect()
    gc.freeze()  # WeasyPrint alone would not have our modules to look through for garbage
    pair = alternately(lambda: make_some(bare, AT_ONCE), lambda: ours_in_bulk(ours), rounds=ROUNDS, clock=process_time)
    return [Result(name="statement of 12 months, against WeasyPrint alone", value=AT_ONCE / pair.second,
                   unit="a second", ratio=pair.ratio, target=TARGET, at_most=True)]  # fmt: skip


def bare() -> bytes:
    return HTML(filename=str(REFERENCE)).write_pdf()


def ours_in_bulk(ours: Callable[[], bytes]) -> None:
    """As `print_statements` does; a round holds as many as are made between two collections of garbage."""
    from paper.pdf import bulk

    with bulk():
        make_some(ours, AT_ONCE)


def make_some(make: Callable[[], bytes], count: int) -> None:
    for _ in range(count):
        make()


def statement_maker() -> Callable[[], bytes]:
    """Makes the same statement again and again: read, folded, kept as handed out, set in both languages."""
    from django.utils import timezone

    from bench.filling import prepare
    from loans.documents.printing import issue_statement
    from loans.models import Loan

    ground = prepare()
    pk = paid_loan(ground)
    found = Loan.objects.select_related("participant__key", "participant__commune", "office")
    return lambda: issue_statement(found.get(pk=pk), language="both", on=timezone.localdate(), by=None).pdf()


def paid_loan(ground) -> int:
    """A loan on the declining balance with 12 receipts, the last of them in part: both tables are full."""
    from bench.filling import fill, first_of_the_month
    from loans.core.schedule import build_schedule
    from loans.folding import terms_of
    from loans.models import Loan, LoanTerms, LoanTransaction
    from loans.services.history import PastEntry, prepare_terms
    from loans.services.past_loans import import_loan

    fill(ground, 1, 1)
    other = Loan.objects.get()
    start = first_of_the_month(ground.today, before=13)
    loan = Loan(
        participant=other.participant, business=other.business, product=ground.product, fund=ground.fund,
        office=ground.office, officer=ground.officer, principal=Money(3_600_000, "KHR"), planned_on=start,
        household_income=Money(0, "KHR"), method=LoanTerms.Method.DECLINING, annual_rate=Decimal(12),
        instalments=12, instalment_multiple=Decimal(100),
    )  # fmt: skip
    kind = LoanTransaction.Kind
    paid_out = PastEntry(kind.DISBURSEMENT, loan.principal, start, uuid4())
    prepare_terms(loan, [paid_out])
    rows = build_schedule(terms_of(loan)).rows
    owed = [row.total for row in rows[:-1]] + [Decimal(200_000)]
    receipts = [
        PastEntry(kind.REPAYMENT, Money(amount, "KHR"), row.due_on, uuid4())
        for row, amount in zip(rows, owed, strict=True)
    ]
    with transaction.atomic():
        return import_loan(loan, [paid_out, *receipts], by=ground.manager, second=ground.cashier, on=ground.today).pk


if __name__ == "__main__":
    tell(measure)
