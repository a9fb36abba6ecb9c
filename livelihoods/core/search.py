"""What a person can be found by, as plain text. Only keyed hashes of it are ever stored."""

import re
from collections.abc import Iterator

from paper.core.khmer_spelling import clusters, folded

KHMER = re.compile(r"[\u1780-\u17ff]")
LEAST_KHMER_CLUSTERS = 2
LEAST_LATIN_LETTERS = 3
PHONE_TAIL = 6


def name_prefixes(*names: str) -> set[str]:
    """Every prefix of each part of each name, and of the name joined: from 2 clusters (Khmer) or 3 letters (Latin)."""
    return {prefix for name in names for part in _parts(name) for prefix in _prefixes(part)}


def query_words(query: str) -> list[str]:
    """The words of a query, folded as names are; too short ones are left out."""
    return [w for w in re.split(r"[\s.,·-]+", folded(query).casefold()) if len(_units(w)) >= _least(w)]


def phone_terms(digits: str) -> set[str]:
    """The whole national number and its last six digits."""
    return {digits, digits[-PHONE_TAIL:]} if len(digits) >= PHONE_TAIL else set()


def _parts(name: str) -> list[str]:
    words = [w for w in re.split(r"[\s.,·-]+", folded(name).casefold()) if w]
    return [*words, "".join(words)]


def _prefixes(word: str) -> Iterator[str]:
    units = _units(word)
    for length in range(_least(word), len(units) + 1):
        yield "".join(units[:length])


def _units(word: str) -> list[str]:
    return list(clusters(word)) if KHMER.search(word) else list(word)


def _least(word: str) -> int:
    return LEAST_KHMER_CLUSTERS if KHMER.search(word) else LEAST_LATIN_LETTERS
