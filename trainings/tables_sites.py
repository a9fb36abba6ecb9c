"""The list of sites."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from paper.templatetags.paper_tags import money, short_date
from trainings.models import Site
from trainings.models.sites import SiteQuerySet

HEAD, STATE, LEAST, FIGURE = ({"cell": {"class": name}} for name in ("head", "state", "least", "n"))
TONES = {Site.Status.ACTIVE: "done", Site.Status.PLANNED: "", Site.Status.CLOSED: ""}


class SiteTable(tables.Table):
    commune = tables.Column(_("Commune"), accessor="commune__full_name", order_by="commune", linkify=True, attrs=HEAD)
    district = tables.Column(_("District"), accessor="commune__parent__full_name", orderable=False)
    status = tables.Column(_("Status"), attrs=STATE)
    planned_start = tables.Column(_("Planned start"), default="–")
    started_on = tables.Column(_("Started on"), default="–", attrs=LEAST)
    spent = tables.Column(_("Spent"), orderable=False, empty_values=(), attrs=FIGURE)

    class Meta:
        attrs = {"class": "stacked"}
        order_by = "status"
        empty_text = _("No site here.")

    def render_commune(self, record: Site) -> str:
        return record.commune.full_name

    def render_status(self, record: Site) -> str:
        context = {"label": record.status.label, "tone": TONES[record.status]}
        return render_to_string("includes/tag.html", context)

    def render_planned_start(self, value: date) -> str:
        return short_date(value)

    def render_started_on(self, value: date) -> str:
        return short_date(value)

    def render_spent(self, record: Site) -> SafeString | str:
        return (
            format_html_join(" · ", '<span class="number">{}</span>', [(money(each),) for each in record.spent]) or "–"
        )

    def order_status(self, sites: SiteQuerySet, is_descending: bool) -> tuple[SiteQuerySet, bool]:
        rows = sites.by_status()
        return rows.reverse() if is_descending else rows, True


def state_of(site: Site) -> dict[str, Any]:
    return {"label": site.status.label, "tone": TONES[site.status]}
