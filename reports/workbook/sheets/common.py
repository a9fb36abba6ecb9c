"""Columns and questions that several sheets share."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from loans.models import Channel
from reports.workbook.cells import Choice, amount, day, same_day, text
from reports.workbook.columns import Column
from reports.workbook.findings import shown_date
from reports.workbook.sheet import REF, Line

if TYPE_CHECKING:
    from reports.workbook.checking import Check

MOST_REF = 40
TEXT, DATE, MONEY = "@", "dd/mm/yyyy", "#,##0.##"

REF_COLUMN = Column(
    REF, ("Ref", "លេខយោង"), text(MOST_REF), required=True, aliases=("row ref", "id", "យោង"), style=TEXT,
    note=_("Your own number for this row, each one once. It never changes. Not a name, not the number of a card."),
)  # fmt: skip


def date_column(key: str, names: tuple[str, str], *aliases: str, required: bool = False, note: Any = "") -> Column:
    return Column(key, names, day, required=required, aliases=aliases, same=same_day, note=note, style=DATE)


def channel_column() -> Column:
    return Column(
        "channel", ("Channel", "មធ្យោបាយទូទាត់"), CHANNEL, aliases=("paid through", "មធ្យោបាយ", "មធ្យោបាយបង់"),
        note=_("Cash unless stated."),
    )  # fmt: skip


CHANNEL = Choice(
    (Channel.CASH, ("cash", "សាច់ប្រាក់")),
    (Channel.BANK, ("bank", "bank transfer", "ធនាគារ")),
    (Channel.MOBILE, ("mobile", "mobile payment", "ទូរស័ព្ទ", "បង់តាមទូរស័ព្ទ")),
)


def read_amount(line: Line, column: str, currency: str, *, zero: bool = False) -> Any:
    return line.read(column, reader=partial(amount, currency=currency, zero=zero))


def warn_future(line: Line, column: str, on: date | None, check: "Check") -> None:
    if on is not None and on > check.on:
        line.warn(column, "date.future", day=shown_date(on))
