"""Enrolling people: found by name, phone or code within what the user may see; by a trainer, by code."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from livelihoods.errors import LivelihoodError
from livelihoods.models import Participant
from livelihoods.searching import search
from office import trail
from office.errors import Refusal
from office.requests import SignedInRequest
from trainings.forms.sessions import CodeForm
from trainings.models import Enrolment, Session
from trainings.services.enrolling import enrol, person_of_code, take_off
from trainings.views.common import enrolments_of, lines_of, own_session_or_404

MOST_FOUND = 20


@permission_required("trainings.run_session", raise_exception=True)
def enrol_page(request: SignedInRequest, code: str) -> HttpResponse:
    """A code enrols at once; what is typed into the search is posted, so that no name stands in an address."""
    session = own_session_or_404(request, code)
    typed = request.POST.get("q", "").strip()
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid() and (enrolled := _enrol(form, session, request)):
        messages.success(request, _("Enrolled: seat %(seat)s.") % {"seat": enrolled.seat})
        return redirect("trainings:enrol", session.code)
    found, hint = _found(request, typed) if typed else ([], "")
    seats = enrolments_of(session, request)
    taken = {seat.participant_id for seat in seats}
    context: dict[str, Any] = {
        "session": session, "form": form, "typed": typed, "hint": hint,
        "may_search": request.user.has_perm("livelihoods.view_participant"),
        "found": [(person, person.shown_to(request.user), person.pk in taken) for person in found],
        "lines": lines_of(session, seats, request),
    }  # fmt: skip
    return render(request, "trainings/enrol.html", context)


@require_POST
@permission_required("trainings.run_session", raise_exception=True)
def enrolment_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = own_session_or_404(request, code)
    seat = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk, session=session)
    try:
        take_off(seat, by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken off the list."))
    return redirect("trainings:enrol", session.code)


def _enrol(form: CodeForm, session: Session, request: SignedInRequest) -> Enrolment | None:
    try:
        person = person_of_code(form.cleaned_data["code"])
        return enrol(session, person, by=request.user, on=timezone.localdate())
    except Refusal as refused:
        refused.show_on(form)
        return None


def _found(request: SignedInRequest, typed: str) -> tuple[list[Participant], str]:
    """People in the user's scope, and what is wrong with the query."""
    people = Participant.objects.visible_to(request.user).not_forgotten().for_lists()
    try:
        found = list(search(people, typed, by_name=request.user.has_perm("livelihoods.see_names"))[:MOST_FOUND])
    except LivelihoodError as refused:
        return [], str(refused)
    trail.record(trail.Act.SEARCH, Participant, by=request.user, objects=found)
    return found, "" if found else _("Nobody is listed here.")
