"""Visits: typed on a phone in the yard, kept as a draft meanwhile, read again later, put right by another."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from livelihoods.core.rounds import Answer
from livelihoods.forms.visits import VisitForm
from livelihoods.models import Business, FollowUp, Milestone, Participant, Visit, round_label
from livelihoods.services import record_visit
from livelihoods.services.missed import LOOK_WITHIN
from livelihoods.views.common import attempt, business_or_404, note_reading, participant_or_404
from livelihoods.visiting import (
    DUE,
    asks_for_use,
    business_to_visit,
    drop_draft,
    keep_draft,
    kept_draft,
    last_told,
    loan_use_due,
    people_of_round,
    proposed,
    round_lines,
    rounds_due,
    visit_facts,
)
from office import trail
from office.models import User
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date

SEE, CHANGE = "livelihoods.view_participant", "livelihoods.change_participant"
PER_PAGE = 25
SHOWN = {
    Answer.TOLD.value: gettext_lazy("told"),
    DUE: gettext_lazy("due now"),
    Answer.LOST.value: gettext_lazy("lost"),
}
SHOWN_AS = {Answer.TOLD.value: "done", DUE: "due", Answer.LOST.value: "late"}


@permission_required(CHANGE, raise_exception=True)
def visit_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new visit; with ?replaces= one that puts an earlier one right."""
    business = business_or_404(request, pk)
    note_reading(request, business)
    earlier = _replaced(request, business)
    participant = earlier.participant if earlier else _visited(request, business)
    draft = None if earlier else kept_draft(business, request.user)
    initial = draft or proposed(business, participant, earlier=earlier, today=timezone.localdate())
    form = VisitForm(
        request.POST or None, initial=initial, last=last_told(business, participant),
        asks_for_use=asks_for_use(participant),
    )  # fmt: skip
    if form.is_valid() and attempt(form, _record, form, business, participant, earlier, request):
        messages.success(request, _("The visit was recorded."))
        return redirect("livelihoods:business", business.pk)
    context = {
        "form": form, "business": business, "person": participant, "shown": participant.shown_to(request.user),
        "earlier": earlier, "has_draft": bool(draft) and not form.is_bound,
    }  # fmt: skip
    return render(request, "livelihoods/visit_form.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def visit_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is typed so far, kept under the person's key; it is nobody's but its author's. Empty: thrown away."""
    business = business_or_404(request, pk)
    if "drop" in request.POST:
        drop_draft(business, request.user)
        return redirect("livelihoods:visit-add", business.pk)
    typed = {name: request.POST[name] for name in VisitForm.base_fields if request.POST.get(name)}
    keep_draft(business, request.user, json.dumps(typed, ensure_ascii=False))
    return render(request, "livelihoods/includes/draft_kept.html", {"at": timezone.localtime()})


@permission_required(SEE, raise_exception=True)
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Visit.objects.visible_to(request.user).select_related(
        "participant__key", "business__livelihood", "business__key", "by__key", "replaces", "replaced_by", "income"
    ), pk=pk)  # fmt: skip
    trail.record(trail.Act.READ, found, by=request.user)
    context = {"visit": found, "facts": visit_facts(found, to=request.user)}
    return render(request, "livelihoods/visit.html", context)


@permission_required(CHANGE, raise_exception=True)
def due(request: SignedInRequest) -> HttpResponse:
    """Whom to visit: the use of a loan not looked at yet, and rounds whose time is now; the most urgent first."""
    today, user = timezone.localdate(), request.user
    page = Paginator(rounds_due(user, on=today), PER_PAGE).get_page(request.GET.get("page"))
    unseen = list(loan_use_due(user, on=today)[:PER_PAGE]) if page.number == 1 else []
    listed = [m.participant for m in unseen] + [row.participant for row in page]
    trail.record(trail.Act.LIST, Participant, by=user, objects=listed)
    context = {
        "unseen": [_unseen_row(m, user, on=today) for m in unseen],
        "rows": [_round_row(row, user, on=today) for row in page],
        "page": page,
    }
    return render(request, "livelihoods/visits_due.html", context)


@permission_required(CHANGE, raise_exception=True)
def visit_begin(request: SignedInRequest, code: str) -> HttpResponse:
    """From a person to the form of a visit to their business."""
    person = participant_or_404(request, code)
    business = business_to_visit(person)
    if business is None:
        messages.info(request, _("Add the business first."))
        return redirect("livelihoods:business-add", person.code)
    return redirect(f"{reverse('livelihoods:visit-add', args=[business.pk])}?for={person.code}")


@permission_required(SEE, raise_exception=True)
def rounds(request: SignedInRequest) -> HttpResponse:
    """Round by round who told, who is due and who was lost; a figure leads to the people behind it."""
    today, user = timezone.localdate(), request.user
    context: dict[str, Any] = {"lines": round_lines(user, on=today)}
    months, state = request.GET.get("months", ""), request.GET.get("state", "")
    if months.isdecimal() and state in SHOWN:
        people = people_of_round(user, int(months), state, on=today)
        page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
        trail.record(trail.Act.LIST, Participant, by=user, objects=[row.participant_id for row in page])
        rows = [_due_row(row.participant, user, short_date(row.due_on), tone=SHOWN_AS[state]) for row in page]
        context |= {"rows": rows, "page": page, "title": f"{round_label(int(months))}: {SHOWN[state]}"}
    return render(request, "livelihoods/rounds.html", context)


def _unseen_row(paid_out: Milestone, user: User, *, on: date) -> dict[str, Any]:
    tone = "late" if paid_out.on + LOOK_WITHIN < on else "due"
    return _due_row(paid_out.participant, user, _("paid out %(day)s") % {"day": short_date(paid_out.on)}, tone=tone)


def _round_row(row: FollowUp, user: User, *, on: date) -> dict[str, Any]:
    tone = "late" if row.due_on < on else "due"
    return _due_row(row.participant, user, f"{row.label} · {short_date(row.due_on)}", tone=tone)


def _due_row(person: Participant, user: User, note: str, *, tone: str) -> dict[str, Any]:
    row = {
        "title": person.shown_to(user), "url": person.get_absolute_url(), "tone": tone,
        "context": f"{person.code} · {person.commune.name}", "note": note,
    }  # fmt: skip
    if user.has_perm(CHANGE) and tone != "done":
        row |= {"act_label": _("Visit"), "act_url": reverse("livelihoods:visit-begin", args=[person.code])}
    return row


def _replaced(request: SignedInRequest, business: Business) -> Visit | None:
    """The visit this one puts right, if one is named."""
    asked = request.GET.get("replaces", "")
    if not asked.isdecimal():
        return None
    mine = Visit.objects.visible_to(request.user).standing().filter(business=business)
    return get_object_or_404(mine.select_related("participant__key"), pk=asked)


def _visited(request: SignedInRequest, business: Business) -> Participant:
    """The member one comes from, if named and in scope; else the first in scope."""
    people = Participant.objects.visible_to(request.user).not_forgotten().select_related("key", "commune")
    members = people.filter(memberships__business=business).order_by("memberships__to_on", "memberships__pk")
    return get_object_or_404(members, code=request.GET["for"]) if request.GET.get("for") else members[0]


def _record(
    form: VisitForm, business: Business, participant: Participant, earlier: Visit | None, request: SignedInRequest
) -> Visit:
    return record_visit(
        form.told(), business=business, participant=participant, by=request.user, key=form.cleaned_data["key"],
        today=timezone.localdate(), replaces=earlier,
    )  # fmt: skip
