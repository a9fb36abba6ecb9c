"""The trail, for those who audit. Looking at it leaves a line in it too."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from office import trail
from office.filters import TrailFilter
from office.models import TrailEntry, TrailSeal
from office.requests import SignedInRequest
from office.tables import TrailTable
from office.unseen import lines_for

MAY = "office.view_trail"


class TrailList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    request: SignedInRequest
    permission_required = MAY
    table_class = TrailTable
    filterset_class = TrailFilter
    template_name = "office/trail_list.html"
    paginate_by = 100

    def get_queryset(self) -> QuerySet[TrailEntry]:
        asked = [name for name in TrailFilter.base_filters if self.request.GET.get(name)]
        trail.record(trail.Act.LIST, TrailEntry, by=self.request.user, fields=asked)
        return lines_for(self.request.user).select_related("user").order_by("-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(state=trail.seal_state(), **kwargs)


@permission_required(MAY, raise_exception=True)
@require_POST
def trail_verify(request: SignedInRequest) -> HttpResponse:
    trail.record(trail.Act.READ, TrailSeal, by=request.user, fields=["verified"])
    check = trail.verify_trail()
    figures = {"seals": check.seals, "entries": check.entries, "at": check.broken_at}
    if check.broken_at is None:
        text = _("The chain is whole: %(entries)s entries under %(seals)s seals.")
        messages.success(request, text % figures)
    else:
        text = _("The chain is broken at the seal up to entry %(at)s: something under it was changed.")
        messages.error(request, text % figures)
    return redirect("office:trail-list")
