"""From a frozen value and a template to a tagged PDF in Khmer, English or both."""

import gc
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override
from weasyprint import CSS, HTML, Document

from paper import actual_text
from paper.core.khmer_breaks import with_breaks, without_breaks
from paper.fonts import own_fonts, printable
from paper.languages import Language, in_one_line
from paper.sources import BASE_URL, StaticFetcher

STYLESHEET = "paper/print.css"
KEPT_WHOLE = frozenset({"name", "place", "nowrap"})  # classes inside which no break is put

_NOT_PRINTED = frozenset({"head", "style", "script"})
_SVG = "{http://www.w3.org/2000/svg}"
_COLLECT_EVERY = 10

# Pango's font map is not safe among threads, and all documents share one.
_lock = Lock()
_images: dict[str, Any] = {}
_rendered = itertools.count(1)

actual_text.install()


def render_pdf(
    template_name: str,
    context: Mapping[str, Any],
    *,
    language: Language,
    title: str | Promise,
    made_at: datetime | None = None,
    stylesheets: Sequence[str] = (),
) -> bytes:
    """The paper as PDF/UA-1; `stylesheets` are template names, parsed once, applied after the common one."""
    html = render_html(template_name, context, language=language, title=title, made_at=made_at)
    with _lock:
        document = HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFetcher())
        typeset(document.etree_element)
        pdf: bytes = document.write_pdf(
            stylesheets=[_stylesheet(name) for name in (STYLESHEET, *stylesheets)],
            font_config=own_fonts(),
            cache=_images,
            pdf_variant="pdf/ua-1",
            finisher=_finish,
        )
    _collect_now_and_then()
    return pdf


def render_html(
    template_name: str,
    context: Mapping[str, Any],
    *,
    language: Language,
    title: str | Promise,
    made_at: datetime | None = None,
) -> str:
    """What the template says, as a person would type it: without line-break marks."""
    frame = {
        "language": language,
        "title": title,
        "title_line": in_one_line(title, language),
        "made_at": made_at or timezone.localtime(),
        "lender_km": settings.LENDER_NAME_KM,
        "lender_en": settings.LENDER_NAME_EN,
    }
    with override("en" if language == "en" else "km"):
        return get_template(template_name).render({**frame, **context})


def typeset(element: Element, *, whole: bool = False) -> None:
    """Put break marks into the Khmer below `element`: text, and the `data-` attributes that margins show."""
    if element.tag == f"{_SVG}svg":
        return _refuse_svg_text(element)
    if not isinstance(element.tag, str) or element.tag in _NOT_PRINTED:
        return None
    whole = whole or not KEPT_WHOLE.isdisjoint(element.get("class", "").split())
    element.text = _set_text(element.text, whole)
    for name, value in element.items():
        if name.startswith("data-"):
            element.set(name, _set_text(value, whole) or "")
    for child in element:
        typeset(child, whole=whole)
        child.tail = _set_text(child.tail, whole)
    return None


@contextmanager
def bulk() -> Iterator[None]:
    """Around the rendering of many papers: garbage is collected after every tenth only."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _set_text(text: str | None, whole: bool) -> str | None:
    if not text or text.isspace():
        return text
    return printable(text if whole else with_breaks(text))


def _refuse_svg_text(svg: Element) -> None:
    # WeasyPrint draws SVG text code point by code point (Kozea/WeasyPrint#2249): Khmer falls apart.
    if next(svg.iter(f"{_SVG}text"), None) is not None:
        raise ValueError("Draw the labels of a picture with paper.glyphs.text_path, not as SVG text")


@lru_cache
def _stylesheet(name: str) -> CSS:
    source = get_template(name).template.source  # type: ignore[attr-defined]
    return CSS(string=source, base_url=BASE_URL, url_fetcher=StaticFetcher(), font_config=own_fonts())


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    """Bookmarks without break marks; no paper with a box where a letter should be."""
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    if missing:
        raise ValueError(f"No font of ours draws {sorted(missing)}: write it otherwise in the stylesheet")
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and isinstance(item.get("Title"), pydyf.String):
            item["Title"] = pydyf.String(without_breaks(item["Title"].string))


def _collect_now_and_then() -> None:
    if not gc.isenabled() and next(_rendered) % _COLLECT_EVERY == 0:
        gc.collect()
