"""A mistake is corrected by an entry that undoes it: asked for by one person, confirmed by another."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from loans.errors import LoanError
from loans.models import LoanTransaction, ReversalRequest
from loans.services.cash import undo
from loans.services.posting import Draft, Kind, lock_loan, post_entry
from office import trail
from office.models import User


@transaction.atomic
def request_reversal(*, entry: LoanTransaction, reason: str, by: User) -> ReversalRequest:
    """Ask a second person to undo an entry. The receipt goes back to the office."""
    lock_loan(entry.loan_id)
    _check_reversible(entry)
    if entry.reversal_requests.filter(settled_at=None).exists():
        raise LoanError(_("A reversal of this entry was already asked for."))
    # A forgotten person's entries can still be put right; only nothing is written about the person any more.
    kept = "" if entry.loan.seal_key.is_destroyed else reason
    asked = ReversalRequest.objects.create(transaction=entry, reason=kept, asked_by=by)
    trail.record(trail.Act.WRITE, asked, by=by, fields=["asked"])
    return asked


@transaction.atomic
def confirm_reversal(*, request_id: int, key: UUID, by: User) -> LoanTransaction:
    """Undo the entry. Nobody confirms their own request or entry; after the day of entry it takes a manager."""
    asked = _open_request(request_id, by)
    entry = asked.transaction
    same_day = timezone.localdate(entry.entered_at) == timezone.localdate()
    if not same_day and not by.has_perm("loans.approve_loan"):
        raise LoanError(_("An entry of an earlier day can only be reversed by a manager."))
    loan = lock_loan(entry.loan_id)
    _check_reversible(entry)
    details = {"reverses": entry, "reason": asked.reason}
    draft = Draft(Kind.REVERSAL, entry.amount, entry.value_on, key, by, details=details)
    reversal = post_entry(loan, draft)
    for beside in entry.cash_beside.standing():
        undo(beside, key=uuid5(key, str(beside.pk)), by=by)
    _settle(asked, by, is_confirmed=True)
    return reversal


@transaction.atomic
def decline_reversal(*, request_id: int, by: User) -> ReversalRequest:
    asked = _open_request(request_id, by)
    _settle(asked, by, is_confirmed=False)
    return asked


def _open_request(request_id: int, by: User) -> ReversalRequest:
    asked = ReversalRequest.objects.select_for_update().get(pk=request_id)
    if asked.settled_at:
        raise LoanError(_("This request was settled already."))
    if by.pk in (asked.asked_by_id, asked.transaction.entered_by_id):
        raise LoanError(_("Another person must decide: you entered this or asked for it."))
    return asked


def _settle(asked: ReversalRequest, by: User, *, is_confirmed: bool) -> None:
    asked.settled_by, asked.settled_at, asked.is_confirmed = by, timezone.now(), is_confirmed
    asked.save(update_fields=["settled_by", "settled_at", "is_confirmed"])
    trail.record(trail.Act.WRITE, asked, by=by, fields=["confirmed" if is_confirmed else "declined"])


def _check_reversible(entry: LoanTransaction) -> None:
    if entry.kind == Kind.REVERSAL:
        raise LoanError(_("A reversal cannot be reversed; enter the right entry anew."))
    if LoanTransaction.objects.filter(reverses=entry).exists():
        raise LoanError(_("This entry was reversed already."))
