"""Adding a business to a person, and changing one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.documents import status_lines
from livelihoods.forms.businesses import BusinessChangeForm, BusinessForm
from livelihoods.models import Business, Participant
from livelihoods.services import add_business, change_business
from livelihoods.views.common import attempt, business_or_404, note_reading, participant_or_404
from office.requests import SignedInRequest


@permission_required("livelihoods.change_participant", raise_exception=True)
def business_add(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    form = BusinessForm(request.POST or None)
    if form.is_valid() and attempt(
        form, add_business, participant=person, by=request.user, on=timezone.localdate(), **form.cleaned_data
    ):
        messages.success(request, _("The business was added."))
        return redirect(person)
    context = {"form": form, "person": person, "shown": person.shown_to(request.user), "submit": _("Add")}
    return render(request, "livelihoods/business_form.html", context)


@permission_required("livelihoods.change_participant", raise_exception=True)
def business_change(request: SignedInRequest, pk: int) -> HttpResponse:
    business = business_or_404(request, pk)
    note_reading(request, business)
    person = _visible_member(request, business)
    form = BusinessChangeForm(request.POST or None, instance=business, on=timezone.localdate())
    if form.is_valid():
        changes = form.changes()
        since = form.cleaned_data["since"]
        if not changes or attempt(form, change_business, business, by=request.user, on=since, **changes):
            messages.success(request, _("Saved.") if changes else _("Nothing was changed."))
            return redirect(person)
    context = {
        "form": form, "business": business, "person": person, "shown": person.shown_to(request.user),
        "history": status_lines(business),
        "submit": _("Save"),
    }  # fmt: skip
    return render(request, "livelihoods/business_form.html", context)


def _visible_member(request: SignedInRequest, business: Business) -> Participant:
    """The member from whose page one comes: the first in the user's scope."""
    people = Participant.objects.visible_to(request.user).select_related("key")
    return people.filter(memberships__business=business).order_by("memberships__pk")[0]
