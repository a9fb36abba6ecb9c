"""Lists filled in cell by cell: who was there, and scores."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from paper.core.numbers import to_latin_digits
from trainings.core.attendance import Mark
from trainings.models import Enrolment
from trainings.services.attendance import Filled
from trainings.services.scores import TESTS, Score

MARK = re.compile(r"(\d{1,12})-(\d{1,12})")
SCORE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")


def read_filled(posted: QueryDict) -> Filled:
    """What does not read as a mark or a number was not sent by our page, and is left out."""
    return Filled(
        seats=_numbers(posted.get("seats", "")),
        half_days=_numbers(posted.get("half_days", "")),
        base=_marks(posted.get("base", "").split()),
        marks=_marks(posted.getlist("m")),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A score as typed; `error` says why it cannot be one."""

    enrolment: int
    test: str
    typed: str
    was: str
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.test}-{self.enrolment}"

    def score(self) -> Score:
        return Score(self.enrolment, self.test, _number(self.was), _number(self.typed))


def cells_of(seats: Iterable[Enrolment], posted: Mapping[str, Any] | None = None) -> dict[int, list[Cell]]:
    """For each seat its cells: as they stand, or as they were sent."""
    return {seat.pk: [_cell(seat, test, posted) for test in TESTS] for seat in seats}


def shown_score(score: Decimal | None) -> str:
    return "" if score is None else f"{score.normalize():f}"


def _cell(seat: Enrolment, test: str, posted: Mapping[str, Any] | None) -> Cell:
    stands = shown_score(getattr(seat, test))
    name = f"{test}-{seat.pk}"
    if posted is None or name not in posted:
        return Cell(seat.pk, test, stands, stands)
    typed = str(posted[name]).strip()
    return Cell(seat.pk, test, typed, str(posted.get(f"was-{name}", "")), error=_error(typed))


def _error(typed: str) -> str:
    number = _number(typed)
    if typed and number is None:
        return _("Write a number from 0 to 100.")
    return _("At most 100.") if number is not None and number > 100 else ""


def _number(typed: str) -> Decimal | None:
    text = to_latin_digits(typed).strip().removesuffix("%").strip()
    return Decimal(text.replace(",", ".")) if SCORE.fullmatch(text) else None


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(each) for each in text.split() if each.isdecimal() and len(each) < 13)


def _marks(texts: Iterable[str]) -> frozenset[Mark]:
    found = (MARK.fullmatch(text) for text in texts)
    return frozenset((int(each[1]), int(each[2])) for each in found if each)
