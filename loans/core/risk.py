"""The portfolio's risk as plain values: PAR, grades, allowance. No Django, no clock.

Sources: portfolio at risk as microfinance counts it (CGAP, "Microfinance Consensus Guidelines"): the whole outstanding
principal of loans with anything more than n days late. Grades after Prakas B7-017-344 of the National Bank of Cambodia.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

DAYS: Final = (1, 30, 60, 90)
RATIO: Final = Decimal("0.0001")
NOTHING: Final = Decimal(0)


class Grade(StrEnum):
    NORMAL = "normal"
    SPECIAL_MENTION = "special_mention"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"


# From how many days late; for loans of an original term up to one year, and for longer ones.
SHORT: Final = ((91, Grade.LOSS), (61, Grade.DOUBTFUL), (31, Grade.SUBSTANDARD), (15, Grade.SPECIAL_MENTION))
LONG: Final = ((360, Grade.LOSS), (180, Grade.DOUBTFUL), (90, Grade.SUBSTANDARD), (30, Grade.SPECIAL_MENTION))
# Between two of these numbers of days late nothing here changes: loans may be counted together from each to the next.
STEPS: Final = tuple(sorted({0, *(days + 1 for days in DAYS), *(least for least, _grade in SHORT + LONG)}))
ALLOWANCE: Final[Mapping[Grade, Decimal]] = {
    Grade.NORMAL: Decimal("0.01"),
    Grade.SPECIAL_MENTION: Decimal("0.03"),
    Grade.SUBSTANDARD: Decimal("0.20"),
    Grade.DOUBTFUL: Decimal("0.50"),
    Grade.LOSS: Decimal("1.00"),
}


def grade_of(days_past_due: int, *, is_long: bool) -> Grade:
    """The grade of a loan so many days late. `is_long`: agreed for more than one year."""
    for least, grade in LONG if is_long else SHORT:
        if days_past_due >= least:
            return grade
    return Grade.NORMAL


@dataclass(frozen=True, slots=True)
class Exposure:
    """One loan, or `loans` alike ones together, on one day. `principal`: outstanding, of all of them."""

    principal: Decimal
    days_past_due: int
    is_long: bool = False
    is_rescheduled: bool = False
    loans: int = 1
    women: int = 0


@dataclass(slots=True)
class Portfolio:
    """What a set of loans in one currency comes to on one day. Written-off loans are not in it."""

    loans: int = 0
    women: int = 0
    principal: Decimal = NOTHING
    late: dict[int, Decimal] = field(default_factory=lambda: dict.fromkeys(DAYS, NOTHING))
    rescheduled: Decimal = NOTHING
    late_or_rescheduled: Decimal = NOTHING
    by_grade: dict[Grade, Decimal] = field(default_factory=lambda: dict.fromkeys(Grade, NOTHING))

    def add(self, each: Exposure) -> None:
        self.loans += each.loans
        self.women += each.women
        self.principal += each.principal
        for days in DAYS:
            if each.days_past_due > days:
                self.late[days] += each.principal
        if each.is_rescheduled:
            self.rescheduled += each.principal
        if each.is_rescheduled or each.days_past_due > 30:
            self.late_or_rescheduled += each.principal
        self.by_grade[grade_of(each.days_past_due, is_long=each.is_long)] += each.principal

    def merge(self, part: "Portfolio") -> None:
        """Take in another set of loans of the same currency and day."""
        self.loans += part.loans
        self.women += part.women
        self.principal += part.principal
        self.rescheduled += part.rescheduled
        self.late_or_rescheduled += part.late_or_rescheduled
        for days, amount in part.late.items():
            self.late[days] += amount
        for grade, amount in part.by_grade.items():
            self.by_grade[grade] += amount

    def par(self, days: int) -> Decimal | None:
        """The share of principal at risk, to four places, half up; None where nothing is outstanding."""
        return self.share(self.late[days])

    def share(self, part: Decimal) -> Decimal | None:
        return (part / self.principal).quantize(RATIO, ROUND_HALF_UP) if self.principal else None

    @property
    def allowance(self) -> Decimal:
        """What should be set aside: each grade's principal times its rate; exact, not rounded."""
        return sum((amount * ALLOWANCE[grade] for grade, amount in self.by_grade.items()), NOTHING)

    @property
    def coverage(self) -> Decimal | None:
        """Allowance over the principal more than 30 days late, to four places; None where none is late."""
        at_risk = self.late[30]
        return (self.allowance / at_risk).quantize(RATIO, ROUND_HALF_UP) if at_risk else None

    @property
    def average(self) -> Decimal | None:
        """Mean outstanding principal of a loan, to the cent."""
        return (self.principal / self.loans).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.loans else None


def portfolio_of(exposures: Iterable[Exposure]) -> Portfolio:
    found = Portfolio()
    for each in exposures:
        found.add(each)
    return found
