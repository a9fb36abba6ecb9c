"""Linkages: the list, a new one for a person, and what came of one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from livelihoods.filters import LinkageFilter
from livelihoods.forms.linkages import LinkageDoneForm, LinkageForm
from livelihoods.models import Linkage, Participant
from livelihoods.models.linkages import LinkageQuerySet
from livelihoods.services import add_linkage, settle_linkage
from livelihoods.tables import LinkageTable
from livelihoods.views.common import attempt, note_reading, participant_or_404
from office import trail
from office.requests import SignedInRequest


class LinkageList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    request: SignedInRequest
    permission_required = "livelihoods.view_participant"
    raise_exception = True
    table_class = LinkageTable
    filterset_class = LinkageFilter
    template_name = "livelihoods/linkages.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self) -> LinkageQuerySet:
        return Linkage.objects.visible_to(self.request.user).select_related("participant__key")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        trail.record(trail.Act.LIST, Linkage, by=self.request.user, objects=shown)
        return context


@permission_required("livelihoods.change_participant", raise_exception=True)
def linkage_add(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    today = timezone.localdate()
    form = LinkageForm(request.POST or None, on=today)
    if form.is_valid() and attempt(form, add_linkage, person, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("The linkage is recorded."))
        return redirect(person)
    return _form_page(request, person, form, title=_("Add a linkage"), submit=_("Add"))


@permission_required("livelihoods.change_participant", raise_exception=True)
def linkage_done(request: SignedInRequest, pk: int) -> HttpResponse:
    linkages = Linkage.objects.visible_to(request.user).filter(participant__key__wrapped__isnull=False)
    linkage = get_object_or_404(linkages.select_related("participant__key"), pk=pk)
    note_reading(request, linkage)
    today = timezone.localdate()
    form = LinkageDoneForm(request.POST or None, on=today)
    if form.is_valid() and attempt(form, settle_linkage, linkage, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect(linkage.participant)
    line = f"{linkage.participant.code} · {linkage.get_kind_display()} · {linkage.to}"
    return _form_page(request, linkage.participant, form, title=_("What came of it"), submit=_("Save"), line=line)


def _form_page(
    request: SignedInRequest, person: Participant, form: BaseForm, *, title: str, submit: str, line: str = ""
) -> HttpResponse:
    context = {
        "form": form, "page_title": title, "submit": submit, "back_url": person.get_absolute_url(),
        "back_label": person.shown_to(request.user), "context_line": line or person.code,
    }  # fmt: skip
    return render(request, "simple_form.html", context)
