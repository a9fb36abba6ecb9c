"""What the rooms below tell about a person."""

from datetime import date

from livelihoods.models import Milestone
from livelihoods.services.rounds import plan_rounds

MOVE_ROUNDS = (Milestone.Kind.FUNDED, Milestone.Kind.UNFUNDED)


def record_milestone(participant_id: int, kind: Milestone.Kind, *, on: date, reference: str = "") -> Milestone:
    """Told by the rooms below, inside their own transaction. The first payout sets the monitoring rounds."""
    milestone = Milestone.objects.create(participant_id=participant_id, kind=kind, on=on, reference=reference)
    if kind in MOVE_ROUNDS:
        plan_rounds(participant_id)
    return milestone


def take_back_milestone(participant_id: int, kind: Milestone.Kind, *, reference: str) -> int:
    """It did not happen after all: what was told by mistake does not stand in the person's story."""
    told = Milestone.objects.filter(participant=participant_id, kind=kind, reference=reference)
    return told.delete()[0]
