"""Rows of the schedule, allocations and balances, as they follow from the journal. Nothing else writes them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from loans.core.events import EventType
from loans.core.rounding import ZERO
from loans.core.state import State
from loans.folding import fold_loan
from loans.models import Allocation, Instalment, Loan, LoanStatus, LoanTransaction
from loans.services.tolerance import tolerance_of

ENDED_UNPAID = (LoanStatus.WITHDRAWN, LoanStatus.EXPIRED)
BALANCES = (
    "status",
    "outstanding_principal",
    "outstanding",
    "credit",
    "unpaid_since",
    "late_since",
    "disbursed_on",
    "closed_on",
)


@transaction.atomic
def project_loan(loan: Loan, state: State | None = None) -> None:
    """Write what follows from the journal. `state` is a fold of all of it, where the caller has one."""
    state = state or fold_loan(loan)
    Instalment.objects.filter(loan=loan).delete()
    Allocation.objects.filter(transaction__loan=loan).delete()
    Instalment.objects.bulk_create(instalments_from(loan, state))
    Allocation.objects.bulk_create(allocations_from(state, dict(loan.transactions.values_list("seq", "pk"))))
    for name, value in balances_from(loan, state).items():
        setattr(loan, name, value)
    loan.save(update_fields=BALANCES)


def instalments_from(loan: Loan, state: State) -> list[Instalment]:
    return [
        Instalment(
            loan=loan, number=row.number, due_on=row.due_on, currency=loan.currency, balance=row.balance,
            principal=row.principal, interest=row.interest, fee=row.fee, penalty=row.penalty,
            paid_principal=row.paid_principal, paid_interest=row.paid_interest, paid_fee=row.paid_fee,
            paid_penalty=row.paid_penalty, waived=row.waived, unpaid=row.unpaid,
            written_off=row.total - row.paid - row.waived - row.unpaid,
        )
        for row in state.rows
    ]  # fmt: skip


def allocations_from(state: State, pk_by_seq: Mapping[int, int]) -> list[Allocation]:
    """`pk_by_seq`: the loan's entries as they are stored."""
    return [
        Allocation(
            transaction_id=pk_by_seq[a.seq], instalment_number=a.number, kind=a.kind,
            principal=a.principal, interest=a.interest, fee=a.fee, penalty=a.penalty,
        )
        for a in state.allocations
    ]  # fmt: skip


def balances_from(
    loan: Loan, state: State, *, last_on: date | None = None, tolerated: Decimal | None = None
) -> dict[str, object]:
    """`last_on`: the day of the last movement, where the caller knows it before the journal is written; `tolerated`:
    what may stay unpaid today, where the caller asked already."""
    status = LoanStatus(state.status)
    if status == LoanStatus.APPROVED and loan.status in ENDED_UNPAID:
        status = LoanStatus(loan.status)  # its payout was reversed, and then the application ended
    repaid, is_active = status in (LoanStatus.CLOSED, LoanStatus.OVERPAID), status == LoanStatus.ACTIVE
    if tolerated is None and is_active:
        tolerated = tolerance_of(loan)
    return {
        "status": status,
        "outstanding_principal": state.unpaid.principal,
        "outstanding": state.outstanding,
        "credit": state.overpaid,
        "unpaid_since": state.unpaid_since if is_active else None,
        "late_since": state.oldest_unpaid(tolerance=tolerated or ZERO) if is_active else None,
        "disbursed_on": _first_disbursement(state),
        "closed_on": (last_on or _last_movement(loan)) if repaid else None,
    }


def _first_disbursement(state: State) -> date | None:
    days = [m.date for m in state.movements if m.type == EventType.DISBURSEMENT and not m.reversed]
    return min(days, default=None)


def _last_movement(loan: Loan) -> object:
    last = loan.transactions.standing().exclude(kind=LoanTransaction.Kind.REFUND).order_by("-value_on").first()
    return last.value_on if last else None
