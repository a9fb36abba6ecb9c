"""Narrowing the lists of sessions and of sites."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.filters import CommuneFilter
from livelihoods.scope import in_order
from office.forms.fields import grouped
from office.models import Place
from trainings.models import Course, Session, Site
from trainings.models.sessions import SessionQuerySet
from trainings.models.sites import SiteQuerySet


def communes_with_sessions(request: Any) -> QuerySet[Place]:
    seen = Session.objects.visible_to(request.user).order_by()
    return in_order(Place.objects.filter(pk__in=seen.values("commune")))


class SessionFilter(django_filters.FilterSet):
    STATES = [("coming", _("coming")), ("now", _("going on")), ("over", _("over"))]

    q = django_filters.CharFilter(label=_("Session"), field_name="code", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    course = django_filters.ModelChoiceFilter(label=_("Course"), queryset=Course.objects.all())
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Session.Level.choices)
    commune = CommuneFilter(label=_("Commune"), queryset=communes_with_sessions)

    class Meta:
        model = Session
        fields: list[str] = []

    def in_state(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        today = timezone.localdate()
        states = {"coming": sessions.coming, "now": sessions.going_on, "over": sessions.over}
        return states[value](on=today)


def districts_with_sites() -> list[Any]:
    districts = Place.objects.filter(pk__in=Site.objects.values("commune__parent"))
    return grouped(districts.select_related("parent").order_by("code"))


class SiteFilter(django_filters.FilterSet):
    district = django_filters.ChoiceFilter(
        label=_("District"), field_name="commune__parent", choices=districts_with_sites
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Site.Status.choices, method="of_status")

    class Meta:
        model = Site
        fields: list[str] = []

    def of_status(self, sites: SiteQuerySet, name: str, value: str) -> SiteQuerySet:
        return {"planned": sites.planned, "active": sites.active, "closed": sites.closed}[value]()
