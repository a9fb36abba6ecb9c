"""Columns and questions that several sheets share."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from livelihoods.models import BusinessMember
from loans.models import Channel
from office.models import Place
from reports.workbook.cells import Choice, amount, day, same_day, text
from reports.workbook.columns import Column
from reports.workbook.findings import NotAccepted, shown_date
from reports.workbook.sheet import REF, Line

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.plan import Target

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


def person_column() -> Column:
    return Column(
        "participant", ("Participant", "អ្នកចូលរួម"), text(MOST_REF), required=True, refers_to="participants", style=TEXT,
        aliases=("participant ref", "លេខយោងអ្នកចូលរួម"), note=_("The ref of the participant's row."),
    )  # fmt: skip


def find_business(line: Line, check: "Check", person: "Target | None") -> "Target | None":
    """The business a line names, if it is the participant's."""
    business = check.find(line, "business")
    if business is None or person is None or not (business.is_sound and person.is_sound):
        return business
    if business.draft is not None:
        owns = business.draft.person is person
    else:
        owns = BusinessMember.objects.filter(business=business.pk, participant=person.pk).exists()
    if not owns:
        line.error("business", "business.of_another")
    return business


def read_commune(line: Line, check: "Check") -> Place | None:
    """The commune named on a line, with the district where one is; None, with an error at its cell, where none is."""
    typed, district = line.read("commune"), line.read("district", "")
    if not typed or district is None:
        return None
    try:
        return check.sources.commune(typed, district)
    except NotAccepted as refused:
        line.error("commune", refused.code, **refused.params)
        return None


def read_amount(line: Line, column: str, currency: str, *, zero: bool = False) -> Any:
    return line.read(column, reader=partial(amount, currency=currency, zero=zero))


def warn_future(line: Line, column: str, on: date | None, check: "Check") -> None:
    if on is not None and on > check.on:
        line.warn(column, "date.future", day=shown_date(on))
