"""Who works where."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from office import services
from office.errors import Refusal
from office.filters import AssignmentFilter
from office.forms.areas import AssignForm, EndForm, WhoForm
from office.models import CommuneAssignment, Place, User
from office.places import find_communes
from office.requests import SignedInRequest
from office.tables import AssignmentTable

MAY = "office.manage_assignments"
# An office with more communes than this chooses a district first.
SHOWN_AT_ONCE = 40


class AssignmentList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    request: SignedInRequest
    permission_required = MAY
    table_class = AssignmentTable
    filterset_class = AssignmentFilter
    template_name = "office/assignment_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[CommuneAssignment]:
        rows = CommuneAssignment.objects.select_related("user__key", "commune__parent")
        return rows.order_by("commune_id", "from_on", "pk")


@permission_required(MAY, raise_exception=True)
def assignment_add(request: SignedInRequest) -> HttpResponse:
    """The officer and the district come by GET; the communes and the days by POST to the same address."""
    officer = _officer(request.GET.get("user", ""))
    communes = _communes_of(officer)
    who = WhoForm(request.GET if "user" in request.GET else None, districts=_districts(communes))
    offered = _offered(who, communes) if who.is_valid() else []
    form = AssignForm(request.POST or None, communes=offered, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and who.is_valid() and form.is_valid():
        try:
            made = services.assign_communes(user=who.cleaned_data["user"], by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            text = ngettext("%(count)s commune assigned.", "%(count)s communes assigned.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect("office:assignment-list")
    context = {"who": who, "form": form, "offered": offered, "too_many": len(communes) > SHOWN_AT_ONCE}
    if who.is_valid():
        context |= {"officer": who.cleaned_data["user"], "office": who.cleaned_data["user"].office}
    return render(request, "office/assignment_add.html", context)


@permission_required(MAY, raise_exception=True)
def assignment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(CommuneAssignment.objects.select_related("user__key", "commune"), pk=pk)
    today = timezone.localdate()
    form = EndForm(request.POST or None, initial={"last_on": assignment.to_on or today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_assignment(assignment, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:assignment-list")
    return render(request, "office/assignment_end.html", {"form": form, "assignment": assignment})


def _communes_of(officer: User | None) -> list[Place]:
    """Those of the officer's office which the officer does not have for good already."""
    if officer is None or officer.office_id is None:
        return []
    places = Place.objects.filter(office_link__office=officer.office_id)
    had = officer.assignments.filter(to_on=None).values("commune")
    return list(places.exclude(pk__in=had).select_related("parent__parent").order_by("code"))


def _districts(communes: list[Place]) -> list[Place]:
    return sorted({c.parent for c in communes if c.parent}, key=lambda district: district.pk)


def _offered(who: WhoForm, communes: list[Place]) -> list[Place]:
    district, typed = who.cleaned_data["district"], who.cleaned_data["q"]
    if district:
        communes = [c for c in communes if c.parent_id == district]
    if typed:
        return find_communes(typed, communes)
    return communes if district or len(communes) <= SHOWN_AT_ONCE else []


def _officer(number: str) -> User | None:
    """Only to know what to offer; whether it is an officer, the form and the service say."""
    return User.objects.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,9}", number) else None
