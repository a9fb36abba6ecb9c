"""The list of people."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from livelihoods.models import Participant
from livelihoods.models.people import ParticipantQuerySet
from office.models import User
from paper.templatetags.paper_tags import short_date

HEAD = {"cell": {"class": "head"}}
NUMBER = {"cell": {"class": "number"}}
LEAST = {"cell": {"class": "least"}}
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
