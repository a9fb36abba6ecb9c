"""Narrowing the list of sites."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from office.forms.fields import grouped
from office.models import Place
from trainings.models import Site
from trainings.models.sites import SiteQuerySet


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
