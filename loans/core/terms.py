"""The terms of a loan, agreed before any money moves, and why terms are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from loans.core.calendar import Shift, Unit
from loans.core.choices import AllocationOrder, Amortisation, Currency, Method
from loans.core.daycount import DayCount
from loans.core.plan import Plan, due_dates
from loans.core.refusals import Refusal
from loans.core.rounding import Rounding, hundredths

MOST_INSTALMENTS: Final = 1000
MOST_EVERY: Final = 1000
MOST_AMOUNT: Final = Decimal(10) ** 13
MOST_RATE: Final = Decimal(10_000)
MONEY_DIGITS: Final = 2
RATE_DIGITS: Final = 10

Found = Iterator[tuple[str, Refusal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Amounts in `currency`, `annual_rate` in percent. Due dates: a frequency, or `due_dates` one by one.

    `principal` is what was approved. `first_due` None means one period after the disbursement. `fee` is
    kept back at the first disbursement and is no part of the schedule. Check with `check_terms` before use.
    """

    currency: Currency
    principal: Decimal
    annual_rate: Decimal
    method: Method
    amortisation: Amortisation
    instalments: int | None = None
    every: int | None = None
    unit: Unit | None = None
    due_dates: tuple[date, ...] = ()
    disbursed_on: date
    first_due: date | None = None
    day_count: DayCount
    step: Decimal
    instalment_multiple: Decimal
    rounding: Rounding
    interest_rounding: Rounding
    principal_grace: int = 0
    interest_free: int = 0
    interest_grace: int = 0
    allocation: AllocationOrder
    fee: Decimal = Decimal(0)
    shift: Shift = Shift.NONE
    holidays: frozenset[date] = frozenset()

    @property
    def count(self) -> int:
        """The number of instalments agreed."""
        return len(self.due_dates) or self.instalments or 0

    @property
    def rhythm_months(self) -> int | None:
        """The months of one period where the loan counts in months; None for all other loans."""
        return self.every if self.unit == Unit.MONTHS and not self.due_dates else None


def check_terms(terms: Terms) -> dict[str, tuple[Refusal, ...]]:
    """Why these terms are refused, by field name; empty when they are accepted.

    Source: docs/loan-rules.md, "Terms". Each value must already be of its type; the office's rate ceiling is
    not looked at here (`loans.core.ceiling`).
    """
    found = [*_amounts(terms), *_frequency(terms)]
    if not found:  # the rest divides and steps by what was just checked
        found = [*_multiples(terms), *_dates(terms), *_graces(terms), *_fee(terms)]
    if not found:
        found = list(_proposal(terms))
    by_field: dict[str, tuple[Refusal, ...]] = {}
    for name, refusal in found:
        by_field[name] = (*by_field.get(name, ()), refusal)
    return by_field


def check_amount(amount: Decimal, *, digits: int = MONEY_DIGITS, most: Decimal = MOST_AMOUNT) -> Refusal | None:
    """Why a number cannot be an amount (or a rate): not a number, below zero, too large, too fine."""
    if not amount.is_finite():
        return Refusal("not_a_number")
    if amount < 0:
        return Refusal("negative")
    if amount > most:
        return Refusal("too_large", {"most": f"{most:,f}"})
    if amount != round(amount, digits):
        return Refusal("too_many_digits", {"digits": digits})
    return None


def _amounts(terms: Terms) -> Found:
    for name in ("principal", "step", "instalment_multiple", "fee"):
        amount = Decimal(getattr(terms, name))
        if refusal := check_amount(amount):
            yield name, refusal
        elif amount == 0 and name != "fee":
            yield name, Refusal("not_positive")
    if refusal := check_amount(terms.annual_rate, digits=RATE_DIGITS, most=MOST_RATE):
        yield "annual_rate", refusal


def _frequency(terms: Terms) -> Found:
    if terms.due_dates:
        if terms.every or terms.unit or terms.instalments not in (None, len(terms.due_dates)):
            yield "due_dates", Refusal("both_dates_and_frequency")
        if len(terms.due_dates) > MOST_INSTALMENTS:
            yield "due_dates", Refusal("too_large", {"most": MOST_INSTALMENTS})
        return
    for name, most in (("instalments", MOST_INSTALMENTS), ("every", MOST_EVERY)):
        number: int | None = getattr(terms, name)
        if number is None:
            yield name, Refusal("required")
        elif number < 1:
            yield name, Refusal("not_positive")
        elif number > most:
            yield name, Refusal("too_large", {"most": most})
    if terms.unit is None:
        yield "unit", Refusal("required")


def _multiples(terms: Terms) -> Found:
    step = hundredths(terms.step)
    for name in ("principal", "instalment_multiple"):
        if hundredths(getattr(terms, name)) % step:
            yield name, Refusal("not_a_multiple_of_step", {"step": terms.step})
    if hundredths(terms.principal) < step * terms.count:
        params = {"principal": terms.principal, "rows": terms.count, "step": terms.step}
        yield "instalments", Refusal("principal_below_step", params)


def _dates(terms: Terms) -> Found:
    late = Refusal("not_after_disbursement", {"disbursed_on": terms.disbursed_on})
    given = terms.due_dates
    if any(later <= earlier for earlier, later in pairwise(given)):
        yield "due_dates", Refusal("dates_not_rising")
    elif given and given[0] <= terms.disbursed_on:
        yield "due_dates", late
    if terms.first_due is None:
        return
    if given and terms.first_due != given[0]:
        yield "first_due", Refusal("first_due_is_not_first", {"first": given[0]})
    elif terms.first_due <= terms.disbursed_on:
        yield "first_due", late


def _graces(terms: Terms) -> Found:
    for name in ("principal_grace", "interest_free", "interest_grace"):
        number: int = getattr(terms, name)
        if number < 0:
            yield name, Refusal("negative")
        elif number >= terms.count:
            yield name, Refusal("not_below_instalments", {"instalments": terms.count})


def _fee(terms: Terms) -> Found:
    if terms.fee >= terms.principal:
        yield "fee", Refusal("fee_not_below_principal", {"principal": terms.principal})


def _proposal(terms: Terms) -> Found:
    """What only shows when the proposed schedule is made."""
    try:
        plan = Plan(terms, terms.disbursed_on, due_dates(terms, terms.disbursed_on))
    except OverflowError:
        yield "due_dates" if terms.due_dates else "instalments", Refusal("dates_too_far")
        return
    plan.disburse(terms.disbursed_on, hundredths(terms.principal))
    if plan.rounded_to_zero:
        yield "instalment_multiple", Refusal("instalment_rounds_to_zero")
