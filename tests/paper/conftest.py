"""Proof papers for the tests of this room: their templates and their Khmer messages."""

import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.paper.proof import MADE_AT, MESSAGES, STATEMENT

HERE = Path(__file__).parent


@pytest.fixture
def proof(settings, tmp_path):
    """Make the proof templates known, and a catalogue with their messages."""
    folder = tmp_path / "km" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="km")
    for english, khmer in MESSAGES.items():
        catalogue.add(english, khmer)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LENDER_NAME_KM = "កម្ចីអាជីវកម្មខ្នាតតូច"
    settings.LENDER_NAME_EN = "Small Business Loans"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], HERE / "templates"]}]


@pytest.fixture
def print_proof(proof):
    """Render one of the proof papers: print_proof("receipt", language="km", title=...)."""
    from paper.pdf import render_pdf

    def render(name, *, language="both", title="Repayment statement", stylesheets=(), **more):
        return render_pdf(
            f"paper_proof/{name}.html",
            {**STATEMENT, **more},
            language=language,
            title=title,
            made_at=MADE_AT,
            stylesheets=stylesheets,
        )

    return render


@pytest.fixture
def tool():
    """Run a program of Debian's, or skip with the name of the package that has it."""

    def run(package, *command):
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed (Debian package {package})")
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    return run
