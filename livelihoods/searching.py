"""Finding a person by what is typed: a code, part of a name in either script, a phone.

Names are sealed, so SQL cannot look into them: what is typed is compared as keyed hashes. These hashes, never the
text, may stand in an address.
"""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from livelihoods.core.search import PHONE_TAIL, name_prefixes, phone_terms, query_words
from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant
from livelihoods.models.people import ParticipantQuerySet
from livelihoods.phones import digits_to_find
from office.core.codes import read_code
from office.sealing import fingerprint
from paper.core.khmer_spelling import folded

PURPOSE = "search"
LONGEST_QUERY = 80
MOST_WORDS = 6
LEAST_WHOLE_NUMBER = 8

_LOOKS_LIKE_PHONE = re.compile(r"[\d\s+().-]+")
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: a code, or hashes that a person must all carry."""

    code: str | None = None
    tokens: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For an address: the code, then the hashes, with dots between."""
        return ".".join([self.code or "", *self.tokens])


def search(queryset: ParticipantQuerySet, query: str, *, by_name: bool = True) -> ParticipantQuerySet:
    """Those of the queryset that the query means. Raises LivelihoodError (field `q`) where it is too short."""
    return find(queryset, read_query(query, by_name=by_name), by_name=by_name)


def read_query(query: str, *, by_name: bool = True) -> Wanted:
    """What was typed. Whoever may not see names finds by the whole code alone: finding a name would tell it."""
    typed = folded(query[:LONGEST_QUERY])
    code = read_code(typed)
    terms = _terms(typed) if by_name else []
    if code is None and not terms:
        raise LivelihoodError(_too_short(by_name), field="q")
    return Wanted(code, tuple(token(term) for term in terms))


def read_wanted(address: str) -> Wanted | None:
    """The other way round from `str(wanted)`; None where somebody has changed it."""
    code, *tokens = address.split(".")
    if len(tokens) > MOST_WORDS or not all(_TOKEN.fullmatch(t) for t in tokens) or (code and read_code(code) != code):
        return None
    return Wanted(code or None, tuple(tokens)) if code or tokens else None


def find(queryset: ParticipantQuerySet, wanted: Wanted, *, by_name: bool = True) -> ParticipantQuerySet:
    meant = Q(code=wanted.code) if wanted.code else Q()
    if wanted.tokens and by_name:
        meant |= Q(pk__in=Participant.objects.matching(list(wanted.tokens)).values("pk"))
    return queryset.filter(meant) if meant else queryset.none()


def token(term: str) -> str:
    return fingerprint(PURPOSE, term)


def tokens_of(participant: Participant) -> set[str]:
    """Everything by which the person can be found."""
    phone = phone_terms(digits_to_find(participant.phone))
    return {token(term) for term in name_prefixes(participant.name_km, participant.name_latin) | phone}


def _terms(typed: str) -> list[str]:
    if _LOOKS_LIKE_PHONE.fullmatch(typed):
        digits = digits_to_find(typed)
        if len(digits) < PHONE_TAIL:
            return []
        return [digits if len(digits) >= LEAST_WHOLE_NUMBER else digits[-PHONE_TAIL:]]
    return query_words(typed)[:MOST_WORDS]


def _too_short(by_name: bool) -> str:
    if not by_name:
        return _("Type the whole code of seven characters.")
    return _(
        "Type at least two Khmer letters or three Latin letters of a name, six digits of a phone, or the whole code."
    )
