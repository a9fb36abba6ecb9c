"""Which officer works in which commune, from the first day to the last."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.errors import Refusal
from office.models import CommuneAssignment, OfficeCommune, Place, User
from office.roles import OFFICER


@transaction.atomic
def assign_communes(
    *, user: User, communes: Iterable[Place], from_on: date, to_on: date | None = None, by: User
) -> list[CommuneAssignment]:
    """All of them or none. A commune of another office, and days already assigned, are refused."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.role != OFFICER or not user.is_active:
        raise Refusal(_("Communes are assigned to loan officers who may sign in."), field="user")
    if to_on is not None and to_on < from_on:
        raise Refusal(_("The last day lies before the first."), field="to_on")
    rows = [CommuneAssignment(user=user, commune=c, from_on=from_on, to_on=to_on) for c in communes]
    for row in rows:
        _check_office(row)
        _check_overlap(row)
    made = CommuneAssignment.objects.bulk_create(rows)
    trail.record(trail.Act.WRITE, CommuneAssignment, by=by, objects=made, fields=["added"])
    return made


@transaction.atomic
def end_assignment(assignment: CommuneAssignment, *, last_on: date, by: User, on: date) -> CommuneAssignment:
    """The last day, this one included. What is over stays as it was: it says who saw whom."""
    assignment = CommuneAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.to_on is not None and assignment.to_on < on:
        raise Refusal(_("This assignment is over already."))
    if last_on < assignment.from_on:
        raise Refusal(_("The last day lies before the first."), field="last_on")
    others = CommuneAssignment.objects.filter(user=assignment.user_id, commune=assignment.commune_id)
    if others.exclude(pk=assignment.pk).overlapping(assignment.from_on, last_on).exists():
        raise Refusal(_("This runs into a later assignment of the same commune."), field="last_on")
    assignment.to_on = last_on
    assignment.save(update_fields=["to_on"])
    trail.record(trail.Act.WRITE, assignment, by=by, fields=["to_on"])
    return assignment


def _check_office(row: CommuneAssignment) -> None:
    if not OfficeCommune.objects.filter(commune=row.commune, office=row.user.office_id).exists():
        message = _("%(commune)s does not belong to the officer's office.")
        raise Refusal(message % {"commune": row.commune.full_name}, field="communes")


def _check_overlap(row: CommuneAssignment) -> None:
    same = CommuneAssignment.objects.filter(user=row.user, commune=row.commune)
    if same.overlapping(row.from_on, row.to_on).exists():
        message = _("%(commune)s is assigned to this officer already on some of these days.")
        raise Refusal(message % {"commune": row.commune.full_name}, field="communes")
