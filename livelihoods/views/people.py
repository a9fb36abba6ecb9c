"""The list of people, searched, narrowed and sorted; and its export."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tables2 import SingleTableMixin

from livelihoods.exports import people_rows
from livelihoods.filters import PeopleFilter
from livelihoods.models import Participant
from livelihoods.models.people import ParticipantQuerySet
from livelihoods.tables import PeopleTable
from livelihoods.views.duplicates import MAY_SEE
from livelihoods.views.searched import SearchedList
from office import trail
from office.requests import SignedInRequest
from paper.core.collation import sort_key
from paper.exports import csv_response

# Sorting by name opens every name first, so it stays within what one officer looks after.
MOST_SORTED_BY_NAME = 3000
EXPORTED_AT_ONCE = 2000
FILTERS = tuple(PeopleFilter.base_filters)


class PeopleList(PermissionRequiredMixin, SingleTableMixin, SearchedList):
    permission_required = "livelihoods.view_participant"
    raise_exception = True
    table_class = PeopleTable
    filterset_class = PeopleFilter
    template_name = "livelihoods/people.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self) -> ParticipantQuerySet:
        people = Participant.objects.visible_to(self.request.user)
        return people.none() if self.hint else people.for_lists()

    @cached_property
    def sorts_by_name(self) -> bool:
        in_all_communes = self.request.user.has_perm("livelihoods.see_all_communes")
        return self.sees_names and not in_all_communes and self.object_list.count() <= MOST_SORTED_BY_NAME

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "names": self.sees_names, "sorts_by_name": self.sorts_by_name}

    def get_table_data(self) -> ParticipantQuerySet | Sequence[Participant]:
        by_name = self.request.GET.get("sort", "").removeprefix("-") == "name"
        return in_order_of_names(self.object_list) if by_name and self.sorts_by_name else self.object_list

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        note_list(self.request, shown)
        count = context["table"].page.paginator.count
        return context | {
            "search_label": _("Name, phone or code") if self.sees_names else _("Code"),
            "count_text": ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
            "may_see_duplicates": self.request.user.has_perms(MAY_SEE),
        }


def in_order_of_names(people: ParticipantQuerySet) -> list[Participant]:
    """Opened and given their place in the order of a Khmer dictionary; the table sorts by it."""
    found = list(people)
    for person in found:
        person.name_order = sort_key(person.name_km)  # type: ignore[attr-defined]
    return found


def note_list(request: SignedInRequest, shown: Sequence[Participant]) -> None:
    """Who was listed, and by which fields it was narrowed; never what was typed."""
    used = [name for name in FILTERS if request.GET.get(name)]
    act = trail.Act.SEARCH if "found" in used else trail.Act.LIST
    trail.record(act, Participant, by=request.user, objects=shown, fields=used)


@permission_required("livelihoods.view_participant", raise_exception=True)
def people_export(request: SignedInRequest) -> HttpResponse:
    """The narrowed list as CSV: codes, never names or phones."""
    visible = Participant.objects.visible_to(request.user).for_lists()
    narrowed = PeopleFilter(request.GET, visible, request=request)
    people = narrowed.qs.order_by("commune", "code") if narrowed.is_valid() else visible.none()
    trail.record(trail.Act.EXPORT, Participant, by=request.user, objects=people.values_list("pk", flat=True))
    rows = people_rows(people.iterator(chunk_size=EXPORTED_AT_ONCE))
    return csv_response(f"people-{timezone.localdate():%Y-%m-%d}.csv", rows)
