"""Registering, changing and moving a participant."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from livelihoods.errors import FormSentBefore, LivelihoodError
from livelihoods.models import Consent, Milestone, Participant, Residence, SearchToken
from livelihoods.phones import read_phone
from livelihoods.searching import tokens_of
from livelihoods.services.duplicates import note_duplicates
from livelihoods.services.locking import locked
from livelihoods.services.tasks import end_tasks, leave_tasks_behind
from office import trail
from office.core.ages import age_band, is_surely_adult
from office.core.codes import new_code
from office.models import PersonKey, Place, User
from office.sealing import fingerprint
from paper.core.khmer_spelling import canonical

OLDEST = 110
NAMES = ("name_km", "name_latin")
TEXTS = ("village", "safe_hours")
PLAIN = ("sex", "household_size", "status")
FOUND_BY = {*NAMES, "phone"}


@transaction.atomic
def register_participant(
    *,
    name_km: str,
    sex: str,
    year_of_birth: int,
    commune: Place,
    by: User,
    on: date,
    name_latin: str = "",
    village: str = "",
    phone: str = "",
    safe_hours: str = "",
    household_size: int = 1,
    consents: tuple[str, ...] = (Consent.Purpose.RECORD,),
    form_key: UUID | None = None,
) -> Participant:
    """A new participant with a key of their own. Raises LivelihoodError for someone under 18.

    The same `form_key` with the same content gives the same participant; with other content FormSentBefore.
    """
    if Consent.Purpose.RECORD not in consents:
        raise LivelihoodError(_("A record is kept only if the person agrees to it."), field="consents")
    participant = Participant(commune=commune, registered_on=on)
    typed = {
        "name_km": name_km, "name_latin": name_latin, "sex": sex, "year_of_birth": year_of_birth, "village": village,
        "phone": phone, "safe_hours": safe_hours, "household_size": household_size,
    }  # fmt: skip
    _write(participant, typed, on=on)
    key = _own_key(form_key, by=by)
    if key is None:
        return _registered_before(form_key, participant, by=by)
    participant.key, participant.code = key, _free_code()
    participant.save()
    Residence.objects.create(participant=participant, commune=commune, from_on=on)
    Consent.objects.bulk_create(Consent(participant=participant, purpose=p, given_on=on) for p in consents)
    Milestone.objects.create(participant=participant, kind=Milestone.Kind.REGISTERED, on=on)
    index_for_search(participant)
    note_duplicates(participant)
    trail.record(trail.Act.WRITE, participant, by=by, fields=["registered"])
    return participant


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
    participant.village = _one_spelling(village)
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
            setattr(participant, name, _one_spelling(values[name]))
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


def _one_spelling(text: str) -> str:
    return " ".join(canonical(text).split())


def _free_code() -> str:
    while Participant.objects.filter(code=(code := new_code())).exists():
        pass
    return code
