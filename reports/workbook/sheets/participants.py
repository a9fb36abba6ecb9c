"""Sheet Participants: each becomes a participant with a key of their own."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import FREE_TEXT_HINT, Consent, Participant, Sex
from livelihoods.services import OLDEST, Arrival, read_phone, register_participants
from office.core.ages import is_surely_adult
from reports.workbook.cells import YES_OR_NO, Choice, plain_text, text, whole
from reports.workbook.columns import Column, is_forbidden
from reports.workbook.findings import NotAccepted
from reports.workbook.plan import PersonDraft
from reports.workbook.refs import TOGETHER
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.common import REF_COLUMN, TEXT, date_column, read_commune, warn_future

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "participants"
SEX = Choice((Sex.FEMALE, ("F", "female", "f.", "ស្រី", "ស")), (Sex.MALE, ("M", "male", "m.", "ប្រុស", "ប")))
FREE_TEXT = ("village", "safe_hours")


def phone(raw: Any) -> str:
    try:
        return read_phone(plain_text(raw))
    except LivelihoodError as refused:
        raise NotAccepted("phone.unreadable") from refused


COLUMNS = (
    REF_COLUMN,
    Column("name_km", ("Name in Khmer", "ឈ្មោះជាភាសាខ្មែរ"), text(80), required=True,
           aliases=("name", "khmer name", "ឈ្មោះ", "នាមត្រកូល និងនាមខ្លួន")),
    Column("name_latin", ("Name in Latin letters", "ឈ្មោះជាអក្សរឡាតាំង"), text(80),
           aliases=("latin name", "name in english", "english name", "ឈ្មោះឡាតាំង")),
    Column("sex", ("Sex", "ភេទ"), SEX, required=True, aliases=("gender",)),
    Column("year_of_birth", ("Year of birth", "ឆ្នាំកំណើត"), whole(1900, 2100), required=True,
           aliases=("birth year", "born"),
           note=_("The year alone. Participants must be 18 or older.")),
    Column("commune", ("Commune", "ឃុំ/សង្កាត់"), text(120), required=True,
           aliases=("commune code", "sangkat", "ឃុំ", "សង្កាត់"), style=TEXT,
           note=_("Name in Khmer or English, or the code. Where several communes share a name, add the district.")),
    Column("district", ("District", "ស្រុក/ក្រុង/ខណ្ឌ"), text(120),
           aliases=("ស្រុក/ក្រុង", "ស្រុក", "ក្រុង", "ខណ្ឌ", "municipality")),
    Column("village", ("Village", "ភូមិ"), text(80), note=FREE_TEXT_HINT),
    Column("phone", ("Phone", "លេខទូរស័ព្ទ"), phone, aliases=("telephone", "phone number", "ទូរស័ព្ទ"), style=TEXT),
    Column("safe_hours", ("When to call", "ម៉ោងងាយស្រួលហៅ"), text(80), aliases=("safe hours",), note=FREE_TEXT_HINT),
    Column("may_call", ("May be called", "អាចហៅទូរស័ព្ទបាន"), YES_OR_NO, aliases=("consent to call", "យល់ព្រមឲ្យហៅ")),
    Column("household_size", ("People in the household", "ចំនួនសមាជិកគ្រួសារ"), whole(1, 40),
           aliases=("household size", "household", "សមាជិកគ្រួសារ")),
    date_column("registered_on", ("Registered on", "ថ្ងៃចុះឈ្មោះ"), "registration date", "date",
                note=_("The day of the import unless stated.")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    on = line.read("registered_on", check.on)
    warn_future(line, "registered_on", on, check)
    for column in FREE_TEXT:
        warn_of_private_words(line, column)
    commune, may_call = read_commune(line, check), line.read("may_call", False)
    details: Any = {
        "commune": commune,
        "name_km": line.read("name_km"),
        "name_latin": line.read("name_latin", ""),
        "sex": line.read("sex"),
        "year_of_birth": _year_of_birth(line, min(on or check.on, check.on)),
        "village": line.read("village", ""),
        "phone": line.read("phone", ""),
        "safe_hours": line.read("safe_hours", ""),
        "household_size": line.read("household_size", 1),
    }
    consents = (Consent.Purpose.RECORD, *((Consent.Purpose.CALL,) if may_call else ()))
    if line.is_sound and commune is not None:
        draft = PersonDraft(line=line, commune=commune, arrival=Arrival(details, on, consents))
        check.add(line, draft)
        check.plan.people.append(draft)


def warn_of_private_words(line: Line, column: str) -> None:
    if line.has(column) and isinstance(line.cells[column], str) and is_forbidden(line.cells[column]):
        line.warn(column, "text.private")


def _year_of_birth(line: Line, on: date) -> int | None:
    year = line.read("year_of_birth")
    if year is None:
        return None
    if not on.year - OLDEST <= year <= on.year:
        line.error("year_of_birth", "year_of_birth.impossible")
    elif not is_surely_adult(year, on.year):
        line.error("year_of_birth", "year_of_birth.under_18")
    return year


def write(writer: "Writer") -> None:
    for drafts in writer.progress.in_chunks(writer.plan.people, TOGETHER):
        people = register_participants([draft.arrival for draft in drafts], by=writer.by)
        for draft, person in zip(drafts, people, strict=True):
            draft.made = person
            writer.wrote(draft.line, person.pk, secret=person.key.secret.hex())


def secrets(pks: Iterable[int]) -> Mapping[int, str | None]:
    people = Participant.objects.select_related("key").in_bulk(list(pks))
    return {pk: None if person.is_forgotten else person.key.secret.hex() for pk, person in people.items()}


SHEET = Sheet(KEY, ("Participants", "អ្នកចូលរួម"), COLUMNS, check, write, weight=4, secrets=secrets)
