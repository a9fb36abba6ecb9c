"""The time of one fold: a loan of 12 instalments with its disbursement and 12 receipts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from statistics import median
from time import process_time

from bench.results import Result, tell
from bench.schedules import terms
from loans.core.events import Event, EventType
from loans.core.fold import fold
from loans.core.schedule import build_schedule
from loans.core.state import Status

ROUNDS, AT_ONCE = 15, 200


def measure() -> list[Result]:
    loan, events = terms(Decimal(1200)), journal()
    if fold(loan, events).status != Status.CLOSED:
        raise SystemExit("The receipts should have repaid the loan.")
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        for _ in range(AT_ONCE):
            fold(loan, events)
        times.append((process_time() - start) / AT_ONCE)
    return [Result(name="fold of 12 instalments, 12 receipts", value=median(times) * 1e6, unit="µs")]


def journal() -> list[Event]:
    """Each receipt on the day before it is due."""
    loan = terms(Decimal(1200))
    paid_out = Event(seq=1, type=EventType.DISBURSEMENT, date=loan.disbursed_on, amount=loan.principal)
    receipts = [
        Event(seq=row.number + 1, type=EventType.REPAYMENT, date=row.due - timedelta(days=1), amount=row.total)
        for row in build_schedule(loan).rows
    ]
    return [replace(event, entered_on=event.date) for event in (paid_out, *receipts)]


if __name__ == "__main__":
    tell(measure)
