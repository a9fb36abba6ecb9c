"""Receiving money. Cash already taken is always recorded: it may be asked about once, never refused."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.core.leaves import as_paper_no
from loans.core.state import State
from loans.errors import BreaksAccepted, Doubtful, KeyReused
from loans.models import CashTransaction, Channel, Fund, Loan, LoanStatus, LoanTransaction, PaidBy
from loans.services.amounts import check_amount
from loans.services.cash import CashDraft, cash_holder, office_of, post_cash, sent_before
from loans.services.closing import lock_books
from loans.services.exchanging import has_rate, post_tender, tender_for
from loans.services.paper_books import is_spoiled
from loans.services.posting import Draft, lock_loan, post_entry, preview, previous_entry
from office.models import Office, User
from paper.core.numbers import format_amount

Kind = LoanTransaction.Kind
FAR_TOO_MUCH = 10
A_MOMENT = timedelta(minutes=3)


def record_repayment(
    *,
    loan_id: int,
    amount: Money,
    value_on: date,
    key: UUID,
    by: User,
    channel: Channel = Channel.CASH,
    paid_by: PaidBy = PaidBy.SELF,
    reference: str = "",
    paper_no: str = "",
    ahead: str = "",
    tendered: Money | None = None,
    sure: Collection[str] = (),
) -> LoanTransaction | CashTransaction:
    """Record money received for a loan, once per key.

    On an active loan a repayment (too much becomes credit), on a written-off one a recovery, on one not paid out
    (or for a day before it was) suspense; so too where a later entry could not stand beside it. `tendered`: cash of
    the other currency that was handed over for `amount`; without a rate for that day it waits in suspense as it is.
    Raises Doubtful where the entry looks wrong in a way that `sure` does not name, KeyReused where the key came with
    other content, LoanError for an amount that cannot be handed over.
    """
    paper_no = as_paper_no(paper_no)
    details: dict[str, Any] = {"paid_by": paid_by, "channel_reference": reference, "paper_no": paper_no, "ahead": ahead,
               "tendered": tendered}  # fmt: skip
    with transaction.atomic():
        loan = lock_loan(loan_id)
        draft = Draft(kind_of_cash(loan, value_on), amount, value_on, key, by, channel, details)
        check_amount(amount, channel)
        if previous := _sent_before(draft, loan):
            return previous
        if unanswered := {name: asked for name, asked in doubts(loan, draft).items() if name not in sure}:
            raise Doubtful(unanswered)
        return _posted_or_waiting(loan, draft)


def _posted_or_waiting(loan: Loan, draft: Draft) -> LoanTransaction | CashTransaction:
    """The entry; or, where the loan cannot take it as it stands, the money in suspense, meant for this loan."""
    tendered: Money | None = draft.details["tendered"]
    if not is_paid_out_by(loan, draft.value_on) or (tendered and not has_rate(draft.value_on)):
        return _into_suspense(loan.fund, draft, loan.office, meant_for=loan)
    tender = tender_for(draft.amount, tendered, on=draft.value_on) if tendered else None
    try:
        entry = post_entry(loan, draft)
    except BreaksAccepted:
        # Paid before something the loan would then not have taken, a rescheduling of a loan by then repaid: the
        # office puts the loan right, and gives it the money.
        return _into_suspense(loan.fund, draft, loan.office, meant_for=loan)
    if tender:
        post_tender(entry, tender)
    return entry


def record_unknown_receipt(
    *, fund: Fund, amount: Money, value_on: date, key: UUID, by: User, channel: Channel, note: str = "",
    paper_no: str = "",
) -> CashTransaction:  # fmt: skip
    """Money whose loan is not known: it waits in suspense, with a receipt, until the loan is found."""
    with transaction.atomic():
        office = office_of(by)
        lock_books(office)  # of two sendings at once the second finds what the first wrote
        check_amount(amount, channel)
        kind = CashTransaction.Kind.SUSPENSE_IN
        if previous := sent_before(key, kind=kind, fund_id=fund.pk, amount=amount, value_on=value_on):
            return previous[0]
        draft = Draft(Kind.REPAYMENT, amount, value_on, key, by, channel, {"paper_no": as_paper_no(paper_no)})
        return _into_suspense(fund, draft, office, note=note)


def preview_repayment(loan: Loan, *, amount: Money, value_on: date, by: User, key: UUID, ahead: str = "") -> State:
    """The loan's state if this were recorded; nothing is written."""
    return preview(loan, Draft(kind_of_cash(loan, value_on), amount, value_on, key, by, details={"ahead": ahead}))


def kind_of_cash(loan: Loan, on: date) -> Kind:
    """A repayment; of a loan written off by that day a recovery. What was paid before takes from the loss."""
    if loan.status != LoanStatus.WRITTEN_OFF:
        return Kind.REPAYMENT
    written_off = loan.transactions.standing().get(kind=Kind.WRITE_OFF)
    return Kind.RECOVERY if on >= written_off.value_on else Kind.REPAYMENT


def doubts(loan: Loan, draft: Draft) -> dict[str, str]:
    """What makes an entry look like a slip of the pen, by name; each is asked once."""
    asked = {
        "future": draft.value_on > timezone.localdate() and _("The date is in the future."),
        "too_early": not is_paid_out_by(loan, draft.value_on)
        and _("On this date the loan was not paid out yet: the money will wait in suspense."),
        "too_much": draft.amount.amount > FAR_TOO_MUCH * max(loan.outstanding, loan.step)
        and _("The amount is more than ten times what is outstanding."),
        "credit": loan.outstanding < draft.amount.amount <= FAR_TOO_MUCH * max(loan.outstanding, loan.step)
        and _("Only %(owed)s is outstanding: the rest will be owed to the client.")
        % {"owed": format_amount(loan.outstanding, loan.currency)},
        "no_rate": bool(draft.details.get("tendered"))
        and not has_rate(draft.value_on)
        and _("No exchange rate is set for this day: the money will wait in suspense until it is."),
        "paper_no": _is_used(draft, "paper_no") and _("This number of the paper receipt was entered before."),
        "spoiled": is_spoiled(draft.details.get("paper_no") or "")
        and _("This leaf of the receipt book was noted as spoiled."),
        "reference": draft.channel != Channel.CASH
        and _is_used(draft, "channel_reference")
        and _("A payment with this reference was entered before."),
        "again": _just_recorded(loan, draft) and _("You recorded money for this loan just now. Is this other money?"),
    }
    return {name: question for name, question in asked.items() if question}


def is_paid_out_by(loan: Loan, on: date) -> bool:
    return loan.disbursed_on is not None and on >= loan.disbursed_on


def _is_used(draft: Draft, name: str) -> bool:
    """Among the loans whoever enters it may see: a warning must not tell of others."""
    if not (number := draft.details.get(name)):
        return False
    seen = Loan.objects.visible_to(draft.by).values("pk")
    return LoanTransaction.objects.standing().filter(**{name: number}, loan__in=seen).exists()


def _just_recorded(loan: Loan, draft: Draft) -> bool:
    """The browser's way back leads to a fresh form: a second tap there must not become a second payment."""
    moment_ago = timezone.now() - A_MOMENT
    mine = loan.transactions.standing().filter(entered_by=draft.by, entered_at__gte=moment_ago)
    return mine.filter(kind__in=(Kind.REPAYMENT, Kind.RECOVERY)).exists()


def _sent_before(draft: Draft, loan: Loan) -> LoanTransaction | CashTransaction | None:
    waiting = CashTransaction.objects.filter(key=draft.key).first()
    if waiting is None:
        return previous_entry(draft, loan)
    given = draft.details.get("tendered") or draft.amount
    if (waiting.meant_for_id, waiting.amount, waiting.value_on) != (loan.pk, given, draft.value_on):
        raise KeyReused
    return waiting


def _into_suspense(
    fund: Fund, draft: Draft, office: Office, *, meant_for: Loan | None = None, note: str = ""
) -> CashTransaction:
    return post_cash(CashDraft(
        kind=CashTransaction.Kind.SUSPENSE_IN, fund=fund, amount=draft.details.get("tendered") or draft.amount,
        channel=draft.channel, value_on=draft.value_on, key=draft.key, by=draft.by, meant_for=meant_for,
        office=office, holder=cash_holder(draft.channel, draft.by), paper_no=draft.details.get("paper_no", ""),
        note=note or draft.details.get("channel_reference", ""),
    ))  # fmt: skip
