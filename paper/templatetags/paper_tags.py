"""How values read on screens and on paper: `{% load paper_tags %}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from moneyed import Money

from paper import languages
from paper.core import dates, khmer_breaks, numbers
from paper.core.words import amount_in_words

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """`100,000៛`, `$25.50`: the one way in which the program writes money."""
    return "" if amount is None else numbers.format_amount(amount.amount, amount.currency.code)


@register.filter
def riel(amount: Decimal | None) -> str:
    """An amount that is in riel anyway; a dash where nothing is known."""
    return "–" if amount is None else numbers.format_amount(amount, "KHR")


@register.filter
def bare_money(amount: Money) -> str:
    """The figure alone, in a column whose currency stands above it."""
    return numbers.format_number(amount.amount, 0 if amount.currency.code == "KHR" else 2)


@register.filter
def words(amount: Money, language: str | None = None) -> str:
    """The amount in words, in the language of the page or the one given (`km`, `en`, `both`)."""
    return _in_each(language, lambda each: amount_in_words(amount.amount, amount.currency.code, each))


@register.filter
def short_date(day: date | None) -> str:
    """21/11/2026"""
    return "" if day is None else dates.short_date(_local(day))


@register.filter
def long_date(day: date | None, language: str | None = None) -> str:
    """ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦ or 21 November 2026, by the language of the page or the one given."""
    if day is None:
        return ""
    return _in_each(language, lambda each: languages.as_text(_local(day), each))


@register.filter
def km_date(day: date | None) -> str:
    """ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦, whatever the language."""
    return "" if day is None else dates.long_date_km(_local(day))


@register.filter
def km_digits(value: Any) -> str:
    """Khmer digits for Latin ones: in the running text of a paper all in Khmer only."""
    return numbers.to_khmer_digits(str(value))


@register.filter
def breaks(text: Any) -> str:
    """Zero-width spaces between Khmer words, for a narrow place on a screen; paper puts them in by itself."""
    return khmer_breaks.with_breaks(str(text))


@register.filter
def whole(name: str) -> SafeString:
    """A name that a line must not break, as HTML."""
    return format_html('<span class="name">{}</span>', name)


@register.simple_tag(takes_context=True)
def label(context: Context, message: str | Promise, **values: Any) -> str:
    """`{% label _("Due date") %}`: one line of text in the paper's language or languages."""
    return languages.in_one_line(message, context["language"], values)


@register.simple_tag(takes_context=True)
def head(context: Context, message: str | Promise) -> str:
    """`<th scope="col">{% head _("Due date") %}</th>`: the head of a column, English below Khmer."""
    return languages.in_one_line(message, context["language"], between="\n")


@register.simple_tag(takes_context=True)
def say(context: Context, message: str | Promise, **values: Any) -> SafeString:
    """`{% say _("Pay {amount} by {day}.") amount=due day=day %}`: a heading or a sentence, the same way."""
    return languages.in_two_parts(message, context["language"], values)


def _in_each(language: str | None, write: Any) -> str:
    language = language or get_language() or "km"
    return " / ".join(map(write, ("km", "en") if language == "both" else (language,)))


def _local(moment: date) -> date:
    return localtime(moment).date() if isinstance(moment, datetime) else moment
