"""A mistake is corrected by an entry that undoes it: asked for by one person, confirmed by another."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from loans.errors import LoanError
from loans.models import LoanTransaction, ReversalRequest
from loans.services.asked import check_open_to, settle
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
    asked = ReversalRequest.objects.create(transaction=entry, reason=entry.loan.kept_reason(reason), asked_by=by)
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
    settle(asked, by, is_confirmed=True)
    return reversal


@transaction.atomic
def decline_reversal(*, request_id: int, by: User) -> ReversalRequest:
    asked = _open_request(request_id, by)
    settle(asked, by, is_confirmed=False)
    return asked


def _open_request(request_id: int, by: User) -> ReversalRequest:
    asked = ReversalRequest.objects.select_for_update().get(pk=request_id)
    check_open_to(asked, by, never=asked.transaction.entered_by_id)
    return asked


def _check_reversible(entry: LoanTransaction) -> None:
    if entry.kind == Kind.REVERSAL:
        raise LoanError(_("A reversal cannot be reversed; enter the right entry anew."))
    if LoanTransaction.objects.filter(reverses=entry).exists():
        raise LoanError(_("This entry was reversed already."))
