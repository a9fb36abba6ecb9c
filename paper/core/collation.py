"""The order of a Khmer dictionary, by ICU: the same one that PostgreSQL calls km-x-icu."""

import icu

NAME = "km-x-icu"
_COLLATOR = icu.Collator.createInstance(icu.Locale("km"))


def sort_key(text: str) -> bytes:
    """Key for `sorted`; the text itself at the end, so that only equal strings are equal."""
    return bytes(_COLLATOR.getSortKey(text)) + text.encode()


def compare(one: str, other: str) -> int:
    """-1, 0 or 1; for SQLite: `connection.create_collation(NAME, compare)`.

    Like PostgreSQL's, it answers 0 for identical strings only: a unique column must not merge look-alikes.
    """
    return _COLLATOR.compare(one, other) or (one > other) - (one < other)
