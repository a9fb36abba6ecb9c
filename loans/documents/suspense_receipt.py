"""The receipt (A6) for money whose loan is not known yet, or that waits for a rate."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.documents.receipt import STYLE, TITLE
from loans.errors import LoanError
from loans.models import CashTransaction, Channel
from paper.languages import Language
from paper.pdf import render_pdf

WAITS = _("The money is kept safe. Bring this receipt: the office finds the loan it is for, or pays it back.")


@dataclass(frozen=True, slots=True)
class SuspenseReceipt:
    """It names nobody: nobody is known."""

    number: str
    on: date
    amount: Money
    channel: str
    reversed_on: date | None

    @property
    def channel_label(self) -> Any:
        return Channel(self.channel).label

    def anonymous(self) -> "SuspenseReceipt":
        return self


def build_suspense_receipt(moved: CashTransaction) -> SuspenseReceipt:
    """Raises LoanError for anything but money received into suspense."""
    if moved.kind != CashTransaction.Kind.SUSPENSE_IN:
        raise LoanError(_("Only money paid in has a receipt."))
    reversal = CashTransaction.objects.filter(reverses=moved).first()
    return SuspenseReceipt(
        number=moved.number, on=moved.value_on, amount=moved.amount, channel=moved.channel,
        reversed_on=reversal.posted_on if reversal else None,
    )  # fmt: skip


def render_suspense_receipt(
    receipt: SuspenseReceipt, *, language: Language, made_at: datetime | None = None, code: str = ""
) -> bytes:
    context = {"receipt": receipt, "subject": receipt.number, "code": code, "waits": WAITS}
    return render_pdf(
        "loans/documents/suspense_receipt.html", context, language=language, title=TITLE, made_at=made_at,
        stylesheets=[STYLE],
    )  # fmt: skip
