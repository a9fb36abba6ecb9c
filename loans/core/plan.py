"""The rows of one loan while its history is folded: dates, marks, and the spreading of the balance.

Amounts here are whole hundredths and rates exact fractions; the values handed out are made elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from math import gcd
from sys import maxsize
from typing import TYPE_CHECKING, Final

from loans.core.calendar import Shift, Unit, steps, working_day
from loans.core.choices import Method
from loans.core.daycount import year_fraction
from loans.core.refusals import Refusal, Refused
from loans.core.rounding import round_ratio
from loans.core.spread import Capital, Fraction, Row, rules_of, spread

if TYPE_CHECKING:
    from loans.core.terms import Terms

NO_RATE: Final = (0, 1)


class Plan:
    """The schedule of one loan from the first disbursement on; mutable, folded over, never handed out."""

    def __init__(self, terms: Terms, start: date, dates: list[date]) -> None:
        self.terms = terms
        self.dates = dates
        self.start = start
        self.anchor = first_anchor(terms, start)
        grace = terms.principal_grace
        self.amortising = [False] * grace + [True] * (len(dates) - grace)
        self.begins = [False] * len(dates)
        self.tranches: list[tuple[date, int]] = []
        self.prepaid: list[tuple[date, int]] = []
        self.rows: list[Row] = []
        self.rounded_to_zero = False
        self._rules = rules_of(terms)
        self._annual = terms.annual_rate.as_integer_ratio()
        self._rates: dict[Fraction, Fraction] = {}
        self._months = terms.rhythm_months
        self._interest_from = maxsize if terms.method == Method.NONE else terms.interest_free
        self._lay_out(0)

    def disburse(self, on: date, amount: int) -> None:
        """A tranche: on a due date it belongs to the next period. Spreads from its row on."""
        self.tranches.append((on, amount))
        self.spread(bisect_right(self.dates, on))

    def prepay(self, on: date, amount: int) -> None:
        """Lower the principal at once: the prepayment joins the row whose period holds `on`.

        The rows after `on` are spread again. A payment on a moved due date counts as on the unmoved one.
        """
        self.prepaid.append((on, amount))
        first, at_end = self._row_paid_on(on)
        if at_end:
            row = self.rows[first]
            row.principal += amount
            row.balance -= amount
            first += 1
        self.spread(first)

    def settle(self, on: date) -> None:
        """The running row keeps the interest accrued up to `on` (deferred interest too), later rows none."""
        current = bisect_right(self.dates, on)
        if current == len(self.rows):
            return
        row = self.rows[current]
        row.interest = round_ratio(*row.accrued(on), self._rules.step, self._rules.interest_rounding)
        if current <= self.terms.interest_grace:
            row.interest += sum(earlier.own for earlier in self.rows[:current])
        for later in self.rows[current + 1 :]:
            later.interest = 0

    def reschedule(self, first: int, *, new_due: date | None = None, extra: int = 0, grace: int = 0) -> None:
        """Change the dates from row `first` on and spread the balance again over the rows left.

        Raises `Refused` when the loan would end on or before the day of a disbursement.
        """
        if new_due is not None:
            self._move(first, new_due)
        self._extend(extra + grace)
        latest = max(day for day, _ in self.tranches)
        if latest >= self.dates[-1]:
            raise Refused(Refusal("dates_before_disbursement", {"date": latest}))
        self.amortising[first:first] = [False] * grace
        self.amortising += [True] * extra
        self.begins[first:first] = [False] * grace
        self.begins += [False] * extra
        self.begins[first] = True
        self._lay_out(first)
        self.spread(first)

    def balance_from(self, first: int) -> int:
        """The scheduled balance that a spread from row `first` would share out."""
        rows = self.rows[first:]
        prepaid = sum(amount for day, amount in self.prepaid if self._row_paid_on(day)[0] >= first)
        return sum(row.principal for row in rows) - prepaid

    def _move(self, first: int, new_due: date) -> None:
        """Row `first` falls due on `new_due`, later rows keep their rhythm; given dates move as many days."""
        terms = self.terms
        if terms.due_dates:
            days = new_due - self.dates[first]
            self.dates[first:] = [day + days for day in self.dates[first:]]
            self.anchor = (len(self.dates) - 1, self.dates[-1])
        else:
            self.anchor = (first, new_due)
            self.dates[first:] = self._dates(first, len(self.dates))

    def _extend(self, more: int) -> None:
        length = len(self.dates)
        self.dates += self._dates(length, length + more)

    def _dates(self, first: int, end: int) -> list[date]:
        anchored, anchor = self.anchor
        return steps(anchor, range(first - anchored, end - anchored), *rhythm(self.terms))

    def _lay_out(self, first: int) -> None:
        """Make the rows from `first` on by the dates and marks now standing, as yet without amounts."""
        terms = self.terms
        del self.rows[first:]
        start = self.dates[first - 1] if first else self.start
        moves, interest_from = terms.shift != Shift.NONE, self._interest_from
        day_count, months, known = terms.day_count, self._months, self._rates
        dates, amortising, begins, rows = self.dates, self.amortising, self.begins, self.rows
        for i in range(first, len(dates)):
            due = dates[i]
            due_on = working_day(due, terms.shift, terms.holidays) if moves else due
            rate = NO_RATE
            if i >= interest_from:
                years = year_fraction(start, due, day_count, months)
                rate = known.get(years) or self._rate(years)
            rows.append(Row(start, due, due_on, amortising[i], begins[i], rate))
            start = due

    def _rate(self, years: Fraction) -> Fraction:
        """The interest of so many years on one unit of principal; most periods of a loan are of one length."""
        numerator, denominator = self._annual[0] * years[0], self._annual[1] * years[1] * 100
        common = gcd(numerator, denominator)
        rate = self._rates[years] = numerator // common, denominator // common
        return rate

    def spread(self, first: int) -> None:
        """Spread the scheduled balance from row `first` over all rows then standing."""
        self.rounded_to_zero = spread(self.rows, first, self._capital_from(first), self._rules)

    def _capital_from(self, first: int) -> dict[int, Capital]:
        """Tranches and prepayments by the row they belong to, for the rows from `first` on."""
        found: dict[int, Capital] = {}
        for day, amount in self.tranches:
            i = bisect_right(self.dates, day)
            if i >= first:
                capital = found.setdefault(i, Capital())
                if day == self.rows[i].start:
                    capital.at_start += amount
                else:
                    capital.inside.append((day, amount))
        for day, amount in self.prepaid:
            i, at_end = self._row_paid_on(day)
            if i >= first:
                capital = found.setdefault(i, Capital())
                if at_end:
                    capital.at_end += amount
                else:
                    capital.ahead.append((day, amount))
        return found

    def _row_paid_on(self, on: date) -> tuple[int, bool]:
        """The row whose period holds `on` by moved dates (a due date belongs to its row); is it due then?"""
        moved = [row.due_on for row in self.rows]
        i = bisect_left(moved, on)
        if i < len(moved) and moved[i] == on:
            return bisect_right(moved, on) - 1, True
        return min(i, len(moved) - 1), False


def rhythm(terms: Terms) -> tuple[int, Unit]:
    """The period by which due dates go on; after given dates monthly."""
    if terms.due_dates or terms.every is None or terms.unit is None:
        return 1, Unit.MONTHS
    return terms.every, terms.unit


def first_anchor(terms: Terms, start: date) -> tuple[int, date]:
    """(row index, date) that all due dates are counted from: index -1 is the disbursement."""
    if terms.due_dates:
        return len(terms.due_dates) - 1, terms.due_dates[-1]
    return (-1, start) if terms.first_due is None else (0, terms.first_due)


def due_dates(terms: Terms, start: date) -> list[date]:
    """The unmoved due dates of a loan first disbursed on `start`. OverflowError beyond the calendar."""
    if terms.due_dates:
        return list(terms.due_dates)
    anchored, anchor = first_anchor(terms, start)
    return steps(anchor, range(-anchored, terms.count - anchored), *rhythm(terms))
