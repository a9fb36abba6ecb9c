"""One spelling for Khmer that looks the same on paper.

Keyboards let the marks of a cluster be typed in any order, and some vowels in two pieces; the eye sees no
difference, a database does. The order kept here is that of the Khmer Encoding Structure (Hosken, Sok, Norton;
Unicode L2/22-290): base, robat, subscripts with RO last, register shifter, vowels (left, below, above,
right), other signs, final signs.
"""

import re
import unicodedata
from functools import lru_cache

COENG = "\u17d2"
COENG_RO = "\u17d2\u179a"
ROBAT = "\u17cc"
BASES = "\u1780-\u17a2\u17a5-\u17b3"
MARKS = "\u17b6-\u17d1\u17d3\u17dd"
CLUSTER = f"[{BASES}](?:{COENG}[\u200c\u200d]?[{BASES}]|[{MARKS}\u200c\u200d{COENG}])*"

_CLUSTERS = re.compile(f"{CLUSTER}|.[\u0300-\u036f]*", re.DOTALL)
_SUBSCRIPT = re.compile(f"{COENG}[{BASES}]")
_MARKED = re.compile(f"[{BASES}](?:{COENG}[{BASES}]|[{MARKS}{COENG}])+")
_STRAY_COENG = re.compile(f"{COENG}(?![{BASES}])")

# Characters without a shape of their own, then those that Unicode itself advises against (chapter 16.4).
_REPLACED = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u17b4\u17b5"),
        "\u17a3": "អ",
        "\u17a4": "អា",
        "\u17d8": "។ល។",
    }
)
_RANKS = (
    ROBAT,
    "\u17c9\u17ca",  # register shifters
    "\u17c1\u17c2\u17c3",  # vowels on the left
    "\u17bb\u17bc\u17bd",  # below
    "\u17b7\u17b8\u17b9\u17ba\u17be",  # above
    "\u17b6\u17bf\u17c0\u17c4\u17c5",  # on the right
    "\u17c6\u17cb\u17cd\u17ce\u17cf\u17d0\u17d1\u17d3\u17dd",  # other signs
    "\u17c7\u17c8",  # final signs
)
_RANK = {mark: rank for rank, marks in enumerate(_RANKS) for mark in marks}
_TWO_E = re.compile("\u17c1{2,}")
_SPLIT_VOWEL = re.compile("\u17c1([\u17bb-\u17bd]?)([\u17b6\u17b8])")
_WHOLE_VOWEL = {"\u17b6": "\u17c4", "\u17b8": "\u17be"}

# Under an above-base vowel or sign, both register shifters are drawn like the vowel U.
_LOWERED_SHIFTER = re.compile(
    "[\u17c9\u17ca](?=[\u17c1-\u17c3]?(?:[\u17b7-\u17ba\u17be\u17bf\u17d0\u17dd]|\u17b6\u17c6))"
)
_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


def clusters(text: str) -> list[str]:
    """Split into what a reader takes for one letter; joined again they give `text`."""
    return _CLUSTERS.findall(text)


def canonical(text: str) -> str:
    """The spelling to store: reads as typed, ្ដ and ្ត kept apart, the same bytes however it was typed."""
    if text.isascii():  # most refs, dates and Latin names: nothing below would change them
        return text
    text = _MARKED.sub(lambda found: _ordered(found.group()), text.translate(_REPLACED))
    # NFC comes last: on marks still out of order it may part COENG from its letter.
    return unicodedata.normalize("NFC", _STRAY_COENG.sub("", text))


def one_line(text: str) -> str:
    """The spelling to store of what stands in one line: single spaces, none at the ends."""
    return " ".join(canonical(text).split())


def folded(text: str) -> str:
    """The spelling to search by, for the query and for what is searched; never to be shown.

    ្ដ counts as ្ត, ឲ as ឱ, a lowered shifter as ុ, Khmer digits as Latin ones and capitals as small letters.
    """
    text = canonical(text).replace("\u17d2\u178a", "\u17d2\u178f").replace("\u17b2", "\u17b1")
    text = canonical(_LOWERED_SHIFTER.sub("\u17bb", text)).translate(_KHMER_DIGITS)
    return " ".join(text.casefold().split())


@lru_cache(maxsize=20_000)
def _ordered(cluster: str) -> str:
    """One cluster with its marks in order, each once."""
    subscripts = sorted(dict.fromkeys(_SUBSCRIPT.findall(cluster)), key=COENG_RO.__eq__)
    marks = sorted(_SUBSCRIPT.sub("", cluster[1:]).replace(COENG, ""), key=_RANK.__getitem__)
    robat = marks[:1] if marks[:1] == [ROBAT] else []
    signs = _each_once(_TWO_E.sub("\u17c2", "".join(marks).strip(ROBAT)))
    signs = _SPLIT_VOWEL.sub(lambda found: found[1] + _WHOLE_VOWEL[found[2]], signs)
    return "".join([cluster[0], *robat, *subscripts, _each_once(signs)])


def _each_once(signs: str) -> str:
    return "".join(dict.fromkeys(signs))
