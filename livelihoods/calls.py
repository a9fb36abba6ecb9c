"""A call list as its reader sees it: frozen lines, with a phone only where the person agreed to be called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from livelihoods.models import Consent, Participant, Task
from livelihoods.phones import shown_phone
from office.models import User


@dataclass(frozen=True, slots=True)
class CallLine:
    task: Task
    shown: str  # the name, or the code where names are not for the reader
    days_late: int
    phone: str
    phone_link: str  # empty where the person is not to be called
    call_note: str
    safe_hours: str


def call_lines(tasks: Iterable[Task], *, to: User, on: date) -> list[CallLine]:
    """In the order of the tasks; one query for the consents, however many tasks."""
    tasks = list(tasks)
    agreed = Consent.objects.filter(purpose=Consent.Purpose.CALL, withdrawn_on=None)
    may_call = set(
        agreed.filter(participant__in=[t.participant_id for t in tasks]).values_list("participant", flat=True)
    )
    return [_line(task, to=to, on=on, may_call=task.participant_id in may_call) for task in tasks]


def _line(task: Task, *, to: User, on: date, may_call: bool) -> CallLine:
    person = task.participant
    sees = to.has_perm("livelihoods.see_names") and not person.is_forgotten
    phone = person.phone if sees and person.status != Participant.Status.DIED else ""
    return CallLine(
        task=task,
        shown=person.shown_to(to),
        days_late=max(0, (on - task.due_on).days),
        phone=shown_phone(phone),
        phone_link=phone if may_call else "",
        call_note="" if may_call or not phone else _("Has not agreed to be called."),
        safe_hours=person.safe_hours if phone else "",
    )
