"""Sheet Income: what a business earned and what a household had left in a month of before."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from livelihoods.models import IncomeRecord
from livelihoods.services import plan_rounds
from livelihoods.services.income import rate_day
from livelihoods.services.told_before import PastIncome, add_past_income, people_of
from office.core.months import first_of, last_of
from reports.workbook.cells import amount, same_number, text
from reports.workbook.columns import Column
from reports.workbook.plan import IncomeDraft
from reports.workbook.refs import CHUNK, key_of
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.businesses import KEY as BUSINESSES
from reports.workbook.sheets.common import (
    MONEY,
    MOST_REF,
    REF_COLUMN,
    TEXT,
    date_column,
    find_business,
    person_column,
)
from reports.workbook.sheets.funds import CURRENCY

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "income"
COLUMNS = (
    REF_COLUMN,
    person_column(),
    Column("business", ("Business", "មុខរបរ"), text(MOST_REF), refers_to=BUSINESSES, style=TEXT,
           aliases=("business ref", "លេខយោងមុខរបរ"), note=_("The ref of the business's row, where sales are told.")),
    date_column("month", ("Month", "ខែ"), "month of the income", "ខែនៃចំណូល", required=True,
                note=_("Any day of the month.")),
    date_column("told_on", ("Told on", "ថ្ងៃផ្តល់ព័ត៌មាន"), "asked on", "ថ្ងៃសួរ", "ថ្ងៃប្រាប់",
                note=_("The last day of the month unless stated.")),
    Column("currency", ("Currency", "រូបិយប័ណ្ណ"), CURRENCY, required=True),
    Column("revenue", ("Revenue", "ចំណូល"), text(40), same=same_number, style=MONEY, aliases=("sales", "ការលក់")),
    Column("cost", ("Cost", "ចំណាយ"), text(40), same=same_number, style=MONEY, aliases=("costs",)),
    Column("household", ("Household net", "ចំណូលសុទ្ធគ្រួសារ"), text(40), same=same_number, style=MONEY,
           aliases=("household income", "ចំណូលគ្រួសារ"),
           note=_("Net income of the household, all sources")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    person = check.find(line, "participant")
    business = find_business(line, check, person) if line.has("business") else None
    currency = line.read("currency")
    month, told_on = _days(line, check)
    sums = {name: _amount(line, name, currency) for name in ("revenue", "cost", "household")}
    _check_complete(line)
    if month and told_on and currency and not check.sources.has_rate(currency, rate_day(month, told_on)):
        line.error("currency", "rate.none_set")
    if line.is_sound and person:
        draft = IncomeDraft(line=line, person=person, business=business, details={
            "month": month, "told_on": told_on, "currency": currency, **sums
        })  # fmt: skip
        check.add(line, draft)
        check.plan.income.append(draft)


def _days(line: Line, check: "Check") -> tuple[date | None, date | None]:
    """The first day of the month, and when it was told: not before the month began, not after today."""
    typed = line.read("month")
    if typed is None:
        return None, None
    month = first_of(typed)
    told_on = line.read("told_on", min(last_of(month), check.on))
    if month > check.on:
        line.error("month", "told.not_yet")
    elif told_on is not None and told_on > check.on:
        line.error("told_on", "told.not_yet")
    elif told_on is not None and told_on < month:
        line.error("told_on", "told.before_the_month")
    return month, told_on


def _amount(line: Line, column: str, currency: str | None) -> Decimal | None:
    reader = partial(amount, currency=currency or "KHR", zero=True, counted=False)
    value: Decimal | None = line.read(column, reader=reader)
    return value


def _check_complete(line: Line) -> None:
    """Sales and costs together, of a business; or the household's; at least one of both."""
    if line.has("revenue") != line.has("cost"):
        line.error("cost" if line.has("revenue") else "revenue", "income.both")
    if line.has("revenue") and not line.has("business"):
        line.error("business", "income.of_a_business")
    if not line.has("revenue") and not line.has("household"):
        line.error("household", "income.nothing")


def write(writer: "Writer") -> None:
    drafts = writer.plan.income
    told = [
        PastIncome(
            writer.person(d.person), writer.business(d.business) if d.business else None,
            key=key_of(KEY, d.line.ref), **d.details,
        )
        for d in drafts
    ]  # fmt: skip
    for draft, made in zip(drafts, add_past_income(told, by=writer.by), strict=True):
        writer.wrote(draft.line, made.pk, secret=writer.person(draft.person).key.secret.hex())
    people = sorted(people_of(told))
    for start in range(0, len(people), CHUNK):
        plan_rounds(*people[start : start + CHUNK])


def secrets(pks: Iterable[int]) -> Mapping[int, str | None]:
    records = IncomeRecord.objects.select_related("participant__key").in_bulk(list(pks))
    keys = {pk: record.participant.key for pk, record in records.items()}
    return {pk: None if key.is_destroyed else key.secret.hex() for pk, key in keys.items()}


SHEET = Sheet(KEY, ("Income", "ចំណូល"), COLUMNS, check, write, secrets=secrets)
