"""Scores of the tests before and after, and of the skills test."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.models import User
from trainings.errors import TrainingError
from trainings.models import Enrolment, Session

TESTS = ("pre", "post", "skills")


@dataclass(frozen=True, slots=True)
class Score:
    """What was typed into a cell, and what stood in it when the list was opened."""

    enrolment: int
    test: str
    was: Decimal | None
    now: Decimal | None

    @property
    def cell(self) -> tuple[int, str]:
        return self.enrolment, self.test


class ScoresRefused(TrainingError):
    """Why each of these cells was not taken; nothing was written."""

    def __init__(self, reasons: dict[tuple[int, str], str]) -> None:
        super().__init__(_("Nothing was saved: what is wrong stands beside the scores."))
        self.reasons = reasons


@transaction.atomic
def record_scores(session: Session, scores: Sequence[Score], *, by: User) -> int:
    """Write the cells that were changed; how many. Sent twice, it writes nothing more.

    Raises ScoresRefused where somebody else changed the same cell meanwhile, or a certificate rests on it.
    """
    Session.objects.select_for_update().get(pk=session.pk)
    seats = {seat.pk: seat for seat in session.enrolments.for_lists()}
    changed = [score for score in scores if score.enrolment in seats and score.now != score.was]
    new = [score for score in changed if getattr(seats[score.enrolment], score.test) != score.now]
    if reasons := {score.cell: reason for score in new if (reason := _reason(seats[score.enrolment], score))}:
        raise ScoresRefused(reasons)
    for score in new:
        setattr(seats[score.enrolment], score.test, score.now)
    touched = [seats[pk] for pk in sorted({score.enrolment for score in new})]
    Enrolment.objects.bulk_update(touched, TESTS)
    if touched:
        trail.record(trail.Act.WRITE, Enrolment, by=by, objects=touched, fields=sorted({score.test for score in new}))
    return len(new)


def _reason(seat: Enrolment, score: Score) -> str:
    stands = getattr(seat, score.test)
    if stands != score.was:
        shown = "–" if stands is None else f"{stands.normalize():f}"
        return _("Somebody entered %(score)s meanwhile.") % {"score": shown}
    if score.test == "post" and seat.certificate:
        return _("A certificate rests on this score: withdraw it first.")
    return ""
