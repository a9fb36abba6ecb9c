"""Small helps for templates: `{% load ui %}`. They choose and lay out; they never query and never add up money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_tables2 import Table
from django_tables2.utils import AttributeDict

register = template.Library()

# The tone of a state, for `includes/tag.html`. What is not named here stays without one.
TONES = {
    "late": ("late", "rejected", "refused", "errors", "written_off", "failed", "lost", "absent"),
    "due": ("due", "submitted", "approved", "overpaid", "waiting", "running", "seasonal_pause", "planned"),
    "done": ("done", "paid", "closed", "operating", "present", "certified", "published"),
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}


@register.simple_tag
def lender_name() -> str:
    """The neutral name that stands on every page and paper, in the language of the page."""
    km = (get_language() or "km").startswith("km")
    return settings.LENDER_NAME_KM if km else settings.LENDER_NAME_EN


@register.simple_tag
def languages() -> list[tuple[str, Any]]:
    """Each language under its own name, whatever the language of the page."""
    return settings.LANGUAGES


@register.simple_tag
def current_place(places: Iterable[Any], path: str) -> Any:
    """The place this page belongs to: of those whose address begins the path, the longest."""

    def holds(url: str) -> bool:
        return path == url or (url != "/" and path.startswith(url))

    return max((p for p in places if holds(p.url)), key=lambda p: len(p.url), default=None)


@register.simple_tag
def with_query(query: QueryDict | None, name: str, value: Any) -> str:
    """`?page=3&state=late`: the page's own query with one value replaced, or left out when it is empty."""
    changed = query.copy() if query is not None else QueryDict(mutable=True)
    changed.pop(name, None)
    if value not in (None, ""):
        changed[name] = value
    return f"?{changed.urlencode()}"


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """The field's widget with these attributes besides its own: `{% control field inputmode="numeric" %}`."""
    return field.as_widget(attrs={name: value for name, value in attrs.items() if value not in (None, "")})


@register.simple_tag
def table_attrs(table: Table) -> SafeString:
    """The attributes of a django-tables2 table; its class is always ours and its own besides."""
    return AttributeDict({**table.attrs, "class": f"table {table.attrs.get('class', '')}".strip()}).as_html()


@register.filter
def unit(field: BoundField) -> Any:
    """What stands behind the figure typed in: set `unit` on the form field ("៛", "%", "days")."""
    return getattr(field.field, "unit", "")


@register.filter
def tone(state: Any) -> str:
    """`{{ loan.status|tone }}`: late, due, done or nothing."""
    return TONE_OF.get(str(getattr(state, "value", state)), "")


@register.filter
def in_fours(key: str) -> str:
    """A long key in groups of four, as one copies it by hand."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


@dataclass(frozen=True, slots=True)
class Plot:
    """A line through a box of 320 by 100 units, ready for SVG."""

    line: str
    dots: tuple[str, ...]
    threshold: str


@register.simple_tag
def plot(values: Sequence[Any], threshold: Any = None) -> Plot:
    """Where the values of a line chart lie. The foot of the box is zero, or the lowest value below it."""
    heights = [float(v) for v in values]  # places on a screen, not amounts
    limit = None if threshold is None else float(threshold)
    bounds = [*heights, 0.0] if limit is None else [*heights, limit, 0.0]
    low, span = min(bounds), (max(bounds) - min(bounds)) or 1.0
    step = 312 / max(len(heights) - 1, 1)

    def y(value: float) -> str:
        return f"{96 - 92 * (value - low) / span:.1f}"

    points = [(f"{4 + i * step:.1f}", y(v)) for i, v in enumerate(heights)]
    return Plot(
        line=" ".join(f"{x},{height}" for x, height in points),
        dots=tuple(f"M{x} {height}h.01" for x, height in points),
        threshold="" if limit is None else y(limit),
    )
