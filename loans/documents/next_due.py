"""What a client has to pay next."""

from dataclasses import dataclass
from datetime import date

from moneyed import Money

from loans.core.state import State


@dataclass(frozen=True, slots=True)
class Due:
    """All that falls due on one day and is unpaid."""

    on: date
    amount: Money


def next_due_of(state: State, on: date, currency: str) -> Due | None:
    """The first day from `on`, itself included, with anything unpaid; None when nothing is to come."""
    if not state.outstanding:
        return None
    days = [row.due_on for row in state.rows if row.unpaid_principal or row.unpaid_interest]
    days += [charge.date for charge in state.charges if charge.unpaid]
    day = min((day for day in days if day >= on), default=None)
    if day is None:
        return None
    return Due(day, Money(state.amount_due(day).total - state.arrears(day).total, currency))
