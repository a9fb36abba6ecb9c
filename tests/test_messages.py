"""The Khmer catalogue: complete, true to its placeholders, well spelt, in the words of the design (section 3)."""

import inspect
import re
import shutil
import unicodedata
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.utils.translation import override

from paper.core.khmer_spelling import canonical

ROOT = Path(settings.BASE_DIR)
# All of LOCALE_PATHS: the project's own words, and where it has a place of its own what libraries say.
CATALOGUES = [p for p in (Path(d) / "km/LC_MESSAGES/django.po" for d in settings.LOCALE_PATHS) if p.exists()]
NOT_OURS = shutil.ignore_patterns(".*", "var", "tests", "docs", "static", "__pycache__", "*.csv", "*.ttf", "*.sqlite3")
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[\d.]*[sdrfi]|%%|\{\w*(?:![rsa])?(?::[^}]*)?\}")
MARKUP = re.compile(r"</?\w[^>]*>|&\w+;")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
LATIN_MEANT = {
    "PDF", "CSV", "Excel", "XLSX", "xlsx", "TOTP", "QR", "USD", "KHR", "PIN", "HTTP", "HTTPS", "JSON", "UUID",
    "IPv4", "IPv6", "KB", "MB", "GB", "TB", "Aegis", "Google", "Authenticator", "TRUE", "FALSE", "PP",
}  # fmt: skip
ZWSP = "\u200b"
ILL_FORMED = {
    "a COENG without its letter": "\u17d2(?![\u1780-\u17b3])|(?:^|[^\u1780-\u17b3\u17cc])\u17d2",
    "two vowels on one letter": "[\u17b6-\u17c5]{2}",
    "a sign without a letter": "(?:^|[^\u1780-\u17b3\u17b6-\u17d3\u17dd])[\u17b6-\u17d3\u17dd]",
    "a letter that Unicode advises against": "[\u17a3\u17a4\u17b4\u17b5\u17d8]",
    "a joiner or a dotted circle": "[\u200c\u200d\ufeff\u00ad\u25cc]",
    "្ដ for ្ត": "\u17d2\u178a",
    "ឲ for ឱ្យ": "\u17b2",
}

# Section 3 of the design. A message that is this word alone says exactly this, plural and capital letters apart.
GLOSSARY = {
    "participant": "អ្នកចូលរួម",
    "client": "អតិថិជន",
    "business": "មុខរបរ",
    "livelihood": "ប្រភេទមុខរបរ",
    "livelihoods": "មុខរបរ",  # the room, not the list of kinds
    "loan fund": "មូលនិធិកម្ចី",
    "loan product": "ប្រភេទកម្ចី",
    "loan": "កម្ចី",
    "application": "ពាក្យស្នើសុំកម្ចី",
    "loan application": "ពាក្យស្នើសុំកម្ចី",
    "approve": "អនុម័ត",
    "reject": "បដិសេធ",
    "disbursement": "ការបើកប្រាក់កម្ចី",
    "repayment schedule": "តារាងបង់ប្រាក់",
    "no.": "លើកទី",
    "due date": "ថ្ងៃត្រូវបង់",
    "amount due": "ប្រាក់ត្រូវបង់",
    "repayment": "ការបង់ប្រាក់",
    "principal": "ប្រាក់ដើម",
    "interest": "ការប្រាក់",
    "interest on the declining balance": "ការប្រាក់លើប្រាក់ដើមនៅសល់",
    "fee": "កម្រៃសេវា",
    "penalty": "ប្រាក់ពិន័យ",
    "outstanding principal": "ប្រាក់ដើមនៅសល់",
    "total outstanding": "ប្រាក់នៅជំពាក់សរុប",
    "balance": "សមតុល្យ",
    "arrears": "ប្រាក់ហួសកាលកំណត់",
    "days late": "ចំនួនថ្ងៃយឺត",
    "portfolio at risk": "កម្ចីប្រឈមហានិភ័យ",
    "grace period": "រយៈពេលអនុគ្រោះ",
    "waiver": "ការលើកលែង",
    "write-off": "ការលុបចេញពីបញ្ជី",
    "recovery": "ការប្រមូលបានវិញ",
    "rescheduling": "ការរៀបចំតារាងបង់ប្រាក់ឡើងវិញ",
    "reversed entry": "ប្រតិបត្តិការដែលបានលុបចោល",
    "effective rate": "អត្រាការប្រាក់ប្រសិទ្ធ",
    "exchange rate": "អត្រាប្តូរប្រាក់",
    "guarantor": "អ្នកធានា",
    "thumbprint": "ស្នាមមេដៃ",
    "receipt": "បង្កាន់ដៃទទួលប្រាក់",
    "repayment statement": "របាយការណ៍បង់ប្រាក់",
    "collection sheet": "បញ្ជីប្រមូលប្រាក់",
    "cash": "សាច់ប្រាក់",
    "day close": "បិទបញ្ជីប្រចាំថ្ងៃ",
    "trainer": "គ្រូបណ្តុះបណ្តាល",
    "master trainer": "គ្រូបង្គោល",
    "attendance": "វត្តមាន",
    "net income": "ចំណូលសុទ្ធ",
    "outcome report": "របាយការណ៍លទ្ធផល",
    "commune": "ឃុំ/សង្កាត់",
    "district": "ស្រុក/ក្រុង/ខណ្ឌ",
    "province": "ខេត្ត/រាជធានី",
    "village": "ភូមិ",
    "loan officer": "មន្ត្រីឥណទាន",
    "cashier": "បេឡាករ",
    "manager": "អ្នកគ្រប់គ្រង",
    "auditor": "សវនករ",
    "donor": "ម្ចាស់ជំនួយ",
}
# Wherever the English says it, inside a sentence too.
WHEREVER = {
    "participants?": "អ្នកចូលរួម",
    "guarantors?": "អ្នកធានា",
    "clients?": "អតិថិជន",
    "loan funds?": "មូលនិធិ",
    "loan products?": "ប្រភេទកម្ចី",
    "loan officers?": "មន្ត្រីឥណទាន",
    "loans?(?! officer)": "កម្ចី",
    "principal": "ប្រាក់ដើម",
    "interest": "ការប្រាក់",
    "instalments?": "រំលស់|លើក",
    "due dates?": "ថ្ងៃត្រូវបង់",
    "repayment schedules?": "តារាងបង់ប្រាក់",
    "disbursements?": "បើកប្រាក់កម្ចី",
    "written off|write-off": "លុបចេញពីបញ្ជី",
    "penalty|penalties": "ពិន័យ",
    "grace": "អនុគ្រោះ",
    "receipts?": "បង្កាន់ដៃ",
    "exchange rates?": "អត្រាប្តូរប្រាក់",
    "effective (?:annual )?rate": "ប្រសិទ្ធ",
    "communes?": "ឃុំ",
    "reversals?|reversed": "លុប",
    "trainers?": "គ្រូ",
    "training": "បណ្តុះបណ្តាល",
}


def messages():
    """Every message of every catalogue: where it stands, its key, the English forms, the Khmer ones."""
    for path in CATALOGUES:
        with path.open("rb") as text:
            yield from read_po(text, locale="km")


def forms_of(text):
    return (text,) if isinstance(text, str) else tuple(text)


def is_translated(message):
    return all(text.strip() for text in forms_of(message.string))


ENTRIES = [m for m in messages() if m.id]
KEYS = {(m.context, forms_of(m.id)[0]) for m in ENTRIES}
PAIRS = [(m, forms_of(m.id)[-1], khmer) for m in filter(is_translated, ENTRIES) for khmer in forms_of(m.string)]


def without_code(text):
    return MARKUP.sub(" ", PLACEHOLDER.sub(" ", text))


def ill_formed(text):
    """What is wrong with the spelling; nothing for good Khmer. A ZWSP may stand only where a line may break."""
    found = [name for piece in text.split(ZWSP) for name, sign in ILL_FORMED.items() if re.search(sign, piece)]
    if unicodedata.normalize("NFC", text) != text:
        found.append("not NFC")
    if any(canonical(piece) != piece for piece in text.split(ZWSP)):
        found.append("marks in another order than the canonical one")
    return found


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text))


def test_there_is_a_catalogue():
    assert CATALOGUES
    assert len(ENTRIES) > 900


def test_everything_is_translated():
    assert [m.id for m in ENTRIES if not is_translated(m)] == []


def test_nothing_is_left_fuzzy():
    assert [m.id for m in ENTRIES if m.fuzzy] == []


def test_khmer_has_one_plural():
    assert [m.id for m in ENTRIES if len(forms_of(m.string)) != 1] == []


def test_placeholders_are_those_of_the_english():
    """A singular may leave its number out (“a file”), a translation may not: it has one form for all numbers."""
    assert [(english, khmer) for _, english, khmer in PAIRS if placeholders(english) != placeholders(khmer)] == []


def test_khmer_is_well_formed():
    assert {khmer: wrong for _, _, khmer in PAIRS if (wrong := ill_formed(khmer))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "ការប្",
        "ក្្រ",
        "កេា",
        "កាា",
        " ាក",
        "កំុ",
        "ក្រ្ត",
        "បណ្ដុះ",
        "ឲ្យ",
        "ក\u200b្រ",
        "ការ\u200bាប្រាក់",
        "កម\u200d្ចី",
    ],
)
def test_the_reader_of_khmer_notices(text):
    assert ill_formed(text)


@pytest.mark.parametrize(
    "text", ["បណ្តុះបណ្តាល", "ប្រាក់\u200bដើម", "កុំសរសេរឈ្មោះ", "ហ៊ាន", "ប៉ោយប៉ែត", "ព្រហស្បតិ៍", "៛", "ផ្សេងៗ", "ធម៌", "ស្ត្រី"]
)
def test_the_reader_of_khmer_lets_good_words_pass(text):
    assert ill_formed(text) == []


def test_no_english_is_left_in_the_khmer():
    left = {
        khmer: words
        for _, _, khmer in PAIRS
        if (words := [w for w in LATIN_WORD.findall(without_code(khmer)) if w not in LATIN_MEANT])
    }
    assert left == {}


def test_one_message_says_one_thing():
    """The catalogues may overlap, but not differ."""
    said = {}
    for m, _, khmer in PAIRS:
        said.setdefault((m.context, forms_of(m.id)[0]), set()).add(khmer)
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


def test_the_words_of_the_design():
    wrong = []
    for m, _, khmer in PAIRS:
        word = forms_of(m.id)[0].casefold()
        term = GLOSSARY.get(word) or GLOSSARY.get(word.removesuffix("s"))
        if term and m.context is None and khmer.replace(ZWSP, "") != term:
            wrong.append((m.id, khmer, term))
    assert wrong == []


def test_most_words_of_the_design_are_on_the_pages():
    alone = {forms_of(m.id)[0].casefold().removesuffix("s") for m in ENTRIES}
    assert len([word for word in GLOSSARY if word.removesuffix("s") in alone]) >= 35


@pytest.mark.parametrize("word", WHEREVER)
def test_the_words_of_the_design_inside_sentences(word):
    says = re.compile(rf"(?<![\w(])(?:{word})\b", re.IGNORECASE)
    assert [
        (english, khmer)
        for _, english, khmer in PAIRS
        if says.search(without_code(english)) and not re.search(WHEREVER[word], khmer.replace(ZWSP, ""))
    ] == []


def extracted(copy):
    """Keys that makemessages finds in the sources, from a copy of them: it writes beside what it reads."""
    call_command("makemessages", locale=["km"], keep_pot=True, no_location=True, verbosity=0)
    template = (copy / "locale" / "django.pot").read_text(encoding="utf-8").replace("nplurals=INTEGER", "nplurals=2")
    return {(m.context, forms_of(m.id)[0]) for m in read_po(StringIO(template)) if m.id}


def test_no_word_of_the_sources_is_missing(tmp_path, monkeypatch, settings):
    if shutil.which("xgettext") is None or shutil.which("msgmerge") is None:
        pytest.skip("gettext is not installed: apt-get install gettext")
    copy = tmp_path / "sources"
    shutil.copytree(ROOT, copy, ignore=NOT_OURS)
    shutil.rmtree(copy / "locale", ignore_errors=True)
    settings.LOCALE_PATHS = [copy / "locale"]
    monkeypatch.chdir(copy)
    found = extracted(copy)
    assert len(found) > 700
    assert found - KEYS == set()


def library_messages():
    """What fields and validators of Django and the sign-in pages of allauth answer. Plurals are left to the eye."""
    classes = [
        c
        for module in (forms.fields, forms.models, models.fields)
        for _, c in inspect.getmembers(module, inspect.isclass)
    ]
    answers = [getattr(c, "default_error_messages", {}) for c in classes]
    answers += [DefaultAccountAdapter.error_messages, DefaultMFAAdapter.error_messages]
    with override("en"):
        said = {str(text) for each in answers for text in each.values() if not hasattr(text, "_delegate_text")}
    # Nobody here has an e-mail address, a phone to sign in with, or an upload of pictures.
    return {text for text in said if text and not re.search("email|phone number|time zone|IPv", text)}


def test_what_libraries_answer_is_khmer():
    assert library_messages() - {msgid for _, msgid in KEYS} == set()
