"""Write-offs and reschedulings: asked for by one person, decided by another."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.services import stop_contact
from loans.core.fold import accept
from loans.core.refusals import Refused
from loans.core.state import State
from loans.errors import LoanError
from loans.folding import event_of, events_of, fold_loan, journal_of, terms_of
from loans.models import ChangeRequest, Loan, LoanStatus, LoanTransaction, ScheduleChange, WriteOffCause
from loans.refusals import words_for
from loans.services.asked import check_open_to, settle
from loans.services.ceiling import ceiling_broken_by
from loans.services.posting import Draft, lock_loan, post_change, post_entry
from office import trail
from office.models import User

Kind = ChangeRequest.Kind


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What changes from the instalment due on `from_due` on: exactly one of the other three."""

    from_due: date
    new_due: date | None = None
    extra_instalments: int | None = None
    principal_grace: int | None = None

    def fields(self) -> dict[str, Any]:
        names = ("from_due", "new_due", "extra_instalments", "principal_grace")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def request_write_off(
    *, loan_id: int, cause: WriteOffCause, value_on: date, reason: str, by: User
) -> ChangeRequest:  # fmt: skip
    loan = _active(loan_id)
    return _asked(ChangeRequest(loan=loan, kind=Kind.WRITE_OFF, cause=cause, value_on=value_on), reason, by)


@transaction.atomic
def request_reschedule(
    *, loan_id: int, new: NewSchedule, value_on: date, reason: str, by: User
) -> ChangeRequest:  # fmt: skip
    """Raises LoanError where the rules of the loan, or the rate ceiling, refuse the new schedule."""
    loan = _active(loan_id)
    preview_reschedule(loan, new, value_on=value_on, by=by)
    return _asked(ChangeRequest(loan=loan, kind=Kind.RESCHEDULE, value_on=value_on, **new.fields()), reason, by)


def preview_reschedule(loan: Loan, new: NewSchedule, *, value_on: date, by: User) -> State:
    """The loan as it would stand; nothing is written. Raises LoanError as the decision would."""
    entries = journal_of(loan)
    change = _change(loan, new, value_on, by, seq=len(entries) + 1)
    try:
        state = accept(terms_of(loan), events_of(entries), event_of(change))
    except Refused as refused:
        raise LoanError(words_for(refused.refusal), field=refused.field) from refused
    _check_ceiling(loan, state, value_on)
    return state


@transaction.atomic
def confirm_change(*, request_id: int, key: UUID, by: User) -> ChangeRequest:
    """Do what was asked. Never by who asked, nor by the loan's officer."""
    asked = _open_request(request_id, by)
    loan = _active(asked.loan_id)
    if asked.kind == Kind.WRITE_OFF:
        _write_off(loan, asked, key, by)
    else:
        _reschedule(loan, asked, key, by)
    asked.outcome = key
    asked.save(update_fields=["outcome"])
    settle(asked, by, is_confirmed=True)
    return asked


@transaction.atomic
def decline_change(*, request_id: int, by: User) -> ChangeRequest:
    asked = _open_request(request_id, by)
    settle(asked, by, is_confirmed=False)
    return asked


@transaction.atomic
def reverse_reschedule(*, change: ScheduleChange, reason: str, key: UUID, by: User) -> ScheduleChange:
    """Take a rescheduling back, while no later one stands. Never by who decided on it."""
    loan = lock_loan(change.loan_id)
    if previous := ScheduleChange.objects.filter(key=key).first():
        return previous
    if by.pk == change.entered_by_id:
        raise LoanError(_("Another person must decide: you entered this."))
    if ScheduleChange.objects.filter(reverses=change).exists():
        raise LoanError(_("This entry was reversed already."))
    reversal = ScheduleChange(
        loan=loan, value_on=change.value_on, entered_by=by, reverses=change, reason=loan.kept_reason(reason), key=key
    )  # fmt: skip
    return post_change(loan, reversal)


def _write_off(loan: Loan, asked: ChangeRequest, key: UUID, by: User) -> None:
    owed = Money(fold_loan(loan).outstanding, loan.currency)
    if not owed:
        raise LoanError(_("Nothing is outstanding."))
    details = {"cause": asked.cause, "reason": asked.reason}
    post_entry(loan, Draft(LoanTransaction.Kind.WRITE_OFF, owed, asked.value_on, key, by, details=details))
    if asked.cause == WriteOffCause.DEATH:
        stop_contact(loan.participant, by=by, on=asked.value_on)


def _reschedule(loan: Loan, asked: ChangeRequest, key: UUID, by: User) -> None:
    new = NewSchedule(asked.from_due or asked.value_on, asked.new_due, asked.extra_instalments, asked.principal_grace)
    preview_reschedule(loan, new, value_on=asked.value_on, by=by)  # entries may have come in between
    change = _change(loan, new, asked.value_on, by)
    change.key, change.reason = key, asked.reason
    post_change(loan, change)


def _change(loan: Loan, new: NewSchedule, value_on: date, by: User, *, seq: int = 0) -> ScheduleChange:
    return ScheduleChange(loan=loan, seq=seq, value_on=value_on, posted_on=value_on, entered_by=by, **new.fields())


def _check_ceiling(loan: Loan, state: State, on: date) -> None:
    """The ceiling holds for a rescheduled loan too, by the schedule it has then."""
    rows = state.rows[: state.instalments]
    if ceiling := ceiling_broken_by(terms_of(loan), on=on, rows=rows, start=loan.disbursed_on):
        raise LoanError(_("This is above the ceiling of %(ceiling)s %% a year.") % {"ceiling": ceiling})


def _active(loan_id: int) -> Loan:
    loan = lock_loan(loan_id)
    if loan.status != LoanStatus.ACTIVE:
        raise LoanError(_("The loan has moved on: it is now “%(status)s”.") % {"status": loan.get_status_display()})
    return loan


def _asked(request: ChangeRequest, reason: str, by: User) -> ChangeRequest:
    if request.loan.change_requests.filter(settled_at=None).exists():
        raise LoanError(_("Another change of this loan waits for a decision."))
    request.reason, request.asked_by = reason, by
    request.save()
    trail.record(trail.Act.WRITE, request, by=by, fields=["asked"])
    return request


def _open_request(request_id: int, by: User) -> ChangeRequest:
    asked = (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("loan__participant__key")
        .get(pk=request_id)
    )
    check_open_to(asked, by, never=asked.loan.officer_id)
    return asked
