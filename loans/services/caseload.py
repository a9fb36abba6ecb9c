"""A caseload changes hands: communes and the open loans in them go from one officer to another."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from livelihoods.models import Participant
from livelihoods.services import hand_over_tasks
from loans.errors import LoanError
from loans.models import OPEN, Loan, LoanOfficer
from office import trail
from office.models import CommuneAssignment, Place, User
from office.roles import OFFICER
from office.services import assign_communes, end_assignment


@transaction.atomic
def hand_over_caseload(
    *, giver: User, taker: User, communes: Sequence[Place], from_on: date, by: User, on: date
) -> int:
    """From `from_on` (today or later) the taker works in these communes and looks after the giver's open loans there;
    tasks about the people there go along. Until a later day both stay the giver's: `follow_handovers` moves the loans,
    and the tasks wait for whoever works in the commune.

    Raises LoanError where the taker is no officer of the same office; how many loans went along.
    """
    if taker.pk == giver.pk or taker.role != OFFICER or not taker.is_active or taker.office_id != giver.office_id:
        raise LoanError(_("The loans go to another loan officer of the same office."), field="taker")
    if from_on < on:
        raise LoanError(_("A caseload is handed over from today or a later day."), field="from_on")
    held = CommuneAssignment.objects.not_over(on=from_on).filter(user=giver, commune__in=communes)
    for assignment in held:
        if assignment.from_on < from_on:
            end_assignment(assignment, last_on=from_on - timedelta(days=1), by=by, on=on)
        else:
            assignment.delete()
    taken = CommuneAssignment.objects.not_over(on=from_on).filter(user=taker).values_list("commune_id", flat=True)
    new = [commune for commune in communes if commune.pk not in set(taken)]
    assign_communes(user=taker, communes=new, from_on=from_on, by=by)
    people = Participant.objects.filter(commune__in=communes)
    hand_over_tasks(people, giver=giver, taker=taker if from_on <= on else None)
    loans = _note_who_looks_after(giver, taker, communes, from_on, by)
    _follow(on)
    return loans


@transaction.atomic
def follow_handovers(*, on: date) -> int:
    """The handovers whose day has come; how many loans changed hands.

    Nobody's act: the line of the trail names no user, that of the handover did.
    """
    if loans := _follow(on):
        trail.record(trail.Act.WRITE, Loan, by=None, objects=loans, fields=["officer"])
    return len(loans)


def _follow(on: date) -> list[Loan]:
    """Give every loan the officer who looks after it on that day, as the dated rows have it."""
    begun = LoanOfficer.objects.filter(from_on__lte=on)
    latest = begun.filter(loan=OuterRef("pk")).order_by("-from_on", "-pk").values("user")[:1]
    behind: Any = Loan.objects.filter(pk__in=begun.values("loan")).annotate(officer_now=Subquery(latest))
    loans = list(behind.exclude(officer=F("officer_now")).select_for_update(of=("self",)).order_by("pk"))
    for loan in loans:
        loan.officer_id = loan.officer_now
        loan.save(update_fields=["officer"])
    return loans


def _note_who_looks_after(giver: User, taker: User, communes: Sequence[Place], from_on: date, by: User) -> int:
    chosen = Loan.objects.filter(officer=giver, status__in=OPEN, participant__commune__in=communes)
    loans = list(chosen.select_for_update(of=("self",)).order_by("pk"))
    known = set(LoanOfficer.objects.filter(loan__in=loans).values_list("loan_id", flat=True))
    rows = [
        LoanOfficer(loan=loan, user=giver, from_on=loan.disbursed_on or loan.planned_on)
        for loan in loans
        if loan.pk not in known
    ]
    rows += [LoanOfficer(loan=loan, user=taker, from_on=from_on) for loan in loans]
    LoanOfficer.objects.bulk_create(rows)
    trail.record(trail.Act.WRITE, Loan, by=by, objects=loans, fields=["officer"])
    return len(loans)
