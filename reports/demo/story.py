"""One person's loan and how it is paid: on time, late, ahead, in full, too much. Dates follow from a given day."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from loans.core.calendar import Unit, steps
from loans.core.schedule import build_schedule
from loans.folding import make_terms
from reports.demo.terms import DOLLAR, FREE, HABITS, LOW, SEASONAL, Habit, product_of

ON_TIME, LATE, VERY_LATE, AHEAD, CLOSED, OVERPAID, NEW, SECOND, NO_LOAN = (
    "on time", "late", "very late", "ahead", "closed", "overpaid", "new", "second", "no loan",
)  # fmt: skip
# Of twenty people one after another.
COURSES = (
    ON_TIME, ON_TIME, LATE, CLOSED, ON_TIME, AHEAD, ON_TIME, VERY_LATE, NEW, ON_TIME,
    OVERPAID, ON_TIME, LATE, SECOND, ON_TIME, CLOSED, NO_LOAN, ON_TIME, AHEAD, LATE,
)  # fmt: skip
# Days from the given day to the next due date.
DUE_IN = (0, 2, 0, 1, 4, 9, 6, 3, 15, 21, 0, 5, 12, 2, 18)
AMOUNTS = {FREE: (400_000, 3_600_000), LOW: (1_000_000, 6_000_000), SEASONAL: (400_000, 3_000_000), DOLLAR: (100, 900)}
STEPS = {FREE: 100_000, LOW: 100_000, SEASONAL: 100_000, DOLLAR: 10}
PRODUCTS = {key: product_of(key) for key in (FREE, LOW, SEASONAL, DOLLAR)}
REPAID = (CLOSED, OVERPAID)
SINCE_THE_SALE = {LATE: (8, 28), VERY_LATE: (45, 95), CLOSED: (20, 150), OVERPAID: (20, 150)}
TOO_MUCH = {"KHR": Decimal(20_000), "USD": Decimal(5)}


@dataclass(frozen=True, slots=True)
class Payment:
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DemoLoan:
    """A loan as a row of the sheet would have it, with what was paid."""

    product: str
    principal: Decimal
    disbursed_on: date
    instalments: int | None
    first_due: date | None
    due_dates: tuple[date, ...]
    grace: int
    payments: tuple[Payment, ...]


def loans_of(number: int, kind: str, random: Random, *, on: date) -> list[DemoLoan]:
    """The loans of the person of that number: none, one, or one repaid and another."""
    course, habit = COURSES[number % len(COURSES)], HABITS[kind]
    if course == NO_LOAN:
        return []
    product = random.choice(habit.products)
    if course == SECOND:
        later = _loan(habit, product, ON_TIME, number, random, on=on)
        before = later.disbursed_on - timedelta(days=random.randint(10, 40))
        return [_loan(habit, product, CLOSED, number, random, on=before), later]
    return [_loan(habit, product, course, number, random, on=on)]


def _loan(habit: Habit, product: str, course: str, number: int, random: Random, *, on: date) -> DemoLoan:
    by_dates = product == SEASONAL
    if by_dates:
        dates, past = _sales(habit, course, number, random, on)
    else:
        dates, past = _months(PRODUCTS[product].instalments, course, number, random, on)
    start = dates[0] - timedelta(days=habit.cycle if by_dates and habit.cycle else random.randint(26, 34))
    start = min(start, on - timedelta(days=random.randint(1, 5)))
    least, most = AMOUNTS[product]
    principal = Decimal(random.randrange(least, most + 1, STEPS[product]))
    grace = 2 if product == LOW and number % 3 == 0 else 0
    owed = _owed(product, principal, start, dates, by_dates, grace)
    return DemoLoan(
        product, principal, start, instalments=None if by_dates else len(dates),
        first_due=None if by_dates else dates[0], due_dates=tuple(dates) if by_dates else (), grace=grace,
        payments=tuple(_payments(course, owed, past, PRODUCTS[product].currency, random, on)),
    )  # fmt: skip


# due dates: all of them, and how many are past on the given day -------------------------------------------


def _months(count: int, course: str, number: int, random: Random, on: date) -> tuple[list[date], int]:
    if course in REPAID:
        first = _moved(on - timedelta(days=random.randint(20, 150)), 1 - count)
        return [_moved(first, i) for i in range(count)], count
    past = {NEW: 0, VERY_LATE: count - 1}.get(course, random.randint(2, count - 1))
    first = _moved(on + timedelta(days=DUE_IN[number % len(DUE_IN)]), -past)
    return [_moved(first, i) for i in range(count)], past


def _sales(habit: Habit, course: str, number: int, random: Random, on: date) -> tuple[list[date], int]:
    if habit.months:
        dates = _season(habit.months, course, random, on)
        return dates, sum(d < on for d in dates)
    past = habit.sales if course in REPAID else 0 if course == NEW else random.randint(1, habit.sales - 1)
    if past:
        if course in SINCE_THE_SALE:
            last_past = on - timedelta(days=random.randint(*SINCE_THE_SALE[course]))
        else:
            last_past = on + timedelta(days=DUE_IN[number % len(DUE_IN)] - habit.cycle)
        first = last_past - timedelta(days=habit.cycle * (past - 1))
    else:
        first = on + timedelta(days=random.randint(habit.cycle // 2, habit.cycle))
    return [first + timedelta(days=habit.cycle * i) for i in range(habit.sales)], past


def _moved(day: date, months: int) -> date:
    return steps(day, [months], 1, Unit.MONTHS)[0]


def _season(months: tuple[int, ...], course: str, random: Random, on: date) -> list[date]:
    """The days of one season on which something was, or will be, sold: this season or the one before."""
    year = on.year if on.month >= 9 else on.year - 1  # a season's loans are paid out from September on
    if course in (*REPAID, VERY_LATE):
        year -= 1
    day = random.randint(5, 24)
    return [date(year if month > 6 else year + 1, month, day) for month in months]


# payments ----------------------------------------------------------------------------------------------


def _owed(
    product: str, principal: Decimal, start: date, dates: list[date], by_dates: bool, grace: int
) -> list[Payment]:
    """What each instalment asks, by the same schedule as the program's."""
    choices = copy(PRODUCTS[product])
    choices.principal_grace, choices.instalments = grace, len(dates)
    terms = make_terms(
        choices, currency=choices.currency, principal=principal, disbursed_on=start,
        first_due=None if by_dates else dates[0], due_dates=[d.isoformat() for d in dates] if by_dates else (),
    )  # fmt: skip
    return [Payment(row.due, row.total) for row in build_schedule(terms).rows]


def _payments(course: str, owed: list[Payment], past: int, currency: str, random: Random, on: date) -> list[Payment]:
    paid = {LATE: past - 1, VERY_LATE: past - (1 if len(owed) < 6 else 3), AHEAD: past + 2, NEW: 0}.get(course, past)
    made = [Payment(_near(p.on, random, on), p.amount) for p in owed[: max(paid, 0)]]
    if course == LATE and 0 <= past - 1 < len(owed):
        made += _part(owed[past - 1], currency, on)
    if course == OVERPAID and made:
        last = made.pop()
        made.append(Payment(last.on, last.amount + TOO_MUCH[currency]))
    return made


def _near(due: date, random: Random, on: date) -> date:
    """A few days before or after, never after the given day."""
    return min(due + timedelta(days=random.choice((-2, -1, 0, 0, 0, 0, 1, 3))), on)


def _part(due: Payment, currency: str, on: date) -> list[Payment]:
    """Something less than half of what was due."""
    step = Decimal(1000) if currency == "KHR" else Decimal(1)
    part = due.amount * 2 // 5 // step * step
    return [Payment(min(due.on + timedelta(days=2), on), part)] if part > 0 else []
