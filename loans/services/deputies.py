"""Who decides while an approver is away."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loans.errors import LoanError
from loans.models import Deputy
from office import trail
from office.models import User
from office.roles import AUDITOR


@transaction.atomic
def name_deputy(*, approver: User, deputy: User, from_on: date, to_on: date, by: User) -> Deputy:
    """From one day to another, both included. Never the auditor, never somebody who may not sign in."""
    if deputy.role == AUDITOR or not deputy.is_active or deputy.pk == approver.pk:
        raise LoanError(_("This person cannot decide for you."), field="deputy")
    if to_on < from_on:
        raise LoanError(_("The last day lies before the first."), field="to_on")
    made = Deputy.objects.create(approver=approver, deputy=deputy, from_on=from_on, to_on=to_on)
    trail.record(trail.Act.WRITE, made, by=by, fields=["added"])
    return made


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: User, on: date) -> None:
    """From today on no more; what was decided by then stands."""
    pk = deputy.pk
    if deputy.from_on >= on:
        deputy.delete()
    else:
        deputy.to_on = min(deputy.to_on, date.fromordinal(on.toordinal() - 1))
        deputy.save(update_fields=["to_on"])
    trail.record(trail.Act.WRITE, Deputy, by=by, objects=[pk], fields=["removed"])
