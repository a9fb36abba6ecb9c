"""The list of people for a spreadsheet: codes and what stands in clear, nothing that names anybody."""

from collections.abc import Iterable, Iterator
from typing import Any

from livelihoods.models import Participant
from office.models import Place

HEADINGS = (
    "code", "sex", "age_band", "household_size", "commune_code", "commune", "district", "livelihoods", "status",
    "registered_on",
)  # fmt: skip


def people_rows(people: Iterable[Participant]) -> Iterator[tuple[Any, ...]]:
    yield HEADINGS
    places: dict[str, tuple[str, str]] = {}  # to translate "commune" once for each, not for each person
    for person in people:
        if person.commune_id not in places:
            places[person.commune_id] = _names(person.commune)
        yield (
            person.code, person.sex, person.age_band, person.household_size, person.commune_id,
            *places[person.commune_id], ", ".join(person.livelihoods), person.status, person.registered_on.isoformat(),
        )  # fmt: skip


def _names(commune: Place) -> tuple[str, str]:
    return commune.full_name, commune.parent.full_name if commune.parent else ""
