"""Two records that may be one person: noted without a word, told to the manager alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from django.db import transaction

from livelihoods.core.search import phone_terms
from livelihoods.models import Participant, SearchToken, SuspectedDuplicate
from livelihoods.phones import digits_to_find
from livelihoods.searching import token
from office import trail
from office.models import User
from paper.core.khmer_spelling import folded

AT_ONCE = 400
T = TypeVar("T")


def note_duplicates(participant: Participant) -> None:
    """Silently: same phone, or same full name and age band, anywhere in the country. A settled pair stays settled."""
    note_duplicates_of([participant])


def note_duplicates_of(people: Iterable[Participant]) -> None:
    """The same for many, whose search tokens are written already."""
    asking: dict[str, list[_Asking]] = defaultdict(list)
    for one in (_Asking(person) for person in people):
        for each in one.tokens:
            asking[each].append(one)
    possible = {
        (one, pk)
        for found, pk, age_band in _carrying(sorted(asking))
        for one in asking[found]
        if pk != one.person.pk and one.may_be(found, age_band)
    }
    others = _opened({pk for _one, pk in possible})
    pairs = {tuple(sorted((one.person.pk, pk))) for one, pk in possible if pk in others and one.is_like(others[pk])}
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


class _Asking:
    """One whose like is looked for: the tokens that the other must carry, and the comparison itself."""

    def __init__(self, person: Participant) -> None:
        self.person, self.phone, self.name = person, person.phone, _joined(person.name_km)
        whole = max(phone_terms(digits_to_find(self.phone)), key=len, default="")
        self.phone_token = token(whole) if whole else ""
        self.tokens = {token(self.name), self.phone_token} - {""}

    def may_be(self, found: str, age_band: str) -> bool:
        """Whether it is worth opening what is sealed of one with this token in common, and of that age."""
        return found == self.phone_token or age_band == self.person.age_band

    def is_like(self, other: "_Sealed") -> bool:
        # The hash of a whole name is also that of the beginning of a longer one: the names themselves decide.
        same_age = other.age_band == self.person.age_band
        return (same_age and other.name == self.name) or bool(self.phone and other.phone == self.phone)


class _Sealed(NamedTuple):
    """What of somebody is compared."""

    age_band: str
    name: str
    phone: str


def _carrying(tokens: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Each token with the people who carry it, and their age bands."""
    for chunk in _chunks(tokens):
        carried = SearchToken.objects.filter(token__in=chunk)
        yield from carried.values_list("token", "participant", "participant__age_band")


def _opened(pks: set[int]) -> dict[int, _Sealed]:
    """Those of them who are not forgotten."""
    found = {}
    for chunk in _chunks(sorted(pks)):
        for p in Participant.objects.not_forgotten().select_related("key").filter(pk__in=chunk):
            found[p.pk] = _Sealed(p.age_band, _joined(p.name_km), p.phone)
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _joined(name: str) -> str:
    return "".join(folded(name).split())
