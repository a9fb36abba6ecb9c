"""Offices, and the communes that belong to each."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import trail
from office.errors import Refusal
from office.models import CommuneAssignment, NumberSeries, Office, OfficeCommune, Place, User


@transaction.atomic
def save_office(office: Office, *, by: User) -> Office:
    """A new office, or changed details. The code stays once a number was given under it."""
    before = Office.objects.select_for_update().filter(pk=office.pk).first()
    if before and before.code != office.code and NumberSeries.objects.filter(office=office).exists():
        raise Refusal(_("Numbers were given under this code: it stays."), field="code")
    office.save()
    trail.record(trail.Act.WRITE, office, by=by, fields=["changed" if before else "added"])
    return office


@transaction.atomic
def set_office_communes(office: Office, *, district: Place, communes: Iterable[Place], by: User) -> None:
    """Of this district, exactly these belong to the office now; those of other offices stay theirs."""
    wanted = {commune.pk for commune in communes}
    links = OfficeCommune.objects.select_for_update().filter(commune__parent=district)
    owner = {link.commune_id: link.office_id for link in links}
    if any(owner.get(code, office.pk) != office.pk for code in wanted):
        message = _("A commune belongs to one office: take it from the other one first.")
        raise Refusal(message, field="communes")
    dropped = {code for code, office_id in owner.items() if office_id == office.pk} - wanted
    _refuse_if_assigned(dropped)
    links.filter(pk__in=dropped).delete()
    added = wanted - owner.keys()
    OfficeCommune.objects.bulk_create(OfficeCommune(office=office, commune_id=code) for code in sorted(added))
    if added or dropped:
        trail.record(trail.Act.WRITE, office, by=by, objects=sorted(added | dropped), fields=["communes"])


def _refuse_if_assigned(codes: Iterable[str]) -> None:
    """An officer's commune without an office would have no cash and no numbers."""
    rows = CommuneAssignment.objects.not_over(on=timezone.localdate()).filter(commune__in=codes)
    if row := rows.select_related("commune").first():
        message = _("%(commune)s is assigned to an officer: end that first.")
        raise Refusal(message % {"commune": row.commune.full_name}, field="communes")
