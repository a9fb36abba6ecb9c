"""Lists of sessions, courses, people who train, and sites."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from office.models import User
from office.tables import FIGURE, HEAD, LEAST, STACKED, STATE
from paper.templatetags.paper_tags import money, short_date
from trainings.models import Course, Session, Site, StaffMember
from trainings.models.sites import SiteQuerySet

WHOLE_HEAD = {"cell": {"class": "head whole"}}
SITE_TONES = {Site.Status.ACTIVE: "done", Site.Status.PLANNED: "", Site.Status.CLOSED: ""}


def session_state(session: Session, *, on: date) -> dict[str, Any]:
    """Its state as a tag."""
    if session.first_on > on:
        return {"label": _("coming"), "tone": ""}
    return {"label": _("going on"), "tone": "due"} if session.last_on >= on else {"label": _("over"), "tone": "done"}


def site_state(site: Site) -> dict[str, Any]:
    return {"label": site.status.label, "tone": SITE_TONES[site.status]}


def days_shown(session: Session) -> str:
    first, last = short_date(session.first_on), short_date(session.last_on)
    return first if first == last else f"{first} – {last}"


class SessionTable(tables.Table):
    code = tables.Column(verbose_name=_("Session"), linkify=True, attrs=WHOLE_HEAD)
    course = tables.Column(verbose_name=_("Course"), order_by=("course__name_km", "code"))
    days = tables.Column(verbose_name=_("Days"), empty_values=(), order_by=("first_on", "code"))
    commune = tables.Column(verbose_name=_("Commune"), accessor="commune__full_name", orderable=False)
    lead = tables.Column(verbose_name=_("Led by"), orderable=False)
    level = tables.Column(verbose_name=_("Level"), attrs=LEAST)
    enrolled = tables.Column(verbose_name=_("Enrolled"), attrs=FIGURE)
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False, attrs=STATE)

    class Meta:
        attrs = STACKED
        empty_text = _("No sessions here yet.")
        order_by = "-days"

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        self.user, self.on = user, on
        super().__init__(*args, **kwargs)

    def render_days(self, record: Session) -> str:
        return days_shown(record)

    def render_lead(self, record: Session) -> str:
        return record.lead.shown_to(self.user)

    def render_state(self, record: Session) -> str:
        return render_to_string("includes/tag.html", session_state(record, on=self.on))


class CourseTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Course"),
        order_by=("name_km",),
        linkify=("trainings:course-change", [A("pk")]),
        attrs=WHOLE_HEAD,
    )
    topic = tables.Column(verbose_name=_("Topic"))
    version = tables.Column(verbose_name=_("Version"), attrs=FIGURE)
    hours = tables.Column(verbose_name=_("Hours"), attrs=FIGURE)
    attendance_needed = tables.Column(verbose_name=_("Attendance needed, percent"), attrs=FIGURE)
    pass_mark = tables.Column(verbose_name=_("Pass mark, percent"), attrs=FIGURE)
    validity_months = tables.Column(verbose_name=_("Certificate holds, months"), attrs=FIGURE)
    is_offered = tables.BooleanColumn(verbose_name=_("Offered"), yesno=(_("yes"), _("no")))

    class Meta:
        model = Course
        fields = (
            "name", "topic", "version", "hours", "attendance_needed", "pass_mark", "validity_months", "is_offered",
        )  # fmt: skip
        attrs = STACKED
        empty_text = _("No course yet. Add the first one.")

    def render_attendance_needed(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def render_pass_mark(self, value: Any) -> str:
        return f"{value.normalize():f}"


class StaffTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Name"), empty_values=(), orderable=False, linkify=("trainings:staff-change", [A("code")]),
        attrs=WHOLE_HEAD,
    )  # fmt: skip
    code = tables.Column(verbose_name=_("Code"), attrs=FIGURE)
    kind = tables.Column(verbose_name=_("Works as"))
    certificates = tables.Column(verbose_name=_("Certificates"), attrs=FIGURE)
    sessions = tables.Column(verbose_name=_("Sessions led"), attrs=FIGURE)
    is_active = tables.BooleanColumn(verbose_name=_("Works with us"), yesno=(_("yes"), _("no")))

    class Meta:
        attrs = STACKED
        empty_text = _("Nobody is listed here.")
        order_by = "code"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def render_name(self, record: StaffMember) -> str:
        return record.shown_to(self.user)


class SiteTable(tables.Table):
    commune = tables.Column(_("Commune"), accessor="commune__full_name", order_by="commune", linkify=True, attrs=HEAD)
    district = tables.Column(_("District"), accessor="commune__parent__full_name", orderable=False)
    status = tables.Column(_("Status"), attrs=STATE)
    planned_start = tables.Column(_("Planned start"), default="–")
    started_on = tables.Column(_("Started on"), default="–", attrs=LEAST)
    spent = tables.Column(_("Spent"), orderable=False, empty_values=(), attrs=FIGURE)

    class Meta:
        attrs = STACKED
        order_by = "status"
        empty_text = _("No site here.")

    def render_commune(self, record: Site) -> str:
        return record.commune.full_name

    def render_status(self, record: Site) -> str:
        return render_to_string("includes/tag.html", site_state(record))

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
