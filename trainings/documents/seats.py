"""Those enrolled, as this reader may see them: frozen lines with nothing on them that is not for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from livelihoods.models import Consent, Participant
from livelihoods.phones import shown_phone
from office.models import User
from trainings.models import Enrolment, Session


@dataclass(frozen=True, slots=True)
class SeatLine:
    """`name` is empty where names are not for the reader; `shown` is then the code."""

    id: int
    seat: int
    code: str
    name: str
    is_staff: bool
    kind: str
    phone: str
    phone_link: str  # empty where the person is not to be called
    call_note: str
    safe_hours: str

    @property
    def shown(self) -> str:
        return self.name or self.code

    @property
    def given_name(self) -> str:
        """In Khmer the family's name stands first, the given name last."""
        return self.name.rsplit(maxsplit=1)[-1] if self.name else ""


def seat_lines(
    session: Session, enrolments: Iterable[Enrolment], *, to: User, on: date, with_phones: bool = False
) -> list[SeatLine]:
    """In the order given. Whoever shows names notes it in the trail."""
    seats = list(enrolments)
    is_open = session.names_open_to(to, on=on)
    may_call = _who_may_be_called(seats) if with_phones else set()
    return [_line(seat, is_open, may_call, to=to, with_phones=with_phones) for seat in seats]


def shows_names(lines: Iterable[SeatLine]) -> bool:
    return any(line.name for line in lines)


def _line(seat: Enrolment, is_open: bool, may_call: set[int], *, to: User, with_phones: bool) -> SeatLine:
    person = seat.person
    sees = (is_open or to.has_perm("livelihoods.see_names")) and not person.is_forgotten
    died = seat.participant is not None and seat.participant.status == Participant.Status.DIED
    phone = person.phone if sees and with_phones and not died else ""
    callable_ = seat.participant_id is None or seat.participant_id in may_call
    return SeatLine(
        id=seat.pk,
        seat=seat.seat,
        code=person.code,
        name=person.name_km if sees else "",
        is_staff=seat.staff is not None,
        kind=str(seat.staff.get_kind_display()) if seat.staff else "",
        phone=shown_phone(phone),
        phone_link=phone if callable_ else "",
        call_note="" if callable_ or not phone else _("Has not agreed to be called."),
        safe_hours=person.safe_hours if sees and with_phones and not died else "",
    )


def _who_may_be_called(seats: Iterable[Enrolment]) -> set[int]:
    people = [seat.participant_id for seat in seats if seat.participant_id]
    agreed = Consent.objects.filter(purpose=Consent.Purpose.CALL, withdrawn_on=None, participant__in=people)
    return set(agreed.values_list("participant", flat=True))
