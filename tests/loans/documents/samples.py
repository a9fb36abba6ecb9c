"""Loans of every state, for tests that look at whole papers. Each is as at 20 October 2026."""

from datetime import date
from decimal import Decimal

from loans.documents.receipt import build_receipt, render_receipt
from loans.documents.schedule import build_repayment_schedule, render_repayment_schedule
from loans.documents.statement import build_statement, render_statement
from tests.factories import receive, riel, usd
from tests.loans.documents.lending import LONG_NAME, apply_for, enter, entry_of, fresh, lend, reverse

ON = date(2026, 10, 20)
CODE = "7KQ2-M4AX-9P"
DUE_DAYS = [date(2026, month, 15) for month in range(2, 13)]


def riel_loan():
    loan = lend(riel(1_200_000))
    for day in DUE_DAYS[:9]:
        receive(loan, riel(100_000), day)
    return loan


def large_loan():
    """12,000,000 riel with interest, late, with a fee, charges, a waiver, a reversal: every column there can be."""
    loan = lend(riel(12_000_000), method="declining", annual_rate=Decimal(15), fee=Decimal(100_000), person=LONG_NAME)
    for day in DUE_DAYS[:5]:
        receive(loan, riel(1_083_100), day)
    enter("penalty", loan, riel(5_000), date(2026, 7, 20))
    reverse(receive(loan, riel(12_000_000), date(2026, 7, 25)))
    receive(loan, riel(500_000), date(2026, 7, 25), channel="mobile", reference="FT26-77123", paid_by="family")
    enter("waiver", loan, riel(2_000), date(2026, 8, 1), component="penalty")
    return loan


def dollar_loan():
    loan = lend(usd(1500), method="declining", annual_rate=Decimal("17.5"), instalments=10)
    receive(loan, usd("162.25"), DUE_DAYS[0], channel="bank")
    return loan


def overpaid_loan():
    loan = lend(usd(300), instalments=3)
    receive(loan, usd("325.50"), date(2026, 3, 1))
    return loan


def repaid_loan():
    """Twelve instalments, twelve payments."""
    loan = lend(riel(10_000_000), method="declining", annual_rate=Decimal(18), every=3, unit="weeks")
    for row in build_statement(loan, on=date(2026, 1, 16)).schedule:
        receive(loan, row.amount, row.due_on)
    return loan


def written_off_loan():
    loan = lend(riel(600_000), instalments=6)
    receive(loan, riel(100_000), DUE_DAYS[0])
    enter("write_off", loan, riel(500_000), date(2026, 9, 1))
    receive(fresh(loan), riel(50_000), date(2026, 10, 1))
    return loan


LOANS = {
    "riel": riel_loan, "large": large_loan, "dollar": dollar_loan, "overpaid": overpaid_loan, "repaid": repaid_loan,
    "written_off": written_off_loan,
}  # fmt: skip


def statement(name, **period):
    return build_statement(fresh(LOANS[name]()), on=ON, **period)


def proposal():
    loan = apply_for(
        riel(3_000_000), method="declining", annual_rate=Decimal(12), instalments=24, principal_grace=2,
        fee=Decimal(30_000), planned_on=date(2026, 11, 1),
    )  # fmt: skip
    return build_repayment_schedule(loan, on=ON)


def receipt(*, reversed=False):
    """With every line that a receipt can have."""
    loan = large_loan()
    found = {"amount": 12_000_000, "kind": "repayment"} if reversed else {"channel": "mobile"}
    return build_receipt(entry_of(loan, **found))


def papers(language):
    """Each kind of paper as PDF, with its name."""
    yield "statement", render_statement(statement("large"), language=language, code=CODE)
    yield "schedule", render_repayment_schedule(proposal(), language=language, code=CODE)
    yield "receipt", render_receipt(receipt(), language=language, code=CODE)
    yield "reversed receipt", render_receipt(receipt(reversed=True), language=language, code=CODE)
