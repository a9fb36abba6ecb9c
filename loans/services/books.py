"""`check_books`: everything derived is derived again and compared. The journal itself is never touched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from loans.folding import fold_loan
from loans.models import Account, Allocation, Instalment, LedgerEntry, Loan
from loans.services.projection import allocations_from, balances_from, instalments_from, project_loan
from office.core.money import summed

CHUNK = 500
ROW = (
    "number", "due_on", "currency", "principal", "interest", "fee", "penalty", "paid_principal", "paid_interest",
    "paid_fee", "paid_penalty", "waived", "written_off", "unpaid", "balance",
)  # fmt: skip
PART = ("transaction_id", "instalment_number", "kind", "principal", "interest", "fee", "penalty")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what is stored is not what follows from the journal."""

    loan: str
    where: str
    stored: str
    expected: str


def check_books(loans: Iterable[Loan] | None = None) -> Iterator[Difference]:
    """Every difference, loan by loan: schedule rows, allocations, balances, loans receivable in the ledger."""
    chosen = Loan.objects.order_by("pk") if loans is None else loans
    for loan in chosen.iterator(CHUNK) if hasattr(chosen, "iterator") else chosen:
        yield from differences_of(loan)


def differences_of(loan: Loan) -> Iterator[Difference]:
    if not loan.transactions.exists():
        yield from _unfounded(loan)
        return
    state = fold_loan(loan)
    yield from _compared(loan, "instalment", ROW, list(loan.schedule.order_by("number")), instalments_from(loan, state))
    stored = list(
        Allocation.objects.filter(transaction__loan=loan).order_by("transaction_id", "instalment_number", "kind")
    )
    pk_by_seq = dict(loan.transactions.values_list("seq", "pk"))
    expected = sorted(allocations_from(state, pk_by_seq), key=lambda a: (a.transaction_id, a.instalment_number, a.kind))
    yield from _compared(loan, "allocation", PART, stored, expected)
    for name, value in balances_from(loan, state).items():
        if getattr(loan, name) != value:
            yield Difference(loan.number, name, str(getattr(loan, name)), str(value))
    receivable = _receivable(loan)
    if receivable != state.unpaid.principal:
        yield Difference(loan.number, "loans receivable", str(receivable), str(state.unpaid.principal))


@transaction.atomic
def rebuild(loan: Loan) -> None:
    """Write the projection anew from the journal."""
    project_loan(Loan.objects.select_for_update().get(pk=loan.pk))


def _unfounded(loan: Loan) -> Iterator[Difference]:
    if loan.is_paid_out or loan.outstanding or Instalment.objects.filter(loan=loan).exists():
        yield Difference(loan.number, "journal", loan.status, "no entries")


def _compared(
    loan: Loan, what: str, names: tuple[str, ...], stored: Sequence[Any], expected: Sequence[Any]
) -> Iterator[Difference]:
    if len(stored) != len(expected):
        yield Difference(loan.number, f"number of {what}s", str(len(stored)), str(len(expected)))
    for one, other in zip(stored, expected, strict=False):
        for name in names:
            if getattr(one, name) != getattr(other, name):
                yield Difference(
                    loan.number, f"{what} {getattr(other, names[0])}: {name}",
                    str(getattr(one, name)), str(getattr(other, name)),
                )  # fmt: skip


def _receivable(loan: Loan) -> Decimal:
    # A rescheduling posts too: interest paid in advance that it takes away becomes principal. Each source by itself
    # uses its index; both joined by OR would read the whole ledger for every loan.
    found = Decimal(0)
    for source in ("loan_transaction__loan", "schedule_change__loan"):
        sums = LedgerEntry.objects.filter(**{source: loan}).aggregate(
            debit=Sum("amount", filter=Q(debit=Account.RECEIVABLE)),
            credit=Sum("amount", filter=Q(credit=Account.RECEIVABLE)),
        )
        found += summed(sums["debit"]) - summed(sums["credit"])
    return found
