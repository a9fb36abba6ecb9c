"""Sheet Funds: the funds, and each sum of capital received."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.models import Channel, Fund
from loans.services.funds import receive_capital
from office import trail
from paper.core.khmer_spelling import folded
from reports.workbook.cells import Choice, same_number, text
from reports.workbook.columns import Column
from reports.workbook.plan import CapitalDraft, FundDraft
from reports.workbook.refs import key_of
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import MONEY, REF_COLUMN, channel_column, date_column, read_amount, warn_future

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "funds"
CURRENCY = Choice(
    ("KHR", ("KHR", "riel", "riels", "៛", "រៀល")), ("USD", ("USD", "dollar", "dollars", "$", "US$", "ដុល្លារ"))
)
COLUMNS = (
    REF_COLUMN,
    Column("code", ("Fund code", "លេខកូដមូលនិធិ"), text(12), required=True,
           aliases=("code", "fund", "កូដ", "មូលនិធិ", "កូដមូលនិធិ"),
           note=_("Short and in Latin letters. Several sums of one fund share its code.")),
    Column("name_km", ("Name in Khmer", "ឈ្មោះជាភាសាខ្មែរ"), text(80), aliases=("name", "ឈ្មោះ", "khmer name"),
           note=_("Needed for a fund that is not here yet.")),
    Column("name_en", ("Name in English", "ឈ្មោះជាភាសាអង់គ្លេស"), text(80), aliases=("english name",)),
    Column("currency", ("Currency", "រូបិយប័ណ្ណ"), CURRENCY, required=True),
    Column("amount", ("Capital", "ដើមទុន"), text(40), required=True, same=same_number, style=MONEY,
           aliases=("amount", "capital received", "ចំនួនទឹកប្រាក់", "ចំនួនប្រាក់", "ទុន")),
    date_column("received_on", ("Date received", "ថ្ងៃទទួល"), "date", "received on", "ថ្ងៃ", "កាលបរិច្ឆេទ", required=True),
    channel_column(),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    currency = line.read("currency")
    amount = read_amount(line, "amount", currency) if currency else None
    value_on, channel = line.read("received_on"), line.read("channel", Channel.CASH)
    warn_future(line, "received_on", value_on, check)
    fund = _fund(line, check)
    if check.by and check.by.office_id is None:
        line.error("code", "importer.no_office")
    if line.is_sound and fund is not None:
        draft = CapitalDraft(
            line=line, fund=fund, amount=Money(amount, currency), value_on=value_on, channel=channel,
            key=key_of(KEY, line.ref),
        )  # fmt: skip
        check.add(line, draft)
        check.plan.capital.append(draft)


def _fund(line: Line, check: "Check") -> Fund | FundDraft | None:
    """The fund of that code: here already, on an earlier row, or new with the names of this row."""
    code, name_km, name_en = line.read("code"), line.read("name_km", ""), line.read("name_en", "")
    if not code:
        return None
    if known := check.sources.fund(code):
        return known
    if folded(code) not in check.plan.funds:
        if not name_km and not name_en:
            line.error("name_km" if "name_km" in line.letters else "code", "fund.needs_name")
            return None
        check.plan.funds[folded(code)] = FundDraft(code=code, name_km=name_km or name_en, name_en=name_en or name_km)
    return check.plan.funds[folded(code)]


def write(writer: "Writer") -> None:
    for new in writer.plan.funds.values():
        new.made = Fund.objects.create(code=new.code, name_km=new.name_km, name_en=new.name_en)
        trail.record(trail.Act.WRITE, new.made, by=writer.by, fields=["added"])
    for draft in writer.plan.capital:
        moved = receive_capital(
            fund=writer.fund(draft.fund), amount=draft.amount, value_on=draft.value_on, key=draft.key, by=writer.by,
            channel=draft.channel,
        )  # fmt: skip
        writer.wrote(draft.line, moved.pk)


SHEET = Sheet(KEY, ("Funds", "មូលនិធិកម្ចី"), COLUMNS, check, write, aliases=("Loan funds", "មូលនិធិ"))
