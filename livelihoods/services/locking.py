"""A participant as they stand now, held until the act is done."""

from livelihoods.models import Participant
from office.errors import KeyDestroyed


def locked(participant: Participant) -> Participant:
    """Raises KeyDestroyed for someone whose data was erased: nothing can be written about them any more."""
    held = Participant.objects.select_for_update(of=("self",)).select_related("key").get(pk=participant.pk)
    if held.is_forgotten:
        raise KeyDestroyed
    return held
