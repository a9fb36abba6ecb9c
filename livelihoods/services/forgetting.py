"""Forgetting a person: their key and search tokens are destroyed, their money stays under the code."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant, SearchToken, SuspectedDuplicate
from livelihoods.services.locking import locked
from office import trail
from office.models import User

# Each says, in words for the user, what is still open with this person, or None. The rooms below add theirs when
# the program starts; this room knows nothing of them.
OpenMatter = Callable[[Participant], str | None]
open_matters: list[OpenMatter] = []


@transaction.atomic
def forget_participant(participant: Participant, *, by: User) -> None:
    """Raises LivelihoodError, with the reason, while something is still open with the person."""
    participant = locked(participant)
    for is_open in open_matters:
        if reason := is_open(participant):
            raise LivelihoodError(reason)
    SearchToken.objects.filter(participant=participant).delete()
    SuspectedDuplicate.objects.filter(Q(newer=participant) | Q(older=participant)).delete()
    participant.key.destroy()
    trail.record(trail.Act.WRITE, participant, by=by, fields=["forgotten"])
