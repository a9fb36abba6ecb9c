"""Trainers and staff: added, changed, and certified where we did not hold the session."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.models import Participant
from livelihoods.services import read_phone
from office import trail
from office.core.codes import new_code
from office.errors import KeyDestroyed
from office.models import PersonKey, User
from paper.core.khmer_spelling import one_line
from trainings.core.passing import Holding, last_valid_day
from trainings.errors import TrainingError
from trainings.models import Certification, Course, StaffMember

TEXTS = ("name_km", "name_latin", "safe_hours")
PLAIN = ("kind", "sex", "user", "is_active")


@transaction.atomic
def add_staff_member(*, by: User, on: date, **details: Any) -> StaffMember:
    """Somebody new, under a key of their own."""
    member = StaffMember(added_on=on, key=PersonKey.make(), code=_free_code())
    _write(member, details)
    member.key.save(force_insert=True)
    member.save()
    trail.record(trail.Act.WRITE, member, by=by, fields=["added"])
    return member


@transaction.atomic
def change_staff_member(member: StaffMember, *, by: User, **changes: Any) -> StaffMember:
    """Write the changed details and nothing else."""
    member = StaffMember.objects.select_for_update(of=("self",)).select_related("key").get(pk=member.pk)
    if member.is_forgotten:
        raise KeyDestroyed
    _write(member, changes)
    member.save()
    trail.record(trail.Act.WRITE, member, by=by, fields=sorted(changes))
    return member


@transaction.atomic
def certify_elsewhere(
    member: StaffMember, *, course: Course, issued_on: date, expires_on: date | None, by: User, on: date
) -> Certification:
    """Certified before or abroad; where no end is given, the course says how long it holds. Said twice, it is one."""
    if issued_on > on:
        raise TrainingError(_("This day has not come yet."), field="issued_on")
    if expires_on is not None and expires_on < issued_on:
        raise TrainingError(_("The last day lies before the first."), field="expires_on")
    StaffMember.objects.select_for_update().get(pk=member.pk)
    until = expires_on or last_valid_day(issued_on, course.validity_months)
    said = {"staff": member, "course": course, "enrolment": None, "issued_on": issued_on, "withdrawn_on": None}
    certification, is_new = Certification.objects.get_or_create(**said, defaults={"expires_on": until, "issued_by": by})
    if is_new:
        trail.record(trail.Act.WRITE, certification, by=by, fields=["issued_on"])
    return certification


@transaction.atomic
def forget_staff_member(member: StaffMember, *, by: User | None) -> None:
    """What names them is lost for good; what they taught and passed stays under the code."""
    member = StaffMember.objects.select_for_update(of=("self",)).select_related("key").get(pk=member.pk)
    if member.is_forgotten:
        raise KeyDestroyed
    member.is_active, member.user = False, None
    member.save(update_fields=["is_active", "user"])
    member.key.destroy()
    trail.record(trail.Act.WRITE, member, by=by, fields=["forgotten"])


def forget_staff_again(key_ids: Iterable[UUID]) -> int:
    """After a backup was restored: forget whom the office forgot since it was made; how many."""
    members = list(StaffMember.objects.filter(key__in=list(key_ids), key__wrapped__isnull=False))
    for member in members:
        forget_staff_member(member, by=None)
    return len(members)


def holdings_of(member: StaffMember) -> list[Holding]:
    """What the person is certified in."""
    standing = member.certifications.standing().values_list("course__topic", "issued_on", "expires_on")
    return [Holding(*row) for row in standing]


def _write(member: StaffMember, values: Mapping[str, Any]) -> None:
    for name in TEXTS:
        if name in values:
            setattr(member, name, one_line(values[name]))
    for name in PLAIN:
        if name in values:
            setattr(member, name, values[name])
    if "phone" in values:
        member.phone = read_phone(values["phone"])


def _free_code() -> str:
    """One that no participant has either: whoever enrols by code means one person."""
    while True:
        code = new_code()
        if not any(model.objects.filter(code=code).exists() for model in (StaffMember, Participant)):
            return code
