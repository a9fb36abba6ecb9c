"""Papers as other programs read them, and the words that no paper of a client may bear."""

import io
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from paper.core.dates import short_date
from paper.core.khmer_spelling import folded
from paper.core.numbers import format_amount

AMOUNT = re.compile(r"-?\$[\d,]+\.\d\d|-?[\d,]+៛")
DAY = re.compile(r"\d\d/\d\d/\d{4}")
RATE = re.compile(r"([\d.]+) %")
RATES = {"annual_rate", "effective_rate"}
NOT_MONEY = {"number", "client", "status", "currency", "method", "type", "channel"} | RATES

ENGLISH = (
    "donor", "fund", "programme", "program", "project", "group", "training", "trainer", "course", "risk", "grade",
    "participant", "beneficiary", "livelihood", "purpose", "note", "charity", "NGO", "aid", "soft",
    "treatment", "health", "drug", "reintegration", "rehabilitation", "recovering", "SEADO",
)  # fmt: skip
KHMER = (
    "ម្ចាស់ជំនួយ", "ជំនួយ", "មូលនិធិ", "កម្មវិធី", "គម្រោង", "ក្រុម", "បណ្តុះបណ្តាល", "វគ្គ", "ហានិភ័យ", "ចំណាត់ថ្នាក់",
    "អ្នកចូលរួម", "អ្នកទទួលផល", "មុខរបរ", "គោលបំណង", "កំណត់ចំណាំ", "អង្គការ", "មនុស្សធម៌",
    "គ្រឿងញៀន", "ព្យាបាល", "សុខភាព", "សមាហរណកម្ម", "ស្តារនីតិសម្បទា", "គ្រឿងបន្លាស់",
)  # fmt: skip
FORBIDDEN = re.compile(rf"\b(?:{'|'.join(ENGLISH)})\b|{'|'.join(map(folded, KHMER))}", re.IGNORECASE)


def forbidden_in(text):
    return FORBIDDEN.findall(folded(text))


def tool(*command, stdin=b""):
    """Run a program of Debian's, or skip where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed (poppler-utils, qpdf)")
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout.decode()


def text_of(pdf, *options):
    return tool("pdftotext", *options, "-", "-", stdin=pdf)


def closed_up(text):
    """Without white space: where a line ends does not matter."""
    return re.sub(r"\s", "", text)


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def pages_of(pdf):
    with opened(pdf) as file:
        return len(file.pages)


def size_of(pdf):
    """Width and height of the first page, in whole millimetres."""
    with opened(pdf) as file:
        return [round(float(edge) / 72 * 25.4) for edge in file.pages[0].MediaBox][2:]


def fonts_in(pdf):
    with opened(pdf) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        return {re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont)).removesuffix("-Bold") for font in fonts}


def properties_of(pdf):
    with opened(pdf) as file, file.open_metadata(set_pikepdf_as_editor=False) as metadata:
        return " ".join([*map(str, file.docinfo.values()), *(str(value) for value in metadata.values())])


def figures_of(value, currency, name=""):
    """Every figure in the JSON of a statement, as the paper writes it."""
    if isinstance(value, dict):
        return set().union(*(figures_of(each, currency, key) for key, each in value.items()))
    if isinstance(value, list):
        return set().union(*(figures_of(each, currency) for each in value))
    if not isinstance(value, str) or not value:
        return set()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return {short_date(date.fromisoformat(value))}
    if name in RATES:
        return {f"{value} %"}
    return set() if name in NOT_MONEY else {format_amount(Decimal(value), currency)}


def figures_on(text):
    """Every amount, date and rate that stands on a paper."""
    return {*AMOUNT.findall(text), *DAY.findall(text), *(f"{rate} %" for rate in RATE.findall(text))}
