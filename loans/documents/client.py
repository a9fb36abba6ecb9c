"""Whom a loan paper names: of the person no more than a code, a name, and village and commune with their types."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import override

from livelihoods.models import Participant
from office.models import Place

VILLAGE_KM = "ភូមិ"


@dataclass(frozen=True, slots=True)
class Client:
    """The code stands in clear wherever a paper is kept; the rest is sealed, and gone once forgotten."""

    code: str
    name_km: str = ""
    name_latin: str = ""
    place_km: str = ""
    place_en: str = ""

    def names_in(self, language: str) -> list[str]:
        """The name in the paper's script; on a paper in both languages in both; else the code."""
        names = {"km": [self.name_km], "en": [self.name_latin or self.name_km]}
        wanted = names.get(language, [self.name_km, self.name_latin])
        return [name for name in wanted if name] or [self.code]

    def place_in(self, language: str) -> str:
        wanted = {"km": [self.place_km], "en": [self.place_en]}.get(language, [self.place_km, self.place_en])
        return " / ".join(place for place in wanted if place)

    def shown_in(self, language: str) -> dict[str, object]:
        """For the template of a paper."""
        return {"names": self.names_in(language), "place": self.place_in(language)}

    def by_code(self) -> "Client":
        """The same client without name and address."""
        return Client(self.code)


def client_of(participant: Participant) -> Client:
    if participant.is_forgotten:
        return Client(participant.code)
    village = _village(participant)
    return Client(
        code=participant.code,
        name_km=participant.name_km,
        name_latin=participant.name_latin,
        place_km=_place(village, participant.commune, "km"),
        place_en=_place(village, participant.commune, "en"),
    )


def _village(participant: Participant) -> Place | str:
    """The village of the official list that was meant, or what was typed."""
    typed = participant.village
    named = Q(name_km=typed) | Q(name_en=typed)
    found = participant.commune.children.filter(named, level=Place.Level.VILLAGE).first() if typed else None
    return found or typed


def _place(village: Place | str, commune: Place, language: str) -> str:
    """ភូមិអូរធំ ឃុំបន្ទាយនាង; Ou Thum village, Banteay Neang commune."""
    with override(language):
        if isinstance(village, Place):
            village = village.full_name
        elif village and language == "km" and not village.startswith(VILLAGE_KM):
            village = f"{VILLAGE_KM}{village}"
        between = " " if language == "km" else ", "
        return between.join(place for place in (village, commune.full_name) if place)
