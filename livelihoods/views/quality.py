"""What in the data wants a second look, with the people behind each figure for those who see people."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.models import Participant
from livelihoods.quality import BY_KEY, QUESTIONS, people_to_look_at
from office import trail
from office.requests import SignedInRequest

PER_PAGE = 25
LEAST_SHOWN = 10  # to those who see figures and no people


@permission_required("livelihoods.view_quality", raise_exception=True)
def quality(request: SignedInRequest) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    sees_people = user.has_perm("livelihoods.view_participant")
    people = Participant.objects.visible_to(user) if sees_people else Participant.objects.all()
    counts = [(q, people_to_look_at(q.key, people, on=today).count()) for q in QUESTIONS]
    lines = [{"key": q.key, "label": q.label, "note": q.what_to_do, "count": n, "shown": _shown(n, sees_people)}
             for q, n in counts]  # fmt: skip
    context: dict[str, Any] = {"lines": lines, "sees_people": sees_people}
    chosen = BY_KEY.get(request.GET.get("show", "")) if sees_people else None
    if chosen:
        found = people_to_look_at(chosen.key, people, on=today)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        trail.record(trail.Act.LIST, Participant, by=user, objects=page.object_list)
        context |= {"chosen": chosen, "page": page, "rows": [(person, person.shown_to(user)) for person in page]}
    return render(request, "livelihoods/quality.html", context)


def _shown(count: int, sees_people: bool) -> str:
    return str(count) if sees_people or count >= LEAST_SHOWN else _("fewer than %(least)s") % {"least": LEAST_SHOWN}
