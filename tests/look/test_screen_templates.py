"""What every screen template keeps to: nothing inline, nothing from elsewhere, short, and signs that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from config.navigation import GROUPS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
ICONS = TEMPLATES / "includes" / "icons"
CSS = ROOT / "static" / "css"


def is_paper(path):
    """Papers become PDF: WeasyPrint reads their styles, no browser does."""
    return bool({"paper", "documents"} & set(path.relative_to(TEMPLATES).parts))


SCREENS = sorted(p for p in TEMPLATES.rglob("*.html") if not is_paper(p))
NAMES = [str(p.relative_to(TEMPLATES)) for p in SCREENS]


@pytest.fixture(params=SCREENS, ids=NAMES)
def screen(request):
    return request.param


def test_nothing_inline_that_the_policy_refuses(screen):
    text = screen.read_text()
    assert not re.search(r"\sstyle\s*=|<style\b|javascript:", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


def test_nothing_comes_from_another_host(screen):
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", screen.read_text())


def test_is_short(screen):
    limit = 40 if "includes" in screen.parts else 150
    assert len(screen.read_text().splitlines()) < limit


def test_compiles(screen):
    get_template(str(screen.relative_to(TEMPLATES)))


def test_its_icons_exist(screen):
    text = screen.read_text()
    named = re.findall(r"includes/icon\.html\" with name=\"([\w-]+)\"", text)
    named += re.findall(r"\b(?:act_)?icon=\"([\w-]+)\"", text)
    named += re.findall(r"name=icon\|default:\"([\w-]+)\"", text)
    assert {n for n in named if not (ICONS / f"{n}.svg").exists()} == set()


def test_forms_that_post_carry_the_token(screen):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", screen.read_text(), re.DOTALL)
    assert all("csrf" in form for form in forms)


def test_the_icons_of_the_places_exist():
    assert {p.icon for _heading, places in GROUPS for p in places if not (ICONS / f"{p.icon}.svg").exists()} == set()


def test_every_stylesheet_is_linked_once():
    linked = re.findall(r"css/([\w-]+\.css)", (TEMPLATES / "includes" / "styles.html").read_text())
    assert sorted(linked) == sorted(p.name for p in CSS.glob("*.css"))
    assert (linked[0], linked[-1]) == ("tokens.css", "print.css")


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda p: p.name)
def test_stylesheets_suit_khmer_and_stay_at_home(sheet):
    text = sheet.read_text()
    assert not re.search(r"letter-spacing|text-transform|italic|@import|https?:|text-overflow|line-clamp", text)
    if sheet.name not in ("tokens.css", "print.css"):
        assert re.findall(r"#[0-9a-f]{3,8}\b", text) in ([], ["#fff"]), "colours are decided in tokens.css"


def test_no_text_is_smaller_than_13_pixels():
    sizes = [
        float(rem)
        for p in CSS.glob("*.css")
        for rem in re.findall(r"(?:font-size|--small|--text): ([\d.]+)rem", p.read_text())
    ]
    assert min(sizes) >= 0.8125
