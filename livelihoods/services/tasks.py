"""Tasks about people: told by the rooms below, done by whom they were given to, gone along when a person moves."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Consent, Contact, Participant, Task
from livelihoods.services.consents import withdraw_consent
from livelihoods.services.locking import locked
from office import trail
from office.models import User

# One cannot ask again somebody who asked not to be contacted.
CALLS = (Consent.Purpose.CALL, Consent.Purpose.MESSAGE)


@transaction.atomic
def add_task(
    participant_id: int, kind: Task.Kind, *, due_on: date, on: date,
    reference: str = "", owner: User | None = None, note: str = "",
) -> Task:  # fmt: skip
    """A task that waits; told again about the same matter, it is the same task, with the day and owner told last."""
    participant = Participant.objects.select_related("key").get(pk=participant_id)
    matter = {"participant": participant, "kind": kind, "reference": reference}
    task, is_new = Task.objects.select_for_update().get_or_create(
        **matter, closed_on=None, defaults={"due_on": due_on, "made_on": on, "owner": owner, "note": note}
    )
    if not is_new and (task.due_on, task.owner_id) != (due_on, owner and owner.pk):
        task.due_on, task.owner = due_on, owner
        task.save(update_fields=["due_on", "owner"])
    return task


def close_tasks(participant_id: int, kind: Task.Kind, *, on: date, reference: str | None = None) -> int:
    """The matter is settled, or all matters of that kind: nothing is left to do; how many tasks waited."""
    waiting = Task.objects.waiting().filter(participant=participant_id, kind=kind)
    return (waiting if reference is None else waiting.filter(reference=reference)).update(closed_on=on)


@transaction.atomic
def record_contact(
    task: Task, *, channel: str, outcome: str, by: User, on: date, again_on: date | None = None
) -> Contact:
    """What was tried and what came of it. With `again_on` the task waits until then, else it is done.

    Who asked not to be contacted is not called or written to any more: the consents end, and so do all tasks.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("participant__key").get(pk=task.pk)
    participant = locked(task.participant)
    if not task.is_waiting:
        raise LivelihoodError(_("This task is already done."))
    if again_on is not None and again_on < on:
        raise LivelihoodError(_("This day has passed."), field="again_on")
    contact = Contact.objects.create(participant=participant, task=task, channel=channel, outcome=outcome, by=by)
    if outcome == Contact.Outcome.NO_CONTACT:
        leave_alone(participant, by=by, on=on)
    elif again_on is None:
        task.closed_on = on
        task.save(update_fields=["closed_on"])
    else:
        task.due_on = again_on
        task.save(update_fields=["due_on"])
    trail.record(trail.Act.WRITE, task, by=by, fields=["outcome"])
    return contact


def leave_alone(participant: Participant, *, by: User, on: date) -> None:
    """The person asked for it: the consents to calls and messages end, and so do all tasks."""
    for purpose in CALLS:
        withdraw_consent(participant, purpose, by=by, on=on)
    end_tasks(participant, on=on)


def hand_over_tasks(participants: QuerySet[Participant], *, giver: User, taker: User | None) -> int:
    """The giver's waiting tasks about these people go to the taker, or to whoever works in their commune."""
    return Task.objects.waiting().filter(owner=giver, participant__in=participants).update(owner=taker)


def leave_tasks_behind(participant: Participant) -> int:
    """The person moved: what one officer was to do waits for whoever works there. A session's stays its trainer's."""
    waiting = Task.objects.waiting().filter(participant=participant).exclude(kind=Task.Kind.SESSION)
    return waiting.update(owner=None)


def end_tasks(participant: Participant, *, on: date) -> int:
    """Nobody is to do anything about this person any more."""
    return Task.objects.waiting().filter(participant=participant).update(closed_on=on)
