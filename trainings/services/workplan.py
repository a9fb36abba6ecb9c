"""Lines of the workplan: added, changed, done."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.models import User
from trainings.errors import TrainingError
from trainings.models import WorkplanLine


@transaction.atomic
def save_line(line: WorkplanLine, *, by: User, on: date, **values: Any) -> WorkplanLine:
    """A new line, or an old one with these values. A new one just like another that waits is that one."""
    is_new = line.pk is None
    if not is_new:
        line = WorkplanLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    changed = [name for name, value in values.items() if is_new or getattr(line, name) != value]
    for name in changed:
        setattr(line, name, values[name])
    _check_days(line, on=on)
    if is_new and (same := _same_as(line)):
        return same
    line.save()
    if changed:
        trail.record(trail.Act.WRITE, line, by=by, fields=["added"] if is_new else changed)
    return line


@transaction.atomic
def finish_line(line: WorkplanLine, *, done_on: date, by: User, on: date) -> WorkplanLine:
    """Done, by whoever is responsible or keeps the workplan. Said twice, it is done once."""
    line = WorkplanLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if not may_finish(line, by):
        raise TrainingError(_("Somebody else is responsible for this line."))
    if line.done_on is not None:
        return line
    line.done_on = done_on
    _check_days(line, on=on)
    line.save(update_fields=["done_on"])
    trail.record(trail.Act.WRITE, line, by=by, fields=["done_on"])
    return line


def may_finish(line: WorkplanLine, user: User) -> bool:
    return line.responsible_id == user.pk or user.has_perm("trainings.manage_workplan")


def _check_days(line: WorkplanLine, *, on: date) -> None:
    if line.to_on < line.from_on:
        raise TrainingError(_("The last day lies before the first."), field="to_on")
    if line.done_on is not None and line.done_on > on:
        raise TrainingError(_("This day has not come yet."), field="done_on")


def _same_as(line: WorkplanLine) -> WorkplanLine | None:
    return WorkplanLine.objects.filter(
        activity_km=line.activity_km, activity_en=line.activity_en, site=line.site, responsible=line.responsible,
        from_on=line.from_on, to_on=line.to_on, done_on=line.done_on,
    ).first()  # fmt: skip
