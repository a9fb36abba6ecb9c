"""What the pages of this room share: finding a person in scope, and trying an act."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from livelihoods.models import Business, Complaint, Linkage, Participant
from office import trail
from office.errors import Refusal
from office.requests import SignedInRequest


def participant_or_404(request: SignedInRequest, code: str) -> Participant:
    """Someone in the user's scope whose data was not erased; anybody else looks like nobody."""
    people = Participant.objects.visible_to(request.user).not_forgotten().select_related("key", "commune__parent")
    return get_object_or_404(people, code=code)


def business_or_404(request: SignedInRequest, pk: int) -> Business:
    businesses = Business.objects.visible_to(request.user).select_related("key", "livelihood")
    return get_object_or_404(businesses.prefetch_related("statuses"), pk=pk)


def note_reading(request: SignedInRequest, what: Participant | Business | Complaint | Linkage) -> None:
    """A page that shows a record leaves a trace, as one that changes it does."""
    if request.method == "GET":
        trail.record(trail.Act.READ, what, by=request.user)


def attempt(form: forms.BaseForm, act: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
    """What the service answers; None where it refused, with the reason at its field of the form."""
    try:
        return act(*args, **values)
    except Refusal as refused:
        refused.show_on(form)
        return None


def act_form(
    request: SignedInRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any],
    done: Callable[[Any], HttpResponse], **context: object,
) -> HttpResponse:  # fmt: skip
    """One form that does one act: what is wrong with it is said at its field; `done` answers with what the act made."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, act, form.cleaned_data)
        if not form.errors:
            return done(made)
    return render(request, "simple_form.html", {"form": form, **context})
