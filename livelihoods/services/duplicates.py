"""Two records that may be one person: noted without a word, told to the manager alone."""

from datetime import date

from django.db import transaction

from livelihoods.core.search import phone_terms
from livelihoods.models import Participant, SuspectedDuplicate
from livelihoods.models.people import ParticipantQuerySet
from livelihoods.phones import digits_to_find
from livelihoods.searching import token
from office import trail
from office.models import User
from paper.core.khmer_spelling import folded


def note_duplicates(participant: Participant) -> None:
    """Silently: same phone, or same full name and age band, anywhere in the country. A settled pair stays settled."""
    others = Participant.objects.exclude(pk=participant.pk).not_forgotten().select_related("key")
    alike = {*_same_phone(participant, others), *_same_name(participant, others)}
    pairs = [sorted((participant.pk, other)) for other in alike]
    SuspectedDuplicate.objects.bulk_create(
        (SuspectedDuplicate(older_id=first, newer_id=second) for first, second in sorted(pairs)),
        ignore_conflicts=True,
    )


@transaction.atomic
def settle_duplicate(pair: SuspectedDuplicate, *, by: User, on: date) -> SuspectedDuplicate:
    """They were looked at; whether they are one person or two is for the office to act upon."""
    pair = SuspectedDuplicate.objects.select_for_update().get(pk=pair.pk)
    if pair.settled_on is None:
        pair.settled_on = on
        pair.save(update_fields=["settled_on"])
        trail.record(trail.Act.WRITE, pair, by=by, fields=["settled_on"])
    return pair


def _same_phone(participant: Participant, others: ParticipantQuerySet) -> list[int]:
    if not participant.phone:
        return []
    whole = max(phone_terms(digits_to_find(participant.phone)), key=len)
    return [p.pk for p in others.matching([token(whole)]) if p.phone == participant.phone]


def _same_name(participant: Participant, others: ParticipantQuerySet) -> list[int]:
    # The hash of a whole name is also that of the beginning of a longer one: the names themselves decide.
    name = _joined(participant.name_km)
    found = others.filter(age_band=participant.age_band).matching([token(name)])
    return [p.pk for p in found if _joined(p.name_km) == name]


def _joined(name: str) -> str:
    return "".join(folded(name).split())
