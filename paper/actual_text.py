"""Makes text copied from our PDFs, searched in them or read aloud, the text that was written.

WeasyPrint maps each glyph to the first letters it was used for; in Khmer, where a glyph stands for different
letters in different clusters, nothing comes back right. So each drawn line carries its own text and language
(PDF 32000-1, 14.9.2 and 14.9.4), on the marked content that tagging makes anyway.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf
from weasyprint.formatting_structure.boxes import Box, TextBox
from weasyprint.pdf.stream import Stream

from paper.core.khmer_breaks import without_breaks

_KHMER = re.compile("[\u1780-\u17ff]")
_LATIN = re.compile("[A-Za-z]")
_marked = Stream.marked


def install() -> None:
    """Replace WeasyPrint's method; tests/paper/test_patches.py fails when it is no longer the one meant."""
    Stream.marked = _marked_with_text


@contextmanager
def _marked_with_text(stream: Stream, box: Box, tag: str) -> Iterator[None]:
    with _marked(stream, box, tag):
        if stream._tags is not None and isinstance(box, TextBox):
            stream.stream[-2].update(_properties(box.text))  # the last three are tag, properties, BDC
        yield


def _properties(text: str) -> dict[str, pydyf.String]:
    if _KHMER.search(text):
        return {"Lang": pydyf.String("km"), "ActualText": pydyf.String(without_breaks(text))}
    return {"Lang": pydyf.String("en")} if _LATIN.search(text) else {}
