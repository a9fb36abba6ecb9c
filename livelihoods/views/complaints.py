"""Complaints: recorded by anybody of staff, dealt with by their owner, given to one by a manager.

No permission is asked for: what a user may see is decided by `visible_to`, and anybody may hear a complaint.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from livelihoods.filters import ComplaintFilter
from livelihoods.forms.complaints import ComplaintForm, OwnerForm, StepForm
from livelihoods.models import Complaint, Participant
from livelihoods.models.complaints import ComplaintQuerySet
from livelihoods.services import give_complaint, may_deal_with, possible_owners, record_complaint, take_step
from livelihoods.tables import ComplaintTable, complaint_state
from livelihoods.views.common import attempt, note_reading
from office import trail
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date


class ComplaintList(SingleTableMixin, FilterView):
    """The user's own, and for a manager all but those about the manager."""

    request: SignedInRequest
    table_class = ComplaintTable
    filterset_class = ComplaintFilter
    template_name = "livelihoods/complaints.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self) -> ComplaintQuerySet:
        rows = Complaint.objects.visible_to(self.request.user)
        return rows.select_related("participant", "owner__key").defer("text")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        trail.record(trail.Act.LIST, Complaint, by=self.request.user, objects=shown)
        return context


def complaint_add(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    form = ComplaintForm(request.POST or None, user=request.user, on=today)
    if form.is_valid() and attempt(form, record_complaint, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("The complaint is recorded."))
        return redirect("livelihoods:complaints")  # whoever it is about would not find its page
    return render(request, "livelihoods/complaint_form.html", {"form": form})


def complaint_page(request: SignedInRequest, pk: Any) -> HttpResponse:
    complaint = _complaint_or_404(request, pk)
    note_reading(request, complaint)
    user, today = request.user, timezone.localdate()
    context = {
        "complaint": complaint,
        "state": complaint_state(complaint, on=today),
        "facts": _facts(complaint),
        "steps": complaint.steps.select_related("by__key", "given_to__key", "complaint__key").order_by("-pk"),
        "person": _person(request, complaint),
        "may_step": may_deal_with(complaint, user),
        "may_give": user.has_perm("livelihoods.manage_complaints") and not complaint.is_closed,
    }
    return render(request, "livelihoods/complaint.html", context)


def complaint_step(request: SignedInRequest, pk: Any) -> HttpResponse:
    complaint = _complaint_or_404(request, pk)
    if not may_deal_with(complaint, request.user):
        raise Http404
    today = timezone.localdate()
    form = StepForm(request.POST or None, complaint=complaint, on=today)
    if form.is_valid() and attempt(form, take_step, complaint, by=request.user, today=today, **form.cleaned_data):
        messages.success(request, _("Recorded."))
        return redirect(complaint)
    title = _("Open it again") if complaint.is_closed else _("Record a step")
    return _form_page(request, complaint, form, title=title, submit=_("Record"))


@permission_required("livelihoods.manage_complaints", raise_exception=True)
def complaint_give(request: SignedInRequest, pk: Any) -> HttpResponse:
    complaint = _complaint_or_404(request, pk)
    form = OwnerForm(request.POST or None, owners=possible_owners(complaint), initial={"owner": complaint.owner_id})
    if form.is_valid() and attempt(
        form, give_complaint, complaint, by=request.user, on=timezone.localdate(), **form.cleaned_data
    ):
        messages.success(request, _("Saved."))
        return redirect(complaint)
    return _form_page(request, complaint, form, title=_("Who deals with it?"), submit=_("Save"))


def _complaint_or_404(request: SignedInRequest, pk: Any) -> Complaint:
    rows = Complaint.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("key", "participant__key", "owner__key", "about__key"), pk=pk)


def _person(request: SignedInRequest, complaint: Complaint) -> Participant | None:
    """The person, where the user may go to their page."""
    people = Participant.objects.visible_to(request.user)
    return people.filter(complaints=complaint).select_related("key").first()


def _facts(complaint: Complaint) -> tuple[tuple[str, Any], ...]:
    named = complaint.participant.code if complaint.participant else pgettext("complaint", "nobody named")
    return (
        (_("Participant"), named),
        (_("How it came"), complaint.get_channel_display()),
        (pgettext("complaint", "Received on"), short_date(complaint.received_on)),
        (_("To be answered by"), short_date(complaint.due_on)),
        *([(_("About this member of staff"), complaint.about.shown_name)] if complaint.about else []),
        (_("Who deals with it"), complaint.owner.shown_name if complaint.owner else _("nobody yet")),
        (_("Recorded by"), complaint.recorded_by.shown_name),
        *_ending(complaint),
    )


def _ending(complaint: Complaint) -> tuple[tuple[str, Any], ...]:
    if not complaint.is_closed:
        return ()
    return (
        (_("Closed on"), short_date(complaint.closed_on)),
        (_("What came of it"), complaint.get_outcome_display()),
        (_("Is the person satisfied?"), complaint.get_satisfied_display()),
    )


def _form_page(request: SignedInRequest, complaint: Complaint, form: Any, *, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form, "page_title": title, "submit": submit, "back_url": complaint.get_absolute_url(),
        "back_label": complaint.get_category_display(),
        "context_line": _("received on %(day)s") % {"day": short_date(complaint.received_on)},
    }  # fmt: skip
    return render(request, "simple_form.html", context)
