"""Misfortunes of a business: noted, and over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, Shock
from office import trail
from office.models import User


@transaction.atomic
def note_shock(business: Business, *, kind: str, on: date, by: User) -> Shock:
    """Noted twice alike, it is one. Raises LivelihoodError while another of the kind lasts, and before the business."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    if business.started_on is not None and on < business.started_on:
        raise LivelihoodError(_("The business had not begun on this day."), field="on")
    if standing := business.shocks.open().filter(kind=kind).first():
        if standing.on == on:
            return standing
        since = {"day": f"{standing.on:%d/%m/%Y}"}
        raise LivelihoodError(_("One is noted since %(day)s already. Say first that it is over.") % since, field="kind")
    shock = Shock.objects.create(business=business, kind=kind, on=on, noted_by=by)
    trail.record(trail.Act.WRITE, shock, by=by, fields=["kind"])
    return shock


@transaction.atomic
def end_shock(shock: Shock, *, on: date, by: User) -> None:
    """It is over since that day."""
    shock = Shock.objects.select_for_update(of=("self",)).get(pk=shock.pk)
    if shock.over_on is not None:
        return
    if on < shock.on:
        raise LivelihoodError(_("It cannot be over before it began."), field="on")
    shock.over_on = on
    shock.save(update_fields=["over_on"])
    trail.record(trail.Act.WRITE, shock, by=by, fields=["over_on"])
