"""What the rooms below tell about a person."""

from collections.abc import Iterable
from datetime import date

from livelihoods.models import Milestone
from livelihoods.services.rounds import plan_rounds

MOVE_ROUNDS = (Milestone.Kind.FUNDED, Milestone.Kind.UNFUNDED)

# Primary key of the person, what happened, when, and the number of the loan or session.
Told = tuple[int, Milestone.Kind, date, str]


def record_milestone(participant_id: int, kind: Milestone.Kind, *, on: date, reference: str = "") -> Milestone:
    """Told by the rooms below, inside their own transaction. The first payout sets the monitoring rounds."""
    milestone = Milestone.objects.create(participant_id=participant_id, kind=kind, on=on, reference=reference)
    if kind in MOVE_ROUNDS:
        plan_rounds(participant_id)
    return milestone


def record_milestones(told: Iterable[Told]) -> None:
    """Those of many acts done together."""
    made = Milestone.objects.bulk_create(
        Milestone(participant_id=pk, kind=kind, on=on, reference=reference) for pk, kind, on, reference in told
    )
    plan_rounds(*{milestone.participant_id for milestone in made if milestone.kind in MOVE_ROUNDS})


def take_back_milestone(participant_id: int, kind: Milestone.Kind, *, reference: str) -> int:
    """It did not happen after all: what was told by mistake does not stand in the person's story."""
    told = Milestone.objects.filter(participant=participant_id, kind=kind, reference=reference)
    return told.delete()[0]
