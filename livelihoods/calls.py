"""How people may be reached, as the reader of a call list sees it: nothing they did not agree to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from livelihoods.models import Consent, Participant, Task
from livelihoods.phones import shown_phone
from office.models import User

CALL, MESSAGE = Consent.Purpose.CALL, Consent.Purpose.MESSAGE


@dataclass(frozen=True, slots=True)
class Reach:
    """One person for a call list. `phone_link` is empty, and `may_message` False, where the person did not agree."""

    shown: str  # the name, or the code where names are not for the reader
    phone: str
    phone_link: str
    call_note: str
    safe_hours: str
    may_message: bool


@dataclass(frozen=True, slots=True)
class CallLine:
    task: Task
    reach: Reach
    days_late: int


def reaches(people: Iterable[Participant], *, to: User) -> dict[int, Reach]:
    """By primary key; one query for the consents, however many people."""
    by_key = {person.pk: person for person in people}
    agreed = Consent.objects.filter(purpose__in=(CALL, MESSAGE), withdrawn_on=None, participant__in=list(by_key))
    standing = set(agreed.values_list("participant", "purpose"))
    return {
        pk: _reach(person, to=to, call=(pk, CALL) in standing, write=(pk, MESSAGE) in standing)
        for pk, person in by_key.items()
    }


def call_lines(tasks: Iterable[Task], *, to: User, on: date) -> list[CallLine]:
    """In the order of the tasks."""
    listed = list(tasks)
    by_person = reaches((task.participant for task in listed), to=to)
    return [CallLine(task, by_person[task.participant_id], max(0, (on - task.due_on).days)) for task in listed]


def _reach(person: Participant, *, to: User, call: bool, write: bool) -> Reach:
    sees = to.has_perm("livelihoods.see_names") and not person.is_forgotten
    phone = person.phone if sees and person.status == Participant.Status.ACTIVE else ""
    return Reach(
        shown=person.shown_to(to),
        phone=shown_phone(phone),
        phone_link=phone if call else "",
        call_note="" if call or not phone else _("Has not agreed to be called."),
        safe_hours=person.safe_hours if phone else "",
        may_message=bool(phone) and write,
    )
