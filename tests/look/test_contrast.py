"""WCAG 2.2 AA of every pair of colours the stylesheets put on each other, light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
TEXT = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "brand", "brand-deep", "late", "due", "done")
        for ground in ("paper", "sheet")
    ],
    *[(ink, "brand-wash") for ink in ("ink", "ink-soft", "brand", "brand-deep")],
    *[(tone, f"{tone}-wash") for tone in ("late", "due", "done")],
    ("brand-ink", "brand"),
    ("brand-ink", "brand-deep"),
    ("paper", "late"),
    ("ink-soft", "line"),
]
# What bounds a control or shows where the focus is: 3 to 1 is enough.
BOUNDS = [(bound, ground) for bound in ("edge", "brand", "late") for ground in ("paper", "sheet")]


def colours(text):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme, ink, ground):
    shown = colours(scheme)
    assert contrast(shown[ink], shown[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("bound", "ground"), BOUNDS)
def test_bounds_can_be_seen(scheme, bound, ground):
    shown = colours(scheme)
    assert contrast(shown[bound], shown[ground]) >= 3


def test_the_browser_bar_has_the_colour_of_the_paper():
    base = (Path(settings.BASE_DIR) / "templates" / "base.html").read_text()
    assert f'content="{colours(LIGHT)["paper"]}" media="(prefers-color-scheme: light)"' in base
    assert f'content="{colours(DARK)["paper"]}" media="(prefers-color-scheme: dark)"' in base
