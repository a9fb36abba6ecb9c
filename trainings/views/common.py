"""What the pages of this room share: finding a session in scope, and its people as the user may see them."""

from collections.abc import Iterable

from django.shortcuts import get_object_or_404
from django.utils import timezone

from livelihoods.models import Participant
from livelihoods.views.common import attempt
from office import trail
from office.requests import SignedInRequest
from trainings.documents.seats import SeatLine, seat_lines
from trainings.models import Enrolment, Session
from trainings.models.sessions import SessionQuerySet

__all__ = ["attempt", "enrolments_of", "lines_of", "own_session_or_404", "session_or_404"]


def session_or_404(request: SignedInRequest, code: str) -> Session:
    """A session the user may see; out of scope looks like not there. Reading it is noted in the trail."""
    return _found(request, Session.objects.visible_to(request.user), code)


def own_session_or_404(request: SignedInRequest, code: str) -> Session:
    """A session the user may change."""
    return _found(request, Session.objects.changeable_by(request.user), code)


def enrolments_of(session: Session, request: SignedInRequest) -> list[Enrolment]:
    """Those the user may see, by seat, each with what a list shows."""
    seats = Enrolment.objects.visible_to(request.user).filter(session=session).for_lists().order_by("seat")
    found = list(seats)
    for seat in found:
        seat.session = session
    return found


def lines_of(
    session: Session, seats: Iterable[Enrolment], request: SignedInRequest, *, with_phones: bool = False
) -> list[SeatLine]:
    """The lines of a list; whose names were shown is noted in the trail."""
    seats = list(seats)
    lines = seat_lines(session, seats, to=request.user, on=timezone.localdate(), with_phones=with_phones)
    named = {line.id for line in lines if line.name}
    people = [seat.participant_id for seat in seats if seat.pk in named and seat.participant_id]
    if people:
        trail.record(trail.Act.LIST, Participant, by=request.user, objects=people, fields=["name_km"])
    return lines


def _found(request: SignedInRequest, sessions: SessionQuerySet, code: str) -> Session:
    session = get_object_or_404(sessions.for_lists(), code=code)
    if request.method == "GET":
        trail.record(trail.Act.READ, session, by=request.user)
    return session
