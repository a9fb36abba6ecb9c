"""Visits that should have been: told by the calendar, as tasks of whoever works in the commune."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from livelihoods.models import FollowUp, Milestone, Participant, Task, Visit

LOOK_WITHIN = timedelta(days=30)  # after the payout: was the loan used as agreed?
STILL_ASKED = timedelta(days=180)
USE = "loan-use"


def note_missed_visits(*, on: date) -> int:
    """A task for each round whose day has passed untold, and each payout whose use nobody saw in time; how many.

    Once a day is enough: one task a round or payout, whatever became of it.
    """
    overdue = FollowUp.objects.due(on=on).filter(due_on__lt=on, participant__status=Participant.Status.ACTIVE)
    wanted = {(row.participant_id, f"round-{row.months}") for row in overdue.only("participant", "months")}
    unseen = loan_use_unseen(on=on).filter(on__lt=on - LOOK_WITHIN, participant__status=Participant.Status.ACTIVE)
    wanted |= {(m.participant_id, f"{USE}-{m.pk}") for m in unseen.only("participant")}
    known = set(Task.objects.filter(kind=Task.Kind.VISIT).values_list("participant", "reference"))
    new = sorted(wanted - known)
    Task.objects.bulk_create(
        Task(participant_id=person, kind=Task.Kind.VISIT, reference=reference, due_on=on, made_on=on, note="")
        for person, reference in new
    )
    return len(new)


def loan_use_unseen(*, on: date) -> QuerySet[Milestone]:
    """Payouts of the last half year whose use nobody has looked at yet."""
    looked = Visit.objects.standing().filter(
        purpose=Visit.Purpose.LOAN_USE, participant=OuterRef("participant"), on__gte=OuterRef("on")
    )
    taken_back = Milestone.objects.filter(
        kind=Milestone.Kind.UNFUNDED, participant=OuterRef("participant"), reference=OuterRef("reference")
    )
    paid_out = Milestone.objects.filter(kind=Milestone.Kind.FUNDED, on__gte=on - STILL_ASKED, on__lte=on)
    return paid_out.filter(~Exists(looked), ~Exists(taken_back))
