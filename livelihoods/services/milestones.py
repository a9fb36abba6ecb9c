"""What the rooms below tell about a person."""

from collections.abc import Iterable
from datetime import date

from livelihoods.models import Milestone

# Primary key of the person, what happened, when, and the number of the loan or session.
Told = tuple[int, Milestone.Kind, date, str]


def record_milestone(participant_id: int, kind: Milestone.Kind, *, on: date, reference: str = "") -> Milestone:
    """Told by the rooms below, inside their own transaction."""
    return Milestone.objects.create(participant_id=participant_id, kind=kind, on=on, reference=reference)


def record_milestones(told: Iterable[Told]) -> None:
    """Those of many acts done together."""
    Milestone.objects.bulk_create(
        Milestone(participant_id=pk, kind=kind, on=on, reference=reference) for pk, kind, on, reference in told
    )
