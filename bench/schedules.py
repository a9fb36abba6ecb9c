"""Schedules per second against mortgagemath, which makes the same ones; both in Decimal."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import process_time
from typing import Any

from mortgagemath import LoanParams, PaymentRounding, amortization_schedule

from bench.results import Result, tell
from bench.timing import alternately
from loans.core.calendar import Unit
from loans.core.choices import AllocationOrder, Amortisation, Currency, Method
from loans.core.daycount import DayCount
from loans.core.rounding import Rounding
from loans.core.schedule import build_schedule
from loans.core.terms import Terms

ROUNDS = 51
CENT = Decimal("0.01")
PRINCIPALS = [Decimal(amount) for amount in range(150, 3150, 15)]
RATE, MONTHS = Decimal(12), 12


def measure() -> list[Result]:
    ours, theirs = [terms(p) for p in PRINCIPALS], [params(p) for p in PRINCIPALS]
    check_same(ours, theirs)
    pair = alternately(
        lambda: make(build_schedule, ours),
        lambda: make(amortization_schedule, theirs),
        rounds=ROUNDS, clock=process_time,
    )  # fmt: skip
    per_second = len(PRINCIPALS) / pair.first
    return [Result(name="schedules, against mortgagemath", value=per_second, unit="a second",
                   ratio=pair.ratio, target=1.0)]  # fmt: skip


def make(schedule_of: Callable[[Any], object], loans: list[Any]) -> None:
    for loan in loans:
        schedule_of(loan)


def terms(principal: Decimal) -> Terms:
    return Terms(
        currency=Currency.USD, principal=principal, annual_rate=RATE, method=Method.DECLINING,
        amortisation=Amortisation.EQUAL_INSTALMENTS, instalments=MONTHS, every=1, unit=Unit.MONTHS,
        disbursed_on=date(2026, 1, 15), day_count=DayCount.THIRTY_360, step=CENT, instalment_multiple=CENT,
        rounding=Rounding.HALF_UP, interest_rounding=Rounding.HALF_UP, allocation=AllocationOrder.INSTALMENT_FIRST,
    )  # fmt: skip


def params(principal: Decimal) -> LoanParams:
    return LoanParams(principal, RATE, MONTHS, payment_rounding=PaymentRounding.ROUND_HALF_UP)


def check_same(ours: list[Terms], theirs: list[LoanParams]) -> None:
    """The race is worth nothing unless both say the same to the cent."""
    for one, other in zip(ours, theirs, strict=True):
        mine = [(r.number, r.principal, r.interest, r.balance) for r in build_schedule(one).rows]
        their = [(i.number, i.principal, i.interest, i.balance) for i in amortization_schedule(other)[1:]]
        if mine != their:
            raise SystemExit(f"The schedules of {one.principal} dollars differ: {mine} {their}")


if __name__ == "__main__":
    tell(measure)
