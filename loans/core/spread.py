"""Spreading a balance over rows: interest, the instalment X and the principal parts of docs/loan-rules.md.

Amounts here are whole hundredths, rates exact fractions; everything is rounded once from its exact value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from loans.core.choices import Amortisation
from loans.core.rounding import Rounding, hundredths, round_ratio

if TYPE_CHECKING:
    from loans.core.terms import Terms

Fraction = tuple[int, int]  # numerator, denominator
Flow = tuple[date, int]


class Row:
    """One instalment. `start` and `due` are unmoved, `due_on` is moved off Sundays and holidays.

    `rate` is the interest of the period on one unit of principal. `own` is the rounded interest of the
    period, `interest` what falls due (deferred interest falls due later). `opening` is the principal that
    runs the whole period; `flows` are the tranches (and, below zero, prepayments) inside it. `spread` fills
    in all that is not given here.
    """

    __slots__ = (
        "amortising",
        "balance",
        "begins",
        "due",
        "due_on",
        "flows",
        "interest",
        "opening",
        "own",
        "principal",
        "rate",
        "start",
    )

    opening: int
    flows: Sequence[Flow]
    own: int
    principal: int
    interest: int
    balance: int

    def __init__(self, start: date, due: date, due_on: date, amortising: bool, begins: bool, rate: Fraction) -> None:
        self.start = start
        self.due = due
        self.due_on = due_on
        self.amortising = amortising
        self.begins = begins
        self.rate = rate

    def accrued(self, on: date) -> Fraction:
        """The exact interest of the period up to `on` (start <= on <= due).

        Rule: shared by actual days over the days of the period, a tranche from its own date.
        """
        numerator, denominator = self.rate
        days = self.opening * (on - self.start).days
        days += sum(amount * (on - day).days for day, amount in self.flows if day < on)
        return days * numerator, denominator * (self.due - self.start).days


@dataclass(slots=True)
class Capital:
    """What moves the principal of one row other than its own part."""

    at_start: int = 0
    inside: list[Flow] = field(default_factory=list)
    ahead: list[Flow] = field(default_factory=list)  # prepaid inside the period
    at_end: int = 0  # prepaid on the due date

    @property
    def prepaid(self) -> int:
        """All that is prepaid in the row."""
        return self.at_end + sum(amount for _, amount in self.ahead)

    @property
    def sets_instalment(self) -> bool:
        """The row holds a tranche, or a prepayment after which it is spread again."""
        return bool(self.at_start or self.inside or self.ahead)


class Rules(NamedTuple):
    """What spreading needs of the terms."""

    step: int
    multiple: int
    rounding: Rounding
    interest_rounding: Rounding
    equal_principal: bool
    interest_grace: int


def rules_of(terms: Terms) -> Rules:
    """The terms' rounding and amortisation, in hundredths."""
    return Rules(
        hundredths(terms.step),
        hundredths(terms.instalment_multiple),
        terms.rounding,
        terms.interest_rounding,
        terms.amortisation == Amortisation.EQUAL_PRINCIPAL,
        terms.interest_grace,
    )


def spread(rows: Sequence[Row], first: int, capital: Mapping[int, Capital], rules: Rules) -> bool:
    """Spread the scheduled balance over the rows from `first` on; whether an instalment rounded to zero.

    The instalment is set at `first` and at later rows that hold a tranche, follow a prepayment or begin a
    reschedule, and again after a row whose interest leaves no principal. Earlier rows keep their amounts.
    An instalment set anew at the last row does not count as zero: that row takes what is left. Neither does
    the instalment of a balance that is zero itself, before a later tranche. What is prepaid in a later row (a
    reschedule may have moved the rows under it) is no longer there to share out: the parts leave it.
    """
    step, rounding, equal_principal = rules.step, rules.interest_rounding, rules.equal_principal
    weights = _weights(rows[first:], equal_principal)
    amortising = left = sum([row.amortising for row in rows[first:]])
    balance = rows[first - 1].balance if first else 0
    unset, instalment, zero = True, 0, False
    held = sum([moved.prepaid for i, moved in capital.items() if i >= first])
    for i in range(first, len(rows)):
        row, moved, prepaid, part = rows[i], capital.get(i), 0, 0
        row.opening, row.flows = balance, ()
        if moved is not None:
            balance, prepaid = _open(row, moved)
            held -= moved.prepaid - moved.at_end
            unset = unset or moved.sets_instalment
        unset = unset or row.begins
        numerator, denominator = row.accrued(row.due) if row.flows else row.rate
        if not row.flows:
            numerator *= row.opening
        row.own = round_ratio(numerator, denominator, step, rounding)
        if row.amortising:
            left -= 1
            if unset:
                owed = (balance * denominator + numerator, denominator)
                instalment = _instalment(balance, owed, left, weights[i - first], rules)
                zero = zero or (not instalment and owed[0] > 0 and (left > 0 or amortising == 1))
            wanted = instalment if equal_principal else instalment - row.own
            unset = wanted <= 0 and not equal_principal
            part = _within(wanted, balance - held - step * left) if left else balance
        balance -= part
        if moved is not None and moved.at_end:
            end = min(moved.at_end, balance)
            prepaid, balance, unset, held = prepaid + end, balance - end, True, held - moved.at_end
        row.principal, row.balance = part + prepaid, balance
    _fall_due(rows, first, rules.interest_grace)
    return zero


def _within(wanted: int, most: int) -> int:
    """max(0, min(wanted, most)), in a third of the time."""
    if wanted > most:
        wanted = most
    return wanted if wanted > 0 else 0


def _open(row: Row, capital: Capital) -> tuple[int, int]:
    """Add the row's tranches to the principal its interest runs on; the balance to share out, the prepaid."""
    row.opening += capital.at_start
    if not (capital.inside or capital.ahead):
        return row.opening, 0
    flows = list(capital.inside)
    balance = row.opening + sum(amount for _, amount in flows)
    prepaid = 0
    for day, wished in capital.ahead:
        amount = min(wished, balance)
        balance, prepaid = balance - amount, prepaid + amount
        flows.append((min(max(day, row.start), row.due), -amount))
    row.flows = flows
    return balance, prepaid


def _instalment(balance: int, owed: Fraction, left: int, weight: Fraction, rules: Rules) -> int:
    """X of docs/loan-rules.md, rounded once; with equal principal the principal part itself.

    `owed` is the balance with the exact interest of this period.
    """
    if rules.equal_principal:
        return round_ratio(balance, left + 1, rules.step, rules.rounding)
    product, total = weight
    return round_ratio(owed[0] * product, owed[1] * total, rules.multiple, rules.rounding)


def _weights(rows: Sequence[Row], equal_principal: bool) -> list[Fraction]:
    """For each row: the product of 1 + f over the rows after it, and the sum of such products from it on.

    A row without principal counts as factor 1 in both and is left out of the sum. Both are multiplied by
    the same whole number to be free of fractions; X divides one by the other.
    """
    if equal_principal:
        return [(1, 1)] * len(rows)
    weights = []
    product, total, growth, unit = 1, 0, 1, 1  # growth / unit is 1 + f of the row after
    for row in reversed(rows):
        if row.amortising:
            product *= growth
            total = product + total * unit
            numerator, unit = row.rate
            growth = numerator + unit
        weights.append((product, total))
    weights.reverse()
    return weights


def _fall_due(rows: Sequence[Row], first: int, grace: int) -> None:
    """Deferred interest is not compounded and falls due on top of the first instalment after."""
    for row in rows[first:]:
        row.interest = row.own
    if first <= grace and grace:
        for row in rows[first:grace]:
            row.interest = 0
        rows[grace].interest += sum(row.own for row in rows[:grace])
