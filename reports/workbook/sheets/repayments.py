"""Sheet Repayments: money received for loans of the workbook, or for loans imported before."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.models import Channel, Loan, LoanTransaction, PaidBy
from loans.services.history import PastEntry, add_history
from loans.services.posting import lock_loan
from reports.workbook.cells import Choice, same_number, text
from reports.workbook.columns import Column
from reports.workbook.findings import shown_date
from reports.workbook.folds import fold_more
from reports.workbook.plan import Extension, LoanDraft, PastLine, in_order
from reports.workbook.refs import CHUNK, key_of
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import (
    MONEY,
    MOST_REF,
    REF_COLUMN,
    TEXT,
    channel_column,
    date_column,
    read_amount,
    warn_future,
)  # fmt: skip
from reports.workbook.sheets.loans import KEY as LOANS

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "repayments"
Kind = LoanTransaction.Kind
PAID_BY = Choice(
    (PaidBy.SELF, ("self", "client", "អតិថិជន", "ខ្លួនឯង")),
    (PaidBy.FAMILY, ("family", "គ្រួសារ")),
    (PaidBy.GUARANTOR, ("guarantor", "អ្នកធានា")),
)
COLUMNS = (
    REF_COLUMN,
    Column("loan", ("Loan", "កម្ចី"), text(MOST_REF), required=True, refers_to=LOANS, style=TEXT,
           aliases=("loan ref", "លេខយោងកម្ចី"), note=_("The ref of the loan's row.")),
    Column("amount", ("Amount", "ចំនួនទឹកប្រាក់"), text(40), required=True, same=same_number, style=MONEY,
           aliases=("repayment", "amount paid", "ចំនួនប្រាក់", "ការបង់ប្រាក់", "ប្រាក់បានបង់"),
           note=_("In the currency of the loan.")),
    date_column("paid_on", ("Paid on", "ថ្ងៃបង់"), "date", "date paid", "ថ្ងៃបង់ប្រាក់", "កាលបរិច្ឆេទ", required=True),
    channel_column(),
    Column("reference", ("Reference of the payment", "លេខយោងនៃការទូទាត់"), text(60), style=TEXT,
           aliases=("payment reference", "transfer number", "លេខយោងការបង់"),
           note=_("Of the bank or mobile payment. No names.")),
    Column("paper_no", ("Paper receipt No.", "លេខបង្កាន់ដៃក្រដាស"), text(20), style=TEXT,
           aliases=("paper no", "receipt no", "receipt number", "លេខបង្កាន់ដៃ")),
    Column("paid_by", ("Paid by", "អ្នកបង់ប្រាក់"), PAID_BY, aliases=("អ្នកបង់",),
           note=_("The client unless stated.")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    target = check.find(line, "loan")
    value_on = line.read("paid_on")
    warn_future(line, "paid_on", value_on, check)
    details = {
        "channel": line.read("channel", Channel.CASH),
        "paid_by": line.read("paid_by", PaidBy.SELF),
        "reference": line.read("reference", ""),
        "paper_no": line.read("paper_no", ""),
    }
    if target is None or not target.is_sound:
        return
    holder: LoanDraft | Extension = target.draft if target.pk is None else _extension(target.pk, check)
    amount = read_amount(line, "amount", holder.loan.currency)
    _check_after_disbursement(line, holder, value_on)
    if line.is_sound:
        kind = Kind.RECOVERY if holder.loan.status == "written_off" else Kind.REPAYMENT
        money = Money(amount, holder.loan.currency)
        past = PastLine(line, PastEntry(kind, money, value_on, key_of(KEY, line.ref), **details))
        check.add(line, past)
        holder.repayments.append(past)
        _warn_same(past, holder)


def settle(check: "Check") -> None:
    for extension in check.plan.extensions.values():
        fold_more(extension, on=check.on)
    warn_of_paper_numbers(check.plan.repayments)


def write(writer: "Writer") -> None:
    """New repayments of earlier loans, under the lock of each; those of new loans were written with the loan."""
    for pk, extension in writer.progress.through(writer.plan.extensions.items()):
        loan = lock_loan(pk)
        add_history(loan, [past.entry for past in in_order(extension.repayments)], by=writer.by)
    lines = {past.entry.key: past.line for past in writer.plan.repayments}
    keys = list(lines)
    for start in range(0, len(keys), CHUNK):
        written = LoanTransaction.objects.filter(key__in=keys[start : start + CHUNK])
        for key, pk in written.values_list("key", "pk"):
            writer.wrote(lines[key], pk)


def _extension(pk: int, check: "Check") -> Extension:
    if pk not in check.plan.extensions:
        check.plan.extensions[pk] = Extension(Loan.objects.select_related("office", "fund").get(pk=pk))
    return check.plan.extensions[pk]


def _check_after_disbursement(line: Line, holder: LoanDraft | Extension, value_on: date | None) -> None:
    start = holder.disbursement.value_on if isinstance(holder, LoanDraft) else holder.loan.disbursed_on
    if start is None:
        line.error("loan", "loan.not_paid_out")
    elif value_on is not None and value_on < start:
        line.error("paid_on", "repayment.before_disbursement", day=shown_date(start))


def _warn_same(past: PastLine, holder: LoanDraft | Extension) -> None:
    """Two rows of one loan, day and amount may be one payment written twice."""
    mark = (past.entry.value_on, past.entry.amount)
    if other := holder.seen.get(mark):
        past.line.warn("amount", "repayment.same", cell=other)
    holder.seen.setdefault(mark, past.line.cell("amount"))


def warn_of_paper_numbers(repayments: list[PastLine]) -> None:
    """A number of a pre-printed receipt that stands twice, here or in the journal."""
    numbered = [past for past in repayments if past.entry.paper_no]
    seen = _in_journal({past.entry.paper_no for past in numbered})
    for past in numbered:
        if past.entry.paper_no in seen:
            past.line.warn("paper_no", "paper_no.twice")
        seen.add(past.entry.paper_no)


def _in_journal(numbers: set[str]) -> set[str]:
    wanted = sorted(numbers)
    found: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        rows = LoanTransaction.objects.filter(paper_no__in=wanted[start : start + CHUNK])
        found.update(rows.values_list("paper_no", flat=True))
    return found


SHEET = Sheet(KEY, ("Repayments", "ការបង់ប្រាក់"), COLUMNS, check, write, settle=settle, aliases=("ការសងប្រាក់",))
