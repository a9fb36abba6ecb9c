"""That a person is in this database can hurt them. No field may ask for, or hint at, what must never be known.

The table below is read against every field of every model and form of every room: its name, label, help text and
choices, in both languages. Whoever adds such a field sees this file fail.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import override
from django_filters import FilterSet
from django_tables2 import Table

from livelihoods.models import FREE_TEXT_HINT
from paper.core.khmer_spelling import folded

ROOMS = ("office", "paper", "livelihoods", "loans", "trainings", "reports")

# Words, or beginnings of words where a stroke ends them.
ENGLISH = (
    "drug-", "narcotic-", "substance-", "addict-", "methamphetamine-", "opioid-", "heroin", "alcohol-", "sober-",
    "treat-", "rehab-", "rehabilitation", "recovering", "reintegrat-", "detox-", "relapse-", "counsel-", "therap-",
    "hiv", "aids", "hepatitis", "tuberculosis", "disease-", "health-", "diagnos-", "medical-", "medicine-", "clinic-",
    "hospital-", "patient-", "disabilit-", "mental-", "pregnan-",
    "arrest-", "detention", "detain-", "prison-", "jail-", "police", "crimin-", "convict-", "offence-", "offense-",
    "national id", "national identity", "identity card", "id card", "id number", "passport-", "family book",
    "photo-", "portrait-", "picture of", "fingerprint of", "face",
    "gps", "latitude", "longitude", "geolocation", "coordinates",
    "referr-", "religion", "ethnic-", "birthday", "date of birth",
)  # fmt: skip
KHMER = (
    "គ្រឿងញៀន", "ញៀន", "សារធាតុ", "ថ្នាំញៀន", "ព្យាបាល", "ស្តារនីតិសម្បទា", "សមាហរណកម្ម", "បន្សាប",
    "មេរោគអេដស៍", "អេដស៍", "រោគវិនិច្ឆ័យ", "សុខភាព", "ជំងឺ", "មន្ទីរពេទ្យ", "គ្លីនិក", "វេជ្ជ",
    "ជាប់ឃុំ", "ឃុំខ្លួន", "ចាប់ខ្លួន", "ពន្ធនាគារ", "គុក", "ប៉ូលិស", "ទណ្ឌិត", "បទល្មើស",
    "អត្តសញ្ញាណប័ណ្ណ", "លិខិតឆ្លងដែន", "សៀវភៅគ្រួសារ", "រូបថត", "រយៈទទឹង", "រយៈបណ្តោយ", "បញ្ជូនមកពី", "សាសនា",
    "ថ្ងៃខែឆ្នាំកំណើត",
)  # fmt: skip


def _pattern(word: str) -> str:
    return re.escape(word.removesuffix("-")) + ("" if word.endswith("-") else r"s?\b")


FORBIDDEN = re.compile(rf"\b(?:{'|'.join(map(_pattern, ENGLISH))})|{'|'.join(map(folded, KHMER))}", re.IGNORECASE)


def as_words(text: object) -> str:
    """family_book, familyBook, family-book: family book. Khmer in one spelling, without spaces that nobody sees."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", str(text)).replace("_", " ").replace("-", " ")
    return folded(spaced)


def speaks_of(text: object) -> str:
    found = FORBIDDEN.search(as_words(text))
    return found.group() if found else ""


def rooms_models() -> list[type]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in ROOMS]


def rooms_classes(base: type) -> list[type]:
    """Every class below `base` that a room defines, once all modules of the rooms are read."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    return sorted({c for c in _below(base) if c.__module__.split(".")[0] in ROOMS}, key=lambda c: c.__qualname__)


def _below(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def texts_of_model(model: type) -> Iterator[object]:
    yield from (model.__name__, model._meta.verbose_name, model._meta.verbose_name_plural)
    for field in model._meta.get_fields():
        yield field.name
        yield getattr(field, "verbose_name", "")
        yield getattr(field, "help_text", "")
        for value, label in _choices(getattr(field, "choices", None)):
            yield from (value, label)


def texts_of_form(form: type[forms.BaseForm]) -> Iterator[object]:
    yield form.__name__
    for name, field in form.base_fields.items():
        yield from (name, field.label or "", field.help_text or "")
        # The places of Cambodia and the office's own lists are data, not questions.
        if not isinstance(field, forms.ModelChoiceField):
            for value, label in _choices(getattr(field, "choices", None)):
                yield from (value, label)


def texts_of_filters(filters: type[FilterSet]) -> Iterator[object]:
    for name, field in filters.base_filters.items():
        yield from (name, field.extra.get("label") or "", field.label or "", field.extra.get("help_text") or "")


def texts_of_table(table: type[Table]) -> Iterator[object]:
    for name, column in table.base_columns.items():
        yield from (name, column.verbose_name or "")


def _choices(choices: object) -> Iterator[tuple[object, object]]:
    for value, label in (choices() if callable(choices) else choices) or ():
        if isinstance(label, (list, tuple)):
            yield from _choices(label)
        else:
            yield value, label


def offences(texts: Iterator[object]) -> list[str]:
    said = []
    for text in texts:
        if is_the_hint(text):
            continue
        said += [f"{text!s} ({word})" for language in ("en", "km") if (word := _in(language, text))]
    return said


def _in(language: str, text: object) -> str:
    with override(language):
        return speaks_of(text)


def is_the_hint(text: object) -> bool:
    return isinstance(text, (Promise, str)) and _plain(text) == _plain(FREE_TEXT_HINT)


def _plain(text: object) -> str:
    with override("en"):
        return str(text)


@pytest.mark.parametrize("model", rooms_models(), ids=lambda m: m._meta.label)
def test_no_model_has_a_field_for_what_must_never_be_known(model):
    assert offences(texts_of_model(model)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("base", "texts_of"),
    [(forms.BaseForm, texts_of_form), (FilterSet, texts_of_filters), (Table, texts_of_table)],
    ids=["forms", "filters", "tables"],
)
def test_no_page_asks_for_what_must_never_be_known(base, texts_of):
    found = {f"{c.__module__}.{c.__qualname__}": offences(texts_of(c)) for c in rooms_classes(base)}
    assert {name: said for name, said in found.items() if said} == {}


def test_the_forms_of_every_room_with_pages_are_read():
    assert {"office", "livelihoods", "loans", "trainings"} <= {
        f.__module__.split(".")[0] for f in rooms_classes(forms.BaseForm)
    }


@pytest.mark.parametrize(
    "text",
    [
        "drug_use", "DrugTest", "treatment", "Rehabilitation centre", "reintegrated", "HIV", "health status",
        "Diagnosis", "relapses", "arrested on", "in detention", "prison", "national ID number", "national_id",
        "passport", "photo", "photograph", "GPS point", "latitude", "referred by", "referral source", "family_book",
        "បញ្ជូនមកពី", "គ្រឿងញៀន", "ការព្យាបាល", "មេរោគអេដស៍", "ស្ថានភាពសុខភាព", "ធ្លាប់ជាប់ឃុំ", "លេខអត្តសញ្ញាណប័ណ្ណ",
        "គ្រឿង\u200bញៀន", "អត្ដសញ្ញាណប័ណ្ណ",
    ],
)  # fmt: skip
def test_the_table_notices(text):
    assert speaks_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "retention", "address", "product", "recovery", "phone", "commune", "ឃុំ", "ឃុំ/សង្កាត់", "អតិថិជន", "surface",
        "prefers", "hygiene kit", "contract", "business", "ការប្រមូលបានវិញ", "preferred", "interface",
    ],
)  # fmt: skip
def test_the_table_lets_ordinary_words_pass(text):
    assert not speaks_of(text)


def test_a_field_added_tomorrow_would_be_noticed():
    class Tomorrow(forms.Form):
        referred_by = forms.CharField()
        notes = forms.CharField(help_text="Where was the person treated?")
        kind = forms.ChoiceField(choices=[("a", "ចេញពីពន្ធនាគារ")])

    assert len(offences(texts_of_form(Tomorrow))) == 3 * 2  # in both languages


def test_the_hint_says_what_not_to_write_and_is_the_one_exception():
    assert speaks_of(_plain(FREE_TEXT_HINT)) == "health"
    assert is_the_hint(FREE_TEXT_HINT)
    assert not is_the_hint("Nothing about health, please.")
