"""What must never be known has no place to be put in: no field, no column of the workbook, no column of an export.

`tests/test_do_no_harm.py` reads models, forms, filters and tables. Here stand the ways in and out it does not read,
the clear text fields that are there, each with its reason, and a dump after everything sealed was written.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from livelihoods.exports import HEADINGS
from livelihoods.models import Business, Complaint, ComplaintStep, Linkage, Participant
from livelihoods.services import add_linkage, give_complaint, record_complaint, take_step
from loans.tables import export_rows
from office.fields import SealedText
from office.models import User
from office.roles import MANAGER
from reports.workbook.columns import Column
from reports.workbook.sheets import SHEETS
from tests.factories import make_business, make_participant, make_user
from tests.test_do_no_harm import ROOMS, offences, rooms_models, speaks_of, texts_of_form, texts_of_model
from tests.test_dump import as_bytes, every_cell

DAY = date(2026, 3, 2)

# Who brought the person to us, in the shapes in which such a field is usually named.
ORIGIN = re.compile(
    r"\b(?:referr|came from|sent by|sent from|brought by|introduced by|source of|origin|intake|admission|case worker)",
    re.IGNORECASE,
)


def says(text):
    words = str(text).replace("_", " ").replace("-", " ")
    return speaks_of(text) or ((found := ORIGIN.search(words)) and found.group()) or ""


def texts_of_columns(columns):
    for column in columns:
        yield from (column.key, *column.names, *column.aliases, column.note, *column.offered)


def workbook_columns():
    return [column for sheet in SHEETS for column in sheet.columns]


def names_of_addresses(resolver=None):
    for each in (resolver or get_resolver()).url_patterns:
        yield str(each.pattern)
        if isinstance(each, URLResolver):
            yield from names_of_addresses(each)
        elif isinstance(each, URLPattern):
            yield each.name or ""


# --- Ways in and out ------------------------------------------------------------------------------------------


def test_no_column_of_the_workbook_is_for_what_must_never_be_known():
    assert len(workbook_columns()) > 30
    assert offences(texts_of_columns(workbook_columns())) == []


def test_no_field_says_who_brought_the_person_to_us():
    names = [f"{m._meta.label}.{f.name}" for m in rooms_models() for f in m._meta.get_fields()]
    names += [column.key for column in workbook_columns()]
    assert len(names) > 300
    assert [name for name in names if says(name.rpartition(".")[2])] == []


def test_a_linkage_leads_outward_and_has_room_for_nothing_else():
    """Exactly these fields: whoever adds one thinks again about what it could hold."""
    fields = {field.name for field in Linkage._meta.get_fields()}
    assert fields == {"id", "participant", "kind", "to", "made_on", "done_on", "outcome", "made_by"}


def test_no_export_has_a_column_for_what_must_never_be_known():
    loans = next(iter(export_rows([], on=DAY)))
    assert [heading for heading in (*HEADINGS, *loans) if says(heading)] == []
    assert {"name", "name_km", "name_latin", "phone", "village"}.isdisjoint({*HEADINGS, *loans})


def test_no_address_hints_at_why_somebody_is_here():
    names = list(names_of_addresses())
    assert len(names) > 100
    assert [name for name in names if says(name)] == []


# --- The check can fail ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "drug_use", "diagnosis", "treatment_centre", "hiv_status", "relapse_on", "arrested_on", "detention", "prison",
        "national_id", "photo", "gps", "latitude", "longitude", "referred_by", "referrer", "source_of_referral",
        "referral_source", "came_from", "sent_by", "brought_by", "source_of_contact", "intake_date",
        "ការព្យាបាល", "គ្រឿងញៀន", "មេរោគអេដស៍", "ពន្ធនាគារ", "អត្តសញ្ញាណប័ណ្ណ", "រូបថត", "បញ្ជូនមកពី",
    ],
)  # fmt: skip
def test_it_would_notice(name):
    class Tomorrow(forms.Form):
        pass

    Tomorrow.base_fields[name] = forms.CharField()
    column = Column(name, (name, name), str)
    assert says(name)
    if speaks_of(name):
        assert offences(texts_of_form(Tomorrow))
        assert offences(texts_of_columns([column]))


@pytest.mark.parametrize(
    "name", ["sex", "commune", "received_on", "recorded_by", "made_by", "to", "outcome", "channel"]
)
def test_it_lets_ordinary_names_pass(name):
    assert says(name) == ""


def test_a_model_field_added_tomorrow_would_be_noticed():
    class Base:
        __name__ = "Tomorrow"

        class _meta:
            verbose_name = verbose_name_plural = "tomorrow"

            @staticmethod
            def get_fields():
                return [models.CharField("place of detention", name="place"), models.CharField(name="referrer")]

    assert len(set(offences(texts_of_model(Base())))) == 2


# --- Text that stands in clear --------------------------------------------------------------------------------

# Clear text on a row that leads to a person, and why nothing about the person can stand there.
CLEAR = {
    "livelihoods.Participant.code": "random",
    "livelihoods.SearchToken.token": "a keyed hash",
    "livelihoods.Milestone.reference": "number of a loan or session",
    "livelihoods.Task.reference": "number of a loan or session",
}


def leads_to_a_person(model):
    return model is Participant or any(
        f.is_relation and f.many_to_one and f.related_model is Participant for f in model._meta.get_fields()
    )


def clear_texts(model):
    for field in model._meta.fields:
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
            yield f"{model._meta.label}.{field.name}"


def test_every_text_of_a_persons_row_is_sealed_or_stands_here_with_its_reason():
    of_people = [m for m in apps.get_app_config("livelihoods").get_models() if leads_to_a_person(m)]
    assert len(of_people) > 8
    assert {name for model in of_people for name in clear_texts(model)} == set(CLEAR)


def test_complaints_hold_no_text_in_clear():
    assert [name for model in (Complaint, ComplaintStep, Linkage) for name in clear_texts(model)] == []


def test_every_sealed_text_of_these_is_written_in_the_dump_that_follows():
    models = (User, Participant, Business, Complaint, ComplaintStep, Linkage)
    fields = [(model, field) for model in models for field in model._meta.fields if isinstance(field, SealedText)]
    assert {f"{model._meta.label}.{field.name}" for model, field in fields} == set(WRITTEN)


# --- A dump ---------------------------------------------------------------------------------------------------

WRITTEN = {
    "office.User.name": "វិចិត្រពិសេស",
    "livelihoods.Participant.name_km": "សុខ\u200b ច័ន្ទបូរមី",
    "livelihoods.Participant.name_latin": "Sok Chanboramey",
    "livelihoods.Participant.year_of_birth": "1987",
    "livelihoods.Participant.village": "ភូមិអូរស្រឡៅ",
    "livelihoods.Participant.phone": "012 987 654",
    "livelihoods.Participant.safe_hours": "ក្រោយពេលលក់",
    "livelihoods.Business.name": "ហាងបូរមី",
    "livelihoods.Business.place": "ខាងក្រោយសាលា",
    "livelihoods.Complaint.text": "គាត់រង់ចាំបង្កាន់ដៃយូរ",
    "livelihoods.ComplaintStep.note": "បានសន្យាថានឹងយកទៅឱ្យ",
    "livelihoods.Linkage.to": "អ្នកទិញឈ្មោះសំអាត",
}
OF_NOBODY_NAMED = "ទ្វារការិយាល័យបិទមុនម៉ោង"


@pytest.fixture
def written(db):
    said = {name.rpartition(".")[2]: text for name, text in WRITTEN.items()}
    officer = make_user(communes=("010201",), name=WRITTEN["office.User.name"])
    manager = make_user(role=MANAGER)
    details = {n: said[n] for n in ("name_km", "name_latin", "village", "phone", "safe_hours")}
    person = make_participant(by=officer, year_of_birth=1987, **details)
    make_business(person, by=officer, name=WRITTEN["livelihoods.Business.name"], place=said["place"])
    record = {"category": "delay", "channel": "phone", "received_on": DAY, "by": officer, "on": DAY}
    named = record_complaint(participant=person, text=said["text"], form_key=uuid4(), **record)
    record_complaint(text=OF_NOBODY_NAMED, form_key=uuid4(), **record)
    give_complaint(named, owner=officer, by=manager, on=DAY)
    take_step(named, "answered", on=DAY, by=officer, today=DAY, note=said["note"])
    add_linkage(person, kind="market", to=said["to"], made_on=DAY, by=officer, on=DAY)


def dumped():
    return b"\x1f".join(as_bytes(value) for _table, row in every_cell() for value in row)


def test_a_dump_holds_nothing_of_what_was_sealed(written):
    assert User.objects.filter(key__isnull=False).count() == 2
    dump = dumped()
    # A year is four digits, which any id may hold: it is told apart by its row in the test of the model.
    secret = {*WRITTEN.values(), OF_NOBODY_NAMED, "12987654", "987654"} - {"1987"}
    assert {text for text in secret if text.encode() in dump} == set()
    assert {part for text in secret for part in text.split() if len(part) > 3 and part.encode() in dump} == set()


def test_what_was_written_in_clear_would_be_found(written):
    """The control: a text in a clear column stands in the dump."""
    Participant.objects.update(code="ABCDEFG")
    assert b"ABCDEFG" in dumped()


def test_it_can_all_be_read_again_with_the_keys(written):
    [person] = Participant.objects.select_related("key")
    named, anonymous = sorted(Complaint.objects.select_related("key"), key=lambda c: c.participant is None)
    assert person.year_of_birth == "1987"
    assert (named.text, anonymous.text) == (WRITTEN["livelihoods.Complaint.text"], OF_NOBODY_NAMED)
    assert named.steps.get(stage="answered").note == WRITTEN["livelihoods.ComplaintStep.note"]
    assert Linkage.objects.select_related("participant__key").get().to == WRITTEN["livelihoods.Linkage.to"]


def test_every_room_is_read():
    assert {m._meta.app_label for m in rooms_models()} == set(ROOMS)
