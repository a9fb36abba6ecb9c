"""Text in pictures, as the outlines of its letters.

WeasyPrint draws SVG text code point by code point, which takes Khmer clusters apart (Kozea/WeasyPrint#2249);
an outline shaped by HarfBuzz is right in PDF and browser alike. Give the picture a <title> for its listeners.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

import uharfbuzz
from django.utils.html import format_html
from django.utils.safestring import SafeString
from fontTools.pens.basePen import AbstractPen, NullPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from paper.fonts import TEXT, TEXT_BOLD, printable

_RUNS = re.compile("[\u1780-\u17ff\u200b-\u200d]+|[^\u1780-\u17ff]+")
_SHARE_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
Anchor = Literal["start", "middle", "end"]


def text_path(
    text: str, *, x: float, y: float, size: float, bold: bool = False, anchor: Anchor = "start"
) -> SafeString:
    """An SVG <path> of `text` on the baseline `y`, its start, middle or end at `x`."""
    pen = SVGPathPen(None, ntos=lambda number: f"{number:g}")
    width = _draw(printable(text), _font(bold), pen)
    scale = size / _font(bold).face.upem
    left = x - _SHARE_BEFORE[anchor] * width * scale
    place = f"translate({left:.2f} {y:.2f}) scale({scale:.5f} {-scale:.5f})"
    return format_html('<path transform="{}" d="{}"/>', place, pen.getCommands())


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """How wide `text` is drawn at `size`."""
    return _draw(printable(text), _font(bold), NullPen()) * size / _font(bold).face.upem


def _draw(text: str, font: uharfbuzz.Font, pen: AbstractPen) -> int:
    """Draw in the font's own units; the width drawn."""
    left = 0
    for info, position in _glyphs(text, font):
        moved = TransformPen(pen, (1, 0, 0, 1, left + position.x_offset, position.y_offset))
        font.draw_glyph_with_pen(info.codepoint, moved)
        left += position.x_advance
    return left


def _glyphs(text: str, font: uharfbuzz.Font) -> Iterator[tuple[uharfbuzz.GlyphInfo, uharfbuzz.GlyphPosition]]:
    for run in _RUNS.findall(text):  # HarfBuzz shapes one script at a time
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        yield from zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)


@cache
def _font(bold: bool) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(TEXT_BOLD if bold else TEXT))))
