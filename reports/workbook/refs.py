"""A row's `ref` and content as keyed hashes: the same row sent again is the same row, and nothing can be read back."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from office.sealing import fingerprint
from paper.core.khmer_spelling import folded
from reports.models import ImportedRow

CHUNK = 500
TOGETHER = 1000  # so many people or loans are written at once
REF, ROW, KEY = "workbook ref", "workbook row", "workbook key"


def ref_of(sheet: str, typed: str) -> str:
    """The hash that stands for a ref; case and spaces do not matter."""
    return fingerprint(REF, f"{sheet}\x1f{folded(typed)}")


def key_of(sheet: str, ref: str) -> UUID:
    """The idempotency key of the journal's entry that a row becomes."""
    return UUID(hex=fingerprint(KEY, f"{sheet}\x1f{ref}"))


def content_of(cells: Mapping[str, str], secret: str) -> str:
    """The hash of a row's cells. `secret`: of the person it is about, so that forgetting them forgets this too."""
    return fingerprint(ROW, json.dumps([secret, sorted(cells.items())], ensure_ascii=False))


def imported(sheet: str, refs: Iterable[str]) -> dict[str, ImportedRow]:
    """The rows of that sheet that were imported before, by ref."""
    wanted = sorted(set(refs))
    return {
        row.ref: row
        for start in range(0, len(wanted), CHUNK)
        for row in ImportedRow.objects.filter(sheet=sheet, ref__in=wanted[start : start + CHUNK])
    }
