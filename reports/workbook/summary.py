"""What a workbook would create, in figures. Stored and shown: nothing in it tells anything about a person."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from moneyed import Money

from office.core.money import CURRENCIES, plain, zero
from reports.workbook.plan import Plan


def summary_of(plan: Plan) -> dict[str, Any]:
    """Counts, and sums per currency. Amounts are text without separators, the currency beside."""
    communes = Counter(draft.commune.code for draft in plan.people)
    return {
        "funds": len(plan.funds),
        "capital": _sums(draft.amount for draft in plan.capital),
        "participants": len(plan.people),
        "participants_by_commune": [{"commune": c, "participants": n} for c, n in sorted(communes.items())],
        "businesses": len(plan.businesses),
        "loans": len(plan.loans),
        "lent": _sums(draft.loan.principal for draft in plan.loans),
        "repayments": len(plan.repayments),
        "repaid": _sums(past.entry.amount for past in plan.repayments),
        "visits": len(plan.visits),
        "income": len(plan.income),
        "sessions": len(plan.sessions),
        "seats": len(plan.seats),
        "loans_extended": len(plan.extensions),
        "unchanged": plan.unchanged,
    }


def _sums(amounts: Iterable[Money]) -> list[dict[str, str]]:
    totals = {currency: zero(currency) for currency in CURRENCIES}
    for amount in amounts:
        totals[amount.currency.code] += amount
    return [{"amount": plain(t.amount, c), "currency": c} for c, t in totals.items() if t.amount]
