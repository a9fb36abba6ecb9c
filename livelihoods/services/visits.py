"""A visit to a business: what was found, what was earned, what comes next; all of it or nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import COSTS, SALES, Business, IncomeRecord, Participant, Task, Visit, VisitDraft
from livelihoods.services.businesses import note_found
from livelihoods.services.income import IncomeTold, record_income
from livelihoods.services.locking import locked
from livelihoods.services.missed import USE
from livelihoods.services.shocks import note_shock
from livelihoods.services.tasks import add_task
from office import trail
from office.errors import KeySentBefore
from office.models import User

Found = Visit.Found


@dataclass(frozen=True, slots=True)
class VisitTold:
    """What the officer saw and was told. Amounts in `income.currency`; `shock` is a Shock.Kind or empty."""

    on: date
    found: str
    income: IncomeTold
    purpose: str = Visit.Purpose.FOLLOW_UP
    used_as_agreed: bool | None = None
    stock: Decimal | None = None
    jobs: Decimal | None = None
    difficulty: str = ""
    shock: str = ""
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic
def record_visit(
    told: VisitTold, *, business: Business, participant: Participant, by: User, key: UUID, today: date,
    replaces: Visit | None = None,
) -> Visit:  # fmt: skip
    """Write the visit and all that follows from it, once per key: the month's income, the status of the business, a
    misfortune, the task of the next step. A visit that `replaces` another takes its place.

    Raises LivelihoodError, at its field, for a day to come, for somebody without a share in the business, and for a
    key that came with another visit.
    """
    participant = locked(participant)
    if same := Visit.objects.filter(key=key).first():
        return _same(same, told, business, participant)
    _check(told, business, participant, today=today, replaces=replaces)
    visit = Visit(
        participant=participant, business=business, purpose=told.purpose, on=told.on, found=told.found,
        used_as_agreed=told.used_as_agreed, currency=told.income.currency, stock=told.stock, jobs=told.jobs,
        difficulty=told.difficulty, next_step=told.next_step, next_on=told.next_on, by=by, key=key, replaces=replaces,
    )  # fmt: skip
    visit.save()
    _record_income(visit, told, by=by, key=key)
    note_found(visit, by=by)
    if told.shock and not business.shocks.open().filter(kind=told.shock).exists():
        note_shock(business, kind=told.shock, on=told.on, by=by)
    _tasks(visit, by=by)
    VisitDraft.objects.filter(user=by, business=business).delete()
    trail.record(trail.Act.WRITE, visit, by=by, fields=["found"])
    return visit


def _check(
    told: VisitTold, business: Business, participant: Participant, *, today: date, replaces: Visit | None
) -> None:
    if told.on > today:
        raise LivelihoodError(_("This day has not come yet."), field="on")
    if told.on < min(participant.registered_on, business.started_on or participant.registered_on):
        raise LivelihoodError(_("On this day neither the person nor the business was known yet."), field="on")
    if not business.memberships.filter(participant=participant).exists():
        raise LivelihoodError(_("This person has no share in this business."))
    if told.next_on is not None and told.next_on < told.on:
        raise LivelihoodError(_("The next step comes after the visit."), field="next_on")
    if replaces is not None and Visit.objects.filter(replaces=replaces).exists():
        raise LivelihoodError(_("This visit was put right already. Open it anew."))


def _record_income(visit: Visit, told: VisitTold, *, by: User, key: UUID) -> None:
    income = told.income
    if told.found == Found.CLOSED and income.lines is None:
        income = IncomeTold(income.told_on, income.month, income.currency, {}, income.household)  # it earns nothing
    if income.lines is None and income.household is None:
        return
    before = IncomeRecord.objects.filter(visit=visit.replaces).first() if visit.replaces else None
    record_income(
        income, participant=visit.participant, business=visit.business, by=by, key=key, visit=visit, replaces=before
    )


def _tasks(visit: Visit, *, by: User) -> None:
    waiting = Task.objects.waiting().filter(participant=visit.participant_id, made_on__lte=visit.on)
    missed = waiting.filter(kind=Task.Kind.VISIT)
    if visit.purpose != Visit.Purpose.LOAN_USE:
        missed = missed.exclude(reference__startswith=USE)  # what the loan was used for is still to be seen
    missed.update(closed_on=visit.on)
    waiting.filter(kind=Task.Kind.NEXT_STEP).update(closed_on=visit.on)
    if visit.next_on is not None:
        add_task(
            visit.participant_id, Task.Kind.NEXT_STEP, due_on=visit.next_on, on=visit.on, owner=by, note=visit.next_step
        )


def _same(earlier: Visit, told: VisitTold, business: Business, participant: Participant) -> Visit:
    then = (earlier.business_id, earlier.participant_id, earlier.on, earlier.found, earlier.used_as_agreed,
            earlier.stock, earlier.jobs, earlier.difficulty, earlier.next_step, earlier.next_on)  # fmt: skip
    now = (business.pk, participant.pk, told.on, told.found, told.used_as_agreed, told.stock, told.jobs,
           told.difficulty, told.next_step, told.next_on)  # fmt: skip
    if then != now or not _same_income(earlier, told.income):
        raise KeySentBefore
    return earlier


def _same_income(earlier: Visit, told: IncomeTold) -> bool:
    record = IncomeRecord.objects.filter(visit=earlier).first()
    if record is None:
        return told.lines is None and told.household is None
    sums = (told.currency, told.household, *(told.total(kinds) or 0 for kinds in (SALES, COSTS)))
    return sums == (record.currency, record.household, record.revenue or 0, record.cost or 0)
