"""Promises to pay, missed instalments, and the tasks that come of both."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.models import Participant, Task
from livelihoods.services import add_task, close_tasks
from loans.core.promises import Kept, Promised, outcome
from loans.errors import LoanError
from loans.models import CASH_IN, Instalment, Loan, LoanStatus, Promise
from loans.services.amounts import check_amount
from office import trail
from office.models import User
from paper.core.numbers import format_amount

FAR = timedelta(days=92)
AFTER_A_MISS = (Task.Kind.INSTALMENT, Task.Kind.PROMISE)


@transaction.atomic
def promise_to_pay(*, loan_id: int, amount: Money, pay_on: date, by: User, on: date) -> Promise:
    """The client promises to pay this by that day; it becomes a task of the loan's officer. Said twice, it is one.

    Raises LoanError for a loan that nothing is owed on, a day that has passed or an amount that cannot be paid.
    """
    loan = Loan.objects.select_for_update(of=("self",)).select_related("officer").get(pk=loan_id)
    check_amount(amount)
    if loan.status != LoanStatus.ACTIVE:
        raise LoanError(_("Nothing is owed on this loan."))
    if amount.amount > loan.outstanding:
        owed = format_amount(loan.outstanding, loan.currency)
        raise LoanError(_("Only %(owed)s is outstanding.") % {"owed": owed}, field="amount")
    if pay_on < on:
        raise LoanError(_("This day has passed."), field="pay_on")
    if pay_on > on + FAR:
        raise LoanError(
            _("This is more than three months ahead: a new schedule is asked for as a rescheduling."), field="pay_on"
        )
    if said := loan.promises.filter(amount=amount.amount, pay_on=pay_on, made_on=on).first():
        return said
    said_now: dict[str, Any] = {"amount": amount, "pay_on": pay_on, "made_on": on, "made_to": by}
    promise = Promise.objects.create(loan=loan, **said_now)
    _await(promise, loan, on=on)
    trail.record(trail.Act.WRITE, promise, by=by, fields=["amount", "pay_on"])
    return promise


def kept(promise: Promise, *, on: date) -> Kept:
    """What became of it by the close of `on`."""
    receipts = promise.loan.transactions.standing().filter(kind__in=CASH_IN).values_list("value_on", "amount")
    return outcome(Promised(promise.amount.amount, promise.made_on, promise.pay_on), receipts, on=on)


def settle_tasks(loan: Loan, *, on: date) -> None:
    """Money came in or the rows changed: whoever was to ask after a missed instalment or a promise may no longer be.

    Called by whatever posts to the journal, in its transaction.
    """
    waiting = Task.objects.waiting().filter(participant=loan.participant_id, reference=loan.number)
    kinds = set(waiting.filter(kind__in=AFTER_A_MISS).values_list("kind", flat=True))
    is_late = loan.days_past_due(on=on) > 0
    if Task.Kind.INSTALMENT in kinds and not is_late:
        close_tasks(loan.participant_id, Task.Kind.INSTALMENT, on=on, reference=loan.number)
    if Task.Kind.PROMISE in kinds and _is_over(loan, is_late=is_late, on=on):
        close_tasks(loan.participant_id, Task.Kind.PROMISE, on=on, reference=loan.number)


def note_missed_instalments(*, on: date) -> int:
    """A task for each instalment missed since the last look, for the loan's officer; how many. Once a day is enough.

    One task a loan and missed due date, and none while a promise waits: what was dealt with does not come back.
    """
    missed = Instalment.objects.filter(loan=OuterRef("pk"), unpaid__gt=0, due_on__lt=on).order_by()
    last = missed.values("loan").annotate(last=Max("due_on")).values("last")
    about = Task.objects.filter(participant=OuterRef("participant"), reference=OuterRef("number"))
    dealt_with = about.filter(kind__in=AFTER_A_MISS, made_on__gt=OuterRef("last_missed"))
    waits = about.filter(kind__in=AFTER_A_MISS, closed_on=None)
    loans = (
        Loan.objects.overdue(on=on)
        .annotate(last_missed=Subquery(last))
        .filter(~Exists(dealt_with), ~Exists(waits))
        .exclude(participant__status=Participant.Status.DIED)
        .select_related("officer")
    )
    for loan in loans:
        _ask_after(loan, Task.Kind.INSTALMENT, due_on=on, on=on)
    return len(loans)


def _await(promise: Promise, loan: Loan, *, on: date) -> None:
    close_tasks(loan.participant_id, Task.Kind.INSTALMENT, on=on, reference=loan.number)
    close_tasks(loan.participant_id, Task.Kind.PROMISE, on=on, reference=loan.number)
    note = format_amount(promise.amount.amount, loan.currency)
    _ask_after(loan, Task.Kind.PROMISE, due_on=promise.pay_on, on=on, note=note)


def _ask_after(loan: Loan, kind: Task.Kind, *, due_on: date, on: date, note: str = "") -> None:
    add_task(loan.participant_id, kind, due_on=due_on, on=on, reference=loan.number, owner=loan.officer, note=note)


def _is_over(loan: Loan, *, is_late: bool, on: date) -> bool:
    """The promise was kept; or, too late or otherwise, what it was about is paid."""
    promise = loan.promises.order_by("pk").last()
    if promise is None or loan.status != LoanStatus.ACTIVE or kept(promise, on=on) == Kept.KEPT:
        return True
    return not is_late and promise.pay_on <= on
