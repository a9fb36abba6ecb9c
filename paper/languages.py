"""One message in the language, or the two languages, of a paper.

Placeholders are written `{amount}`: Django doubles every `%` of a `_("...")` in a template before it looks it
up, so a `%(amount)s` there, or any other `%`, is never found in the catalogue.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from moneyed import Money

from paper.core.dates import long_date_en, long_date_km
from paper.core.numbers import format_amount

Language = Literal["km", "en", "both"]
Message = str | Promise
Values = Mapping[str, Any]


def in_one_line(message: Message, language: Language, values: Values | None = None, between: str = " / ") -> str:
    """A label: on a paper in both languages `Khmer / English`, as one text (two cost twice the layout)."""
    return between.join(_versions(message, language, values or {}, clean=str))


def in_two_parts(message: Message, language: Language, values: Values | None = None) -> SafeString:
    """Running text as HTML: on a paper in both languages the English follows in an element of its own."""
    first, *second = map(mark_safe, _versions(message, language, values or {}, clean=conditional_escape))
    if second:
        return format_html('{} <span class="en" lang="en">{}</span>', first, second[0])
    return first


def as_text(value: Any, language: str) -> str:
    """A value inside a sentence: money as everywhere, a date written out, all else as it is."""
    if isinstance(value, Money):
        return format_amount(value.amount, value.currency.code)
    if isinstance(value, date):
        return long_date_en(value) if language == "en" else long_date_km(value)
    if isinstance(value, Promise):
        with override(language):
            return str(value)
    return value if isinstance(value, str) else str(value)


def _versions(message: Message, language: Language, values: Values, clean: Callable[[str], str]) -> list[str]:
    """The message in each language of the paper, once where both say the same."""
    wanted = ("km", "en") if language == "both" else (language,)
    return list(dict.fromkeys(_filled_in(message, each, values, clean) for each in wanted))


def _filled_in(message: Message, language: str, values: Values, clean: Callable[[str], str]) -> str:
    text = clean(as_text(message, language))
    filled = {name: clean(as_text(value, language)) for name, value in values.items()}
    return text.format_map(filled) if filled else text
