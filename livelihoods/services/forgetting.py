"""Forgetting a person: their key and search tokens are destroyed, their money stays under the code."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant, SearchToken, SuspectedDuplicate
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
    for is_open in open_matters:
        if reason := is_open(participant):
            raise LivelihoodError(reason)
    _forget(participant, by=by)


def forget_after_retention(*, on: date) -> int:
    """Forget everyone with whom nothing happened for RETENTION_YEARS (setting) and nothing is open; how many."""
    last_day = date(on.year - settings.RETENTION_YEARS, on.month, min(on.day, 28))
    stale = (
        Participant.objects.exclude(key__wrapped=None)
        .annotate(last_on=Max("milestones__on"))
        .filter(Q(last_on__lt=last_day) | Q(last_on=None, registered_on__lt=last_day))
    )
    forgotten = 0
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
    people = list(Participant.objects.select_related("key").filter(key__in=list(key_ids)).exclude(key__wrapped=None))
    for participant in people:
        _forget(participant, by=None)
    return len(people)


def _forget(participant: Participant, *, by: User | None) -> None:
    SearchToken.objects.filter(participant=participant).delete()
    SuspectedDuplicate.objects.filter(Q(newer=participant) | Q(older=participant)).delete()
    end_tasks(participant, on=timezone.localdate())
    participant.key.destroy()
    trail.record(trail.Act.WRITE, participant, by=by, fields=["forgotten"])
