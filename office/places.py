"""Loads the table of places shipped in office/data/places.csv, and finds the ones people mean."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from office.core.places import Candidates, PlaceRow, fold, match_place, read_places

PLACES_CSV = Path(__file__).parent / "data" / "places.csv"
BATCH = 2000


def load_places(place_model: Any) -> int:
    """Write every place that is missing; harmless when repeated. Parents come before children in the file."""
    with PLACES_CSV.open(encoding="utf-8", newline="") as lines:
        places = [_place(place_model, row) for row in read_places(lines)]
    place_model.objects.bulk_create(places, batch_size=BATCH, ignore_conflicts=True)
    return len(places)


def _place(place_model: Any, row: PlaceRow) -> Any:
    return place_model(
        code=row.code,
        level=row.level,
        kind=row.kind,
        parent_id=row.parent or None,
        name_km=row.name_km,
        name_en=row.name_en,
        aliases="|".join(row.aliases),
    )


def find_communes(query: str, communes: Iterable[Any]) -> list[Any]:
    """Those a code or a name means, in either script or another spelling; else those that contain what was
    typed, in their own name or in that of a place above, which may also be named after a comma.

    The communes come with district and province (`select_related("parent__parent")`).
    """
    communes = list(communes)
    rows = {place.pk: _row(place) for commune in communes for place in _with_places_above(commune)}
    found = match_place(query, Candidates(rows.values()))
    named = [found] if isinstance(found, PlaceRow) else found.candidates
    codes = {row.code for row in named} or _containing(fold(query), rows.values())
    return [commune for commune in communes if commune.pk.startswith(tuple(codes))]


def _containing(typed: str, rows: Iterable[PlaceRow]) -> set[str]:
    return {
        row.code
        for row in rows
        if typed and any(typed in fold(name) for name in (row.name_km, row.name_en, *row.aliases))
    }


def _with_places_above(place: Any) -> Iterable[Any]:
    while place is not None:
        yield place
        place = place.parent


def _row(place: Any) -> PlaceRow:
    return PlaceRow(
        place.code,
        place.level,
        place.kind,
        place.parent_id or "",
        place.name_km,
        place.name_en,
        tuple(filter(None, place.aliases.split("|"))),
    )
