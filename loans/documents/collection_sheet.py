"""The collection sheet: what is due in one commune on one day. Of a person it bears seat, code and given name only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.due import DueLoan
from office.core.money import CURRENCIES
from paper.languages import Language
from paper.pdf import render_pdf

TITLE = _("Collection sheet")
STYLE = "loans/documents/a4.css"


@dataclass(frozen=True, slots=True)
class Seat:
    number: int
    code: str
    given_name: str
    loan: str
    due: Money
    days_late: int


@dataclass(frozen=True, slots=True)
class CollectionSheet:
    """`place` in both languages; `totals` per currency, never added."""

    on: date
    place: str
    seats: tuple[Seat, ...]
    totals: tuple[Money, ...]


def build_collection_sheet(rows: Iterable[DueLoan], *, on: date, place: str) -> CollectionSheet:
    """Seats in the order of the rows: the oldest due date first."""
    seats = tuple(
        Seat(number, row.loan.participant.code, given_name(row.loan.participant.name_km), row.loan.number, row.amount,
             row.days_late)
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for seat in seats:
        sums[seat.due.currency.code] += seat.due.amount
    totals = tuple(Money(sums[currency], currency) for currency in CURRENCIES if currency in sums)
    return CollectionSheet(on=on, place=place, seats=seats, totals=totals)


def given_name(name: str) -> str:
    """In Khmer the family's name stands first, the given name last."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else ""


def render_collection_sheet(
    sheet: CollectionSheet, *, language: Language, made_at: datetime | None = None
) -> bytes:  # fmt: skip
    return render_pdf(
        "loans/documents/collection_sheet.html", {"sheet": sheet, "subject": f"{sheet.on:%d/%m/%Y}"},
        language=language, title=TITLE, made_at=made_at, stylesheets=[STYLE],
    )  # fmt: skip
