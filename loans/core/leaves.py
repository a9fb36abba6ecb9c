"""The leaves of a pre-printed receipt book: which number stands on one, and which are missing."""

import re
from collections.abc import Collection

_GAPS = re.compile(r"[\s\u200b_-]+")
_NUMBERED = re.compile(r"(?P<series>.*?)-?(?P<leaf>[0-9]{1,9})")


def as_paper_no(typed: str) -> str:
    """The number of a paper receipt as it is kept: "a 0001" and "A-0001" are one leaf."""
    return _GAPS.sub("-", typed.strip().upper())


def leaf_of(paper_no: str) -> tuple[str, int] | None:
    """Series and number of a leaf as it was typed: "A-0007" is leaf 7 of series A. None without a number."""
    found = _NUMBERED.fullmatch(paper_no)
    return (found["series"], int(found["leaf"])) if found else None


def missing_leaves(first: int, last: int, used: Collection[int], *, is_over: bool) -> list[tuple[int, int]]:
    """The leaves of a book from `first` to `last` that no entry names, as ranges with both ends included.

    Of a book in use, those before the last one used: leaves are torn out in order. Of one that is over, all.
    """
    within = sorted({leaf for leaf in used if first <= leaf <= last})
    ends = [*within, last + 1] if is_over else within
    ranges, start = [], first
    for leaf in ends:
        if start < leaf:
            ranges.append((start, leaf - 1))
        start = leaf + 1
    return ranges
