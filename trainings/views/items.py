"""Items: what is left at each place, what came in, and handing out to those enrolled."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from office.errors import Refusal
from office.models import Place, User
from office.requests import SignedInRequest
from trainings.forms.lists import HandOutForm, ItemForm, ReceiveForm
from trainings.models import Item, ItemMovement, Session
from trainings.services.courses import save_listed
from trainings.services.items import given_to, hand_out, left_at, receive_items, undo_movement
from trainings.views.common import attempt, enrolments_of, lines_of, own_session_or_404

PER_PAGE = 25


def places_of(user: User) -> QuerySet[Place]:
    """All communes of the offices; for a trainer those of their own sessions."""
    communes = Place.objects.filter(level=Place.Level.COMMUNE)
    if user.has_perm("trainings.see_all_sessions"):
        return communes.filter(office_link__isnull=False)
    return communes.filter(pk__in=Session.objects.run_by(user).values("commune"))


@permission_required("trainings.view_figures", raise_exception=True)
def items(request: SignedInRequest) -> HttpResponse:
    """What is left, and the latest movements; without names and codes."""
    places = places_of(request.user)
    movements = ItemMovement.objects.filter(place__in=places)
    movements = movements.select_related("item", "place", "enrolment__session", "undone_by")
    page = Paginator(movements, PER_PAGE).get_page(request.GET.get("page"))
    context = {"left": left_at(places), "page": page, "may_undo": request.user.has_perm("trainings.run_session")}
    return render(request, "trainings/items.html", context)


@permission_required("trainings.manage_trainings", raise_exception=True)
def item_add(request: SignedInRequest) -> HttpResponse:
    form = ItemForm(request.POST or None)
    if form.is_valid():
        save_listed(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("trainings:items")
    return render(request, "trainings/item_form.html", {"form": form, "page_title": _("Add an item")})


@permission_required("trainings.run_session", raise_exception=True)
def items_receive(request: SignedInRequest) -> HttpResponse:
    form = ReceiveForm(request.POST or None, places=places_of(request.user), initial={"on": timezone.localdate()})
    if form.is_valid() and attempt(form, receive_items, by=request.user, **form.cleaned_data):
        messages.success(request, _("Recorded."))
        return redirect("trainings:items")
    return render(request, "trainings/item_form.html", {"form": form, "page_title": _("Receive items")})


@require_POST
@permission_required("trainings.run_session", raise_exception=True)
def movement_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    movement = get_object_or_404(ItemMovement, pk=pk, place__in=places_of(request.user))
    try:
        undo_movement(movement, on=timezone.localdate(), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Recorded."))
    return redirect("trainings:items")


@permission_required("trainings.run_session", raise_exception=True)
def hand_out_page(request: SignedInRequest, code: str) -> HttpResponse:
    """To those who are ticked, so many each; all of them or nobody."""
    session = own_session_or_404(request, code)
    seats = enrolments_of(session, request)
    form = HandOutForm(request.POST or None, initial={"on": timezone.localdate()})
    ticked = set(request.POST.getlist("seat"))
    chosen = [seat for seat in seats if str(seat.pk) in ticked]
    if form.is_valid():
        if not chosen:
            form.add_error(None, _("Tick at least one person."))
        elif moved := attempt(form, hand_out, session, chosen, by=request.user, **form.cleaned_data):
            said = ngettext("Handed out to %(count)d person.", "Handed out to %(count)d people.", len(moved))
            messages.success(request, said % {"count": len(moved)})
            return redirect(session)
    given = given_to(session)
    context: dict[str, Any] = {
        "session": session, "form": form, "left": left_at([session.commune]),
        "rows": [
            (line, str(line.id) in ticked, _given(given.get(line.id, []))) for line in lines_of(session, seats, request)
        ],
    }  # fmt: skip
    return render(request, "trainings/hand_out.html", context)


def _given(items: list[tuple[Item, int]]) -> str:
    """tool kit 1, feed 2"""
    return ", ".join(f"{item.name} {count}" for item, count in items)
