"""Registering, changing, moving and forgetting one person."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.forms.people import ForgetForm, MoveForm, ParticipantForm, RegistrationForm
from livelihoods.models import Participant
from livelihoods.scope import provinces, villages_of
from livelihoods.services import change_participant, forget_participant, move_participant, register_participant
from livelihoods.views.common import attempt, note_reading, participant_or_404
from office.models import Place
from office.requests import SignedInRequest


@permission_required("livelihoods.add_participant", raise_exception=True)
def participant_add(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    form = RegistrationForm(request.POST or None, user=request.user, on=today)
    if form.is_valid():
        person = attempt(form, register_participant, by=request.user, on=today, **form.cleaned_data)
        if person is not None:
            messages.success(request, _("Registered. The code is %(code)s.") % {"code": person.code})
            return redirect(person)
        form.renew_key()  # nothing was written: what is sent next is a new sending
    context = {"form": form, "villages": form.villages(), "no_communes": not form.communes().exists()}
    return render(request, "livelihoods/participant_form.html", context)


@permission_required("livelihoods.change_participant", raise_exception=True)
def participant_change(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    form = ParticipantForm(request.POST or None, instance=person)
    if form.is_valid():
        changes = form.changes()
        if not changes or attempt(
            form, change_participant, person, by=request.user, on=timezone.localdate(), **changes
        ):
            messages.success(request, _("Saved.") if changes else _("Nothing was changed."))
            return redirect(person)
    context = {
        "form": form, "participant": person, "shown": person.shown_to(request.user),
        "villages": villages_of(person.commune),
    }  # fmt: skip
    return render(request, "livelihoods/participant_form.html", context)


@permission_required("livelihoods.change_participant", raise_exception=True)
def participant_move(request: SignedInRequest, code: str) -> HttpResponse:
    """Any commune of the country, province by province: people do not move within an officer's scope."""
    person = participant_or_404(request, code)
    note_reading(request, person)
    today = timezone.localdate()
    province = _province_of(request, person)
    form = MoveForm(request.POST or None, province=province, on=today)
    if form.is_valid():
        values = dict(form.cleaned_data)
        moved_on = values.pop("moved_on")
        if attempt(form, move_participant, person, by=request.user, on=moved_on, **values):
            return _after_move(request, person)
    context = {
        "form": form, "participant": person, "shown": person.shown_to(request.user), "province": province,
        "provinces": provinces(),
    }  # fmt: skip
    return render(request, "livelihoods/participant_move.html", context)


@permission_required(("livelihoods.change_participant", "livelihoods.see_all_communes"), raise_exception=True)
def participant_forget(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    form = ForgetForm(request.POST or None, participant=person)
    if form.is_valid():
        attempt(form, forget_participant, person, by=request.user)
        if not form.errors:
            messages.success(request, _("The data of %(code)s were erased.") % {"code": person.code})
            return redirect(person)
    context = {"form": form, "participant": person, "shown": person.shown_to(request.user)}
    return render(request, "livelihoods/participant_forget.html", context)


@permission_required("livelihoods.view_participant", raise_exception=True)
def villages(request: SignedInRequest) -> HttpResponse:
    """The villages of a commune, for the list beside the field."""
    asked = request.GET.get("commune", "")
    commune = Place.objects.filter(level=Place.Level.COMMUNE, pk=asked).first() if asked.isdecimal() else None
    return render(request, "livelihoods/includes/villages.html", {"villages": villages_of(commune)})


def _province_of(request: SignedInRequest, person: Participant) -> Place:
    """The one asked for, else that of the person's own commune."""
    asked = request.GET.get("province", "")
    asked = asked if asked.isdecimal() else person.commune_id[:2]
    return get_object_or_404(Place, level=Place.Level.PROVINCE, pk=asked)


def _after_move(request: SignedInRequest, person: Participant) -> HttpResponse:
    """Neutral: it does not say whose the person is now."""
    messages.success(request, _("The move was recorded."))
    still_mine = Participant.objects.visible_to(request.user).filter(pk=person.pk).exists()
    return redirect(person) if still_mine else redirect("livelihoods:people")
