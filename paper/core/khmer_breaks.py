"""Where a line of Khmer may end.

Khmer writes no space between words and Pango, which sets our type, breaks only at spaces: zero-width spaces
at word boundaries tell it where. The words come from ICU's Khmer dictionary. On a word it does not know, ICU
proposes breaks inside clusters, so each proposal is checked here (Unicode line breaking, UAX 14, class SA).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import icu

from paper.core.khmer_spelling import BASES, COENG

ZWSP = "\u200b"

_KHMER_RUN = re.compile("[\u1780-\u17ff\u200b\u200c\u200d]+")
_STARTS_CLUSTER = re.compile(f"[{BASES}]")
_SUBSCRIPT_AWAITED = re.compile(f"{COENG}[\u200c\u200d]*$")
_NO_VOWEL = re.compile(f"[{BASES}](?:{COENG}[{BASES}])*[\u17cb-\u17d1\u17dd]?[\u17d4-\u17f9]*")
_KHMER = icu.Locale("km")


@lru_cache(maxsize=20_000)
def with_breaks(text: str) -> str:
    """`text` with U+200B between Khmer words; a run whose author has already marked breaks stays as it is."""
    return _KHMER_RUN.sub(lambda found: _marked(found.group()), text)


def without_breaks(text: str) -> str:
    """`text` without U+200B."""
    return text.replace(ZWSP, "")


def _marked(run: str) -> str:
    return run if ZWSP in run else ZWSP.join(_pieces(run))


def _pieces(run: str) -> list[str]:
    """ICU's words, joined again where a break would split a cluster or leave a bare consonant alone."""
    pieces: list[str] = []
    for word in _words(run):
        if pieces and (not _may_start_line(word) or _SUBSCRIPT_AWAITED.search(pieces[-1])):
            pieces[-1] += word
        else:
            pieces.append(word)
    if len(pieces) > 1 and _NO_VOWEL.fullmatch(pieces[0]):
        pieces[:2] = [pieces[0] + pieces[1]]
    return pieces


def _may_start_line(word: str) -> bool:
    return _STARTS_CLUSTER.match(word) is not None and _NO_VOWEL.fullmatch(word) is None


def _words(run: str) -> Iterator[str]:
    # Made anew for each run (7 microseconds): an ICU iterator holds its text and cannot be shared by threads.
    breaker = icu.BreakIterator.createLineInstance(_KHMER)
    breaker.setText(run)
    start = 0
    for end in breaker:
        yield run[start:end]
        start = end
