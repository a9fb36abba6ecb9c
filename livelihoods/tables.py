"""Lists of people, complaints and linkages."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Complaint, Linkage, Participant
from livelihoods.models.complaints import ComplaintQuerySet
from livelihoods.models.people import ParticipantQuerySet
from office.models import User
from office.tables import ACT, HEAD, LEAST, STACKED, STATE
from paper.templatetags.paper_tags import short_date

NUMBER = {"cell": {"class": "number"}}
LEAST_NUMBER = {"cell": {"class": "least n"}}


class PeopleTable(tables.Table):
    """Names only where `names` is given; by name it sorts only where the view has put `name_order` on each row."""

    name = tables.Column(verbose_name=_("Name"), empty_values=(), order_by=("name_order",), attrs=HEAD)
    code = tables.Column(verbose_name=_("Code"), attrs=NUMBER)
    livelihoods = tables.Column(verbose_name=_("Livelihood"), empty_values=(), orderable=False)
    commune = tables.Column(verbose_name=_("Commune"), accessor="commune__full_name", attrs=LEAST)
    registered_on = tables.Column(verbose_name=_("Registered on"), attrs=LEAST_NUMBER)

    class Meta:
        order_by = "-registered_on"
        empty_text = _("Nobody is listed here.")

    def __init__(self, *args: Any, user: User, names: bool, sorts_by_name: bool = False, **kwargs: Any) -> None:
        self.user, self.names = user, names
        super().__init__(*args, exclude=() if names else ("name",), **kwargs)
        if names:
            self.columns["name"].column.orderable = sorts_by_name

    def render_name(self, record: Participant) -> SafeString:
        return _linked(record, record.shown_to(self.user))

    def render_code(self, record: Participant) -> SafeString | str:
        return record.code if self.names else _linked(record, record.code)

    def render_livelihoods(self, record: Participant) -> str:
        return ", ".join(record.livelihoods)

    def render_registered_on(self, value: Any) -> str:
        return short_date(value)

    def order_code(self, people: ParticipantQuerySet, is_descending: bool) -> tuple[ParticipantQuerySet, bool]:
        return _by(people, "code", is_descending), True

    def order_commune(self, people: ParticipantQuerySet, is_descending: bool) -> tuple[ParticipantQuerySet, bool]:
        name = "commune__name_km" if get_language() == "km" else "commune__name_en"
        return _by(people, name, is_descending), True

    def order_registered_on(self, people: ParticipantQuerySet, is_descending: bool) -> tuple[ParticipantQuerySet, bool]:
        return _by(people, "registered_on", is_descending), True


class ComplaintTable(tables.Table):
    """Nothing of what was said: that stands on the page of each."""

    category = tables.Column(
        _("Complaint"), accessor="get_category_display", order_by="category", linkify=True, attrs=HEAD
    )
    participant = tables.Column(_("Participant"), empty_values=(), order_by="participant__code")
    received_on = tables.Column(pgettext_lazy("complaint", "Received on"))
    owner = tables.Column(_("Who deals with it"), empty_values=(), orderable=False)
    left = tables.Column(_("State"), empty_values=(), attrs=STATE)

    class Meta:
        attrs = STACKED
        order_by = "left"
        empty_text = _("No complaint here.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def render_participant(self, record: Complaint) -> str:
        return record.participant.code if record.participant else pgettext("complaint", "nobody named")

    def render_received_on(self, value: date) -> str:
        return short_date(value)

    def render_owner(self, record: Complaint) -> str:
        return record.owner.shown_name if record.owner else gettext("nobody yet")

    def render_left(self, record: Complaint) -> str:
        return render_to_string("includes/tag.html", complaint_state(record, on=self.on))

    def order_left(self, rows: ComplaintQuerySet, is_descending: bool) -> tuple[ComplaintQuerySet, bool]:
        """By the day by which they are to be answered; those answered come last, either way."""
        minus = "-" if is_descending else ""
        return rows.order_by(F("answered_on").desc(nulls_first=True), f"{minus}due_on", "pk"), True


def complaint_state(complaint: Complaint, *, on: date) -> dict[str, str]:
    """Its state as a tag: how many days are left, or what came of it."""
    left = complaint.days_left(on=on)
    if left is None:
        shown = complaint.get_outcome_display() if complaint.is_closed else complaint.get_stage_display()
        return {"label": shown, "tone": "done"}
    if left < 0:
        return {
            "label": ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left},
            "tone": "late",
        }
    return {"label": ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}, "tone": "due"}


class LinkageTable(tables.Table):
    """With whom only where the reader may see names."""

    participant = tables.Column(_("Participant"), empty_values=(), order_by="participant__code", attrs=HEAD)
    kind = tables.Column(_("Kind"), accessor="get_kind_display", order_by="kind")
    to = tables.Column(_("With whom"), orderable=False)
    made_on = tables.Column(pgettext_lazy("linkage", "Made on"))
    state = tables.Column(_("State"), empty_values=(), order_by=("done_on", "made_on"), attrs=STATE)
    act = tables.Column("", empty_values=(), orderable=False, attrs=ACT)

    class Meta:
        attrs = STACKED
        order_by = "made_on"
        empty_text = _("No linkage here.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        hidden = [] if user.has_perm("livelihoods.see_names") else ["to"]
        hidden += [] if user.has_perm("livelihoods.change_participant") else ["act"]
        super().__init__(*args, exclude=hidden, **kwargs)

    def render_participant(self, record: Linkage) -> SafeString:
        return _linked(record.participant, record.participant.shown_to(self.user))

    def render_made_on(self, value: date) -> str:
        return short_date(value)

    def render_state(self, record: Linkage) -> str:
        shown = (
            {"label": record.get_outcome_display(), "tone": "done"} if record.done_on else {"label": gettext("open")}
        )
        return render_to_string("includes/tag.html", shown)

    def render_act(self, record: Linkage) -> SafeString | str:
        if record.done_on or record.participant.is_forgotten:
            return ""
        url = reverse("livelihoods:linkage-done", args=[record.pk])
        return format_html('<a class="btn" href="{}">{}</a>', url, gettext("What came of it"))


def _linked(person: Participant, shown: str) -> SafeString:
    """To the person's page; below it the state of those who are no longer active, in words."""
    state = "" if person.status == Participant.Status.ACTIVE else person.get_status_display()
    return format_html(
        '<a class="name" href="{}">{}</a>{}',
        person.get_absolute_url(), shown, format_html("<small>{}</small>", state) if state else "",
    )  # fmt: skip


def _by(people: ParticipantQuerySet, name: str, is_descending: bool) -> ParticipantQuerySet:
    # The code breaks ties, in the same direction: a page must not show again what stood on the one before.
    minus = "-" if is_descending else ""
    return people.order_by(f"{minus}{name}", f"{minus}code")
