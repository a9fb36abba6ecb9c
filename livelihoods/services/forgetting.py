"""Forgetting a person: their key and search tokens are destroyed, their money stays under the code."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Complaint, Participant, SearchToken, SuspectedDuplicate
from livelihoods.services.locking import locked
from livelihoods.services.tasks import end_tasks
from office import trail
from office.models import User

# Each says, in words for the user, what is still open with this person, or None. The rooms below add theirs when
# the program starts; this room knows nothing of them.
OpenMatter = Callable[[Participant], str | None]
open_matters: list[OpenMatter] = []


@transaction.atomic
def forget_participant(participant: Participant, *, by: User | None) -> None:
    """Raises LivelihoodError, with the reason, while something is still open. `by` None: the calendar."""
    participant = locked(participant)
    for is_open in (_open_complaint, *open_matters):
        if reason := is_open(participant):
            raise LivelihoodError(reason)
    _forget(participant, by=by)


def forget_after_retention(*, on: date) -> int:
    """Forget everyone with whom nothing happened for RETENTION_YEARS (setting) and nothing is open, and what nobody
    named complained of; how many."""
    last_day = date(on.year - settings.RETENTION_YEARS, on.month, min(on.day, 28))
    of_nobody = Complaint.objects.filter(participant=None, closed_on__lt=last_day)
    forgotten = _forget_complaints(of_nobody)
    stale = (
        Participant.objects.exclude(key__wrapped=None)
        .annotate(last_on=Max("milestones__on"))
        .filter(Q(last_on__lt=last_day) | Q(last_on=None, registered_on__lt=last_day))
    )
    for participant in stale:
        try:
            forget_participant(participant, by=None)
        except LivelihoodError:
            continue  # something is still open: asked again tomorrow
        forgotten += 1
    return forgotten


@transaction.atomic
def forget_again(key_ids: Iterable[UUID]) -> int:
    """After a backup was restored: forget whom the office forgot since it was made; how many."""
    keys = list(key_ids)
    people = list(Participant.objects.select_related("key").filter(key__in=keys).exclude(key__wrapped=None))
    for participant in people:
        _forget(participant, by=None)
    return len(people) + _forget_complaints(Complaint.objects.filter(participant=None, key__in=keys))


def _forget(participant: Participant, *, by: User | None) -> None:
    SearchToken.objects.filter(participant=participant).delete()
    SuspectedDuplicate.objects.filter(Q(newer=participant) | Q(older=participant)).delete()
    end_tasks(participant, on=timezone.localdate())
    participant.key.destroy()
    trail.record(trail.Act.WRITE, participant, by=by, fields=["forgotten"])


def _forget_complaints(complaints: QuerySet[Complaint]) -> int:
    """Those of nobody named have a key of their own; the others go with their person."""
    known = list(complaints.select_related("key").exclude(key__wrapped=None))
    for complaint in known:
        complaint.key.destroy()
        trail.record(trail.Act.WRITE, complaint, by=None, fields=["forgotten"])
    return len(known)


def _open_complaint(participant: Participant) -> str | None:
    """Said in words that do not give the complaint away: whoever reads them may be the one complained of."""
    waits = Complaint.objects.open().filter(participant=participant).exists()
    return _("Something of this person is not settled yet.") if waits else None
