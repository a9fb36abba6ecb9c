"""Registering, changing and moving a participant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from livelihoods.errors import FormSentBefore, LivelihoodError
from livelihoods.models import Consent, Milestone, Participant, Residence, SearchToken
from livelihoods.phones import read_phone
from livelihoods.searching import tokens_of
from livelihoods.services.duplicates import note_duplicates, note_duplicates_of
from livelihoods.services.locking import locked
from livelihoods.services.milestones import record_milestones
from livelihoods.services.tasks import end_tasks, leave_tasks_behind
from office import trail
from office.bulk import insert_rows
from office.core.ages import age_band, is_surely_adult
from office.core.codes import new_code
from office.models import PersonKey, Place, User
from office.sealing import fingerprint
from paper.core.khmer_spelling import one_line

OLDEST = 110
NAMES = ("name_km", "name_latin")
TEXTS = ("village", "safe_hours")
PLAIN = ("sex", "household_size", "status")
FOUND_BY = {*NAMES, "phone"}
UNLESS_TOLD = {"name_latin": "", "village": "", "phone": "", "safe_hours": "", "household_size": 1}


class Details(TypedDict):
    """What is asked of somebody who registers."""

    name_km: str
    sex: str
    year_of_birth: int
    commune: Place
    name_latin: NotRequired[str]
    village: NotRequired[str]
    phone: NotRequired[str]
    safe_hours: NotRequired[str]
    household_size: NotRequired[int]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who registers, on what day, agreeing to what."""

    details: Details
    on: date
    consents: tuple[str, ...] = (Consent.Purpose.RECORD,)


@transaction.atomic
def register_participant(
    *, by: User, on: date, consents: tuple[str, ...] = (Consent.Purpose.RECORD,), form_key: UUID | None = None,
    **details: Unpack[Details],
) -> Participant:  # fmt: skip
    """A new participant with a key of their own. Raises LivelihoodError for someone under 18.

    The same `form_key` with the same content gives the same participant; with other content FormSentBefore.
    """
    arrival = Arrival(details, on, consents)
    participant = _draft(arrival)
    key = _own_key(form_key, by=by)
    if key is None:
        return _registered_before(form_key, participant, by=by)
    participant.key = key
    _write_all([(participant, arrival)], by=by)
    note_duplicates(participant)
    return participant


@transaction.atomic
def register_participants(arrivals: Sequence[Arrival], *, by: User) -> list[Participant]:
    """Many new participants, each as `register_participant` writes them. Raises LivelihoodError; all or none."""
    people = [_draft(arrival) for arrival in arrivals]
    for person in people:
        person.key = PersonKey.make()
    PersonKey.objects.bulk_create(person.key for person in people)
    _write_all(list(zip(people, arrivals, strict=True)), by=by)
    note_duplicates_of(people)
    return people


def _draft(arrival: Arrival) -> Participant:
    if Consent.Purpose.RECORD not in arrival.consents:
        raise LivelihoodError(_("A record is kept only if the person agrees to it."), field="consents")
    typed: dict[str, Any] = {**UNLESS_TOLD, **arrival.details}
    participant = Participant(commune=typed["commune"], registered_on=arrival.on)
    _write(participant, typed, on=arrival.on)
    return participant


def _write_all(new: Sequence[tuple[Participant, Arrival]], *, by: User) -> None:
    """The people, whose keys are there already, and what every registration leaves beside them."""
    people = [person for person, _arrival in new]
    for person, code in zip(people, _free_codes(len(people)), strict=True):
        person.code = code
    Participant.objects.bulk_create(people)
    Residence.objects.bulk_create(Residence(participant=p, commune=p.commune, from_on=a.on) for p, a in new)
    Consent.objects.bulk_create(
        Consent(participant=p, purpose=purpose, given_on=a.on) for p, a in new for purpose in a.consents
    )
    record_milestones((p.pk, Milestone.Kind.REGISTERED, a.on, "") for p, a in new)
    # In the order of their index, so that each of its pages is written once.
    tokens = sorted((token, p.pk) for p in people for token in tokens_of(p))
    insert_rows(SearchToken, ("token", "participant"), tokens)
    trail.record_all(trail.line(trail.Act.WRITE, person, by=by, fields=["registered"]) for person in people)


@transaction.atomic
def change_participant(participant: Participant, *, by: User, on: date, **changes: Any) -> Participant:
    """Write the changed details and nothing else; a new commune becomes a new residence from `on`."""
    participant = locked(participant)
    _write(participant, changes, on=on)
    commune = changes.get("commune")
    if commune is not None and commune.pk != participant.commune_id:
        _live_in(participant, commune, on=on)
    participant.save()
    if FOUND_BY & changes.keys():
        index_for_search(participant)
        note_duplicates(participant)
    trail.record(trail.Act.WRITE, participant, by=by, fields=sorted(changes))
    return participant


@transaction.atomic
def move_participant(participant: Participant, *, commune: Place, by: User, on: date, village: str = "") -> Participant:
    """They live in another commune from `on`; whoever works there sees them, whoever does not no longer does."""
    participant = locked(participant)
    if commune.pk == participant.commune_id:
        raise LivelihoodError(_("The person already lives in this commune."), field="commune")
    participant.village = one_line(village)
    _live_in(participant, commune, on=on)
    participant.save(update_fields=["commune", "village"])
    trail.record(trail.Act.WRITE, participant, by=by, fields=["commune", "village"])
    return participant


@transaction.atomic
def stop_contact(participant: Participant, *, by: User, on: date) -> None:
    """The person died: nobody calls or writes any more."""
    participant = locked(participant)
    participant.status = Participant.Status.DIED
    participant.save(update_fields=["status"])
    end_tasks(participant, on=on)
    trail.record(trail.Act.WRITE, participant, by=by, fields=["status"])


def index_for_search(participant: Participant) -> None:
    """Write the hashes by which the person is found; those of an old name or phone go."""
    tokens = tokens_of(participant)
    known = set(participant.search_tokens.values_list("token", flat=True))
    participant.search_tokens.filter(token__in=known - tokens).delete()
    SearchToken.objects.bulk_create(SearchToken(participant=participant, token=t) for t in tokens - known)


def _write(participant: Participant, values: Mapping[str, Any], *, on: date) -> None:
    for name in (*NAMES, *TEXTS):
        if name in values:
            setattr(participant, name, one_line(values[name]))
    for name in PLAIN:
        if name in values:
            setattr(participant, name, values[name])
    if "phone" in values:
        participant.phone = read_phone(values["phone"])
    if "year_of_birth" in values:
        participant.year_of_birth = str(_checked_year(int(values["year_of_birth"]), on=on))
    participant.age_band = age_band(int(participant.year_of_birth), on.year)


def _checked_year(year: int, *, on: date) -> int:
    if not on.year - OLDEST <= year <= on.year:
        raise LivelihoodError(_("This year of birth is not possible."), field="year_of_birth")
    if not is_surely_adult(year, on.year):
        raise LivelihoodError(_("Participants must be 18 or older."), field="year_of_birth")
    return year


def _live_in(participant: Participant, commune: Place, *, on: date) -> None:
    last = participant.residences.order_by("from_on").last()
    if last is not None and on < last.from_on:
        raise LivelihoodError(_("This is before the day of the last move or of the registration."), field="moved_on")
    participant.commune = commune
    leave_tasks_behind(participant)
    Residence.objects.create(participant=participant, commune=commune, from_on=on)


def _own_key(form_key: UUID | None, *, by: User) -> PersonKey | None:
    """A key for one person; None where the same form has already made one.

    The id of the key is a keyed hash of the form's key and the user, so that the database itself refuses a second
    one, two sendings at the same moment included.
    """
    key = PersonKey.make(_id_of_form(form_key, by=by) if form_key else None)
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        return None
    return key


def _id_of_form(form_key: UUID | None, *, by: User) -> UUID:
    return UUID(fingerprint("registration", f"{by.pk}:{form_key}"))


def _registered_before(form_key: UUID | None, typed: Participant, *, by: User) -> Participant:
    """Whom the same form registered, if it said the same; else another person would be lost unnoticed."""
    earlier = Participant.objects.select_related("key").get(key=_id_of_form(form_key, by=by))
    told = (*NAMES, *TEXTS, "sex", "household_size", "year_of_birth", "phone", "commune_id")
    if any(getattr(earlier, name) != getattr(typed, name) for name in told):
        raise FormSentBefore
    return earlier


def _free_codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        fresh = {new_code() for _ in range(count - len(codes))}
        codes |= fresh - set(Participant.objects.filter(code__in=fresh).values_list("code", flat=True))
    return list(codes)
