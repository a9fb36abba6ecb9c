"""Lists of the office."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from office.models import CommuneAssignment, ExchangeRate, Holiday, Office, PolicyFigure, TrailEntry, User
from office.trail import shown_field, shown_what

HEAD = {"cell": {"class": "head"}}
FIGURE = {"cell": {"class": "n"}}
LEAST = {"cell": {"class": "least"}}
STATE = {"cell": {"class": "state"}}
ACT = {"cell": {"class": "act"}}
BUTTON = {"cell": {"class": "act"}, "a": {"class": "btn"}}
STACKED = {"class": "stacked"}
NO_BREAK = "\u00a0"
IDS_SHOWN, RANDOM_SHOWN = 8, 8


class UserTable(tables.Table):
    username = tables.Column(_("Sign-in name"), linkify=("office:user-change", [A("pk")]), attrs=HEAD)
    name = tables.Column(_("Name"), accessor="name", orderable=False)
    role_name = tables.Column(_("Role"), orderable=False)
    office = tables.Column(_("Office"), accessor="office__name", order_by="office__code")
    language = tables.Column(_("Language"), attrs=LEAST)
    has_second_factor = tables.Column(_("Second factor"))
    is_active = tables.Column(_("State"))

    class Meta:
        model = User
        fields = ()
        sequence = ("username", "name", "role_name", "office", "language", "has_second_factor", "is_active")
        attrs = STACKED
        empty_text = _("No users yet.")

    def render_has_second_factor(self, value: bool) -> str:
        return pgettext("second factor", "on") if value else pgettext("second factor", "off")

    def render_is_active(self, value: bool, record: User) -> str:
        if not value:
            return pgettext("sign-in", "closed")
        return gettext("temporary password") if record.must_change_password else gettext("may sign in")


class AssignmentTable(tables.Table):
    commune = tables.Column(_("Commune"), accessor="commune__full_name", order_by="commune_id", attrs=HEAD)
    district = tables.Column(_("District"), accessor="commune__parent__full_name", orderable=False)
    user = tables.Column(_("Loan officer"), accessor="user__shown_name", order_by="user__username")
    from_on = tables.DateColumn(verbose_name=_("First day"), short=True)
    to_on = tables.DateColumn(verbose_name=_("Last day"), short=True, default=_("until further notice"))
    end = tables.Column("", accessor="pk", orderable=False, linkify=("office:assignment-end", [A("pk")]), attrs=BUTTON)

    class Meta:
        model = CommuneAssignment
        fields = ()
        attrs = STACKED
        empty_text = _("No communes are assigned.")

    def render_end(self) -> str:
        return gettext("End")


class OfficeTable(tables.Table):
    code = tables.Column(_("Code"), linkify=("office:office-change", [A("pk")]), attrs=HEAD)
    name = tables.Column(_("Name"), orderable=False)
    phone = tables.Column(_("Phone"), orderable=False)
    commune_count = tables.Column(_("Communes"), linkify=("office:office-communes", [A("pk")]), attrs=FIGURE, default=0)

    class Meta:
        model = Office
        fields = ()
        attrs = STACKED
        empty_text = _("No offices yet.")


class HolidayTable(tables.Table):
    on = tables.Column(_("Date"), attrs=HEAD, orderable=False)
    name = tables.Column(_("Holiday"), orderable=False)
    kind = tables.Column(_("Kind"), accessor="added", empty_values=(), orderable=False, attrs=LEAST)
    remove = tables.Column("", accessor="added", orderable=False, attrs=ACT, default="")

    class Meta:
        attrs = STACKED
        empty_text = _("No holidays are known for this year.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.today = on
        super().__init__(*args, **kwargs)

    def render_remove(self, value: Holiday) -> str:
        if value.on <= self.today:
            return ""
        url = reverse("office:holiday-remove", args=[value.pk])
        return format_html('<a class="btn" href="{}">{}</a>', url, gettext("Remove"))

    def render_on(self, value: Any) -> str:
        return f"{date_format(value, 'l')}{NO_BREAK}{date_format(value, 'SHORT_DATE_FORMAT')}"

    def render_kind(self, value: Any) -> str:
        return pgettext("holiday", "office") if value else pgettext("holiday", "public")


class RateTable(tables.Table):
    on = tables.DateColumn(verbose_name=_("Date"), short=True, orderable=False)
    riel_per_dollar = tables.Column(_("Riel for one dollar"), accessor="shown", attrs=FIGURE, orderable=False)

    class Meta:
        model = ExchangeRate
        fields = ()
        empty_text = _("No exchange rate is set yet.")


class PolicyHistoryTable(tables.Table):
    from_on = tables.DateColumn(verbose_name=_("From"), short=True, orderable=False)
    name = tables.Column(_("Figure"), accessor="get_name_display", orderable=False)
    value = tables.Column(_("Value"), attrs=FIGURE, orderable=False)
    set_by = tables.Column(_("Set by"), accessor="set_by__shown_name", orderable=False, attrs=LEAST)

    class Meta:
        model = PolicyFigure
        fields = ()
        empty_text = _("Nothing was set yet: the usual figures apply.")

    def render_value(self, value: Decimal) -> str:
        return floatformat(value, -2)


class TrailTable(tables.Table):
    at = tables.DateTimeColumn(format=f"d/m/Y{NO_BREAK}H:i:s", verbose_name=_("Time"), orderable=False)
    user = tables.Column(_("User"), accessor="user__username", orderable=False, default="–")
    act = tables.Column(_("Act"), accessor="get_act_display", orderable=False)
    what = tables.Column(_("What"), orderable=False)
    object_ids = tables.Column(_("Identifiers"), orderable=False)
    fields_ = tables.Column(_("Fields"), accessor="fields", orderable=False)

    class Meta:
        model = TrailEntry
        fields = ()
        attrs = {"class": "stacked dense"}
        empty_text = _("Nothing like this in the trail.")

    def render_what(self, value: str) -> str:
        return shown_what(value)

    def render_fields_(self, value: str, record: TrailEntry) -> str:
        words = [(shown_field(record.what, name), name) for name in value.split()]
        return format_html_join(", ", "{}", [(word or format_html("<code>{}</code>", name),) for word, name in words])

    def render_object_ids(self, value: str) -> str:
        shown = value.split()
        more = len(shown) - IDS_SHOWN
        text = format_html_join(" ", "{}", [(_shown_id(each),) for each in shown[:IDS_SHOWN]])
        return format_html("{} <small>+{}</small>", text, more) if more > 0 else text


def _shown_id(identifier: str) -> str:
    """A counted one whole, of a random one its beginning."""
    return identifier if identifier.isdecimal() else format_html("<code>{}</code>", identifier[:RANDOM_SHOWN])
