"""What the office's lists can be narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import DateInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.models import CommuneAssignment, TrailEntry, User
from office.trail import shown_what

DAY = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StaffField(filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name


class StaffFilter(filters.ModelChoiceFilter):
    """A colleague, by the name colleagues see."""

    field_class = StaffField


class AssignmentFilter(filters.FilterSet):
    STATES = [("now", _("today and later")), ("over", _("over")), ("all", _("all"))]

    user = StaffFilter(label=_("Loan officer"), queryset=User.objects.none())
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state", empty_label=None, initial="now")

    class Meta:
        model = CommuneAssignment
        fields = ["user"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__({"state": "now", **(data.dict() if data else {})}, *args, **kwargs)
        self.filters["user"].queryset = User.objects.filter(assignments__isnull=False).distinct()

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        states = {"now": rows.not_over(on=today), "over": rows.filter(to_on__lt=today)}  # type: ignore[attr-defined]
        return states.get(value, rows)


class TrailFilter(filters.FilterSet):
    user = filters.ModelChoiceFilter(label=_("User"), queryset=User.objects.order_by("username"))
    act = filters.ChoiceFilter(label=_("Act"), choices=TrailEntry.Act.choices)
    what = filters.ChoiceFilter(
        label=_("What"), choices=lambda: [(w, shown_what(w)) for w in TrailEntry.objects.whats()]
    )
    day = filters.DateFilter(label=_("Day"), method="on_day", widget=DAY)

    class Meta:
        model = TrailEntry
        fields = ["user", "act", "what"]

    def on_day(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        """From midnight to midnight in Phnom Penh, so that the index on the time is used."""
        start = timezone.make_aware(datetime.combine(value, time.min))
        return rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
