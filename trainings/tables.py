from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from office.models import User
from paper.templatetags.paper_tags import short_date
from trainings.models import Course, Session, StaffMember

NUMBER, HEAD, STATE = ({"cell": {"class": name}} for name in ("n", "head whole", "state"))
LEAST, LEAST_NUMBER = {"cell": {"class": "least"}}, {"cell": {"class": "n least"}}


def state_of(session: Session, *, on: date) -> tuple[Any, str]:
    """A word and its tone."""
    if session.first_on > on:
        return _("coming"), ""
    return (_("going on"), "due") if session.last_on >= on else (_("over"), "done")


def days_shown(session: Session) -> str:
    first, last = short_date(session.first_on), short_date(session.last_on)
    return first if first == last else f"{first} – {last}"


class SessionTable(tables.Table):
    code = tables.Column(verbose_name=_("Session"), linkify=True, attrs=HEAD)
    course = tables.Column(verbose_name=_("Course"), order_by=("course__name_km", "code"))
    days = tables.Column(verbose_name=_("Days"), empty_values=(), order_by=("first_on", "code"))
    commune = tables.Column(verbose_name=_("Commune"), accessor="commune__full_name", orderable=False)
    lead = tables.Column(verbose_name=_("Led by"), orderable=False)
    level = tables.Column(verbose_name=_("Level"), attrs=LEAST)
    enrolled = tables.Column(verbose_name=_("Enrolled"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False, attrs=STATE)

    class Meta:
        attrs = {"class": "stacked"}
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
        label, tone = state_of(record, on=self.on)
        return render_to_string("includes/tag.html", {"label": label, "tone": tone})


class CourseTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Course"), order_by=("name_km",), linkify=("trainings:course-change", [A("pk")]), attrs=HEAD
    )
    topic = tables.Column(verbose_name=_("Topic"))
    version = tables.Column(verbose_name=_("Version"), attrs=NUMBER)
    hours = tables.Column(verbose_name=_("Hours"), attrs=NUMBER)
    attendance_needed = tables.Column(verbose_name=_("Attendance needed, percent"), attrs=NUMBER)
    pass_mark = tables.Column(verbose_name=_("Pass mark, percent"), attrs=NUMBER)
    validity_months = tables.Column(verbose_name=_("Certificate holds, months"), attrs=NUMBER)
    is_offered = tables.BooleanColumn(verbose_name=_("Offered"), yesno=(_("yes"), _("no")))

    class Meta:
        model = Course
        fields = (
            "name", "topic", "version", "hours", "attendance_needed", "pass_mark", "validity_months", "is_offered",
        )  # fmt: skip
        attrs = {"class": "stacked"}
        empty_text = _("No course yet. Add the first one.")

    def render_attendance_needed(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def render_pass_mark(self, value: Any) -> str:
        return f"{value.normalize():f}"


class StaffTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Name"), empty_values=(), orderable=False, linkify=("trainings:staff-change", [A("code")]),
        attrs=HEAD,
    )  # fmt: skip
    code = tables.Column(verbose_name=_("Code"), attrs=NUMBER)
    kind = tables.Column(verbose_name=_("Works as"))
    certificates = tables.Column(verbose_name=_("Certificates"), attrs=NUMBER)
    sessions = tables.Column(verbose_name=_("Sessions led"), attrs=NUMBER)
    is_active = tables.BooleanColumn(verbose_name=_("Works with us"), yesno=(_("yes"), _("no")))

    class Meta:
        attrs = {"class": "stacked"}
        empty_text = _("Nobody is listed here.")
        order_by = "code"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def render_name(self, record: StaffMember) -> str:
        return record.shown_to(self.user)
