"""Pairs of records that may be one person, for those who see all communes and names."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from livelihoods.models import SuspectedDuplicate
from livelihoods.services import settle_duplicate
from office import trail
from office.requests import SignedInRequest

MAY_SEE = ("livelihoods.view_participant", "livelihoods.see_all_communes", "livelihoods.see_names")
PER_PAGE = 25


@permission_required(MAY_SEE, raise_exception=True)
def duplicates(request: SignedInRequest) -> HttpResponse:
    pairs = SuspectedDuplicate.objects.filter(settled_on=None).select_related("older__commune", "newer__commune")
    page = Paginator(pairs.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    trail.record(trail.Act.LIST, SuspectedDuplicate, by=request.user, objects=page.object_list)
    return render(request, "livelihoods/duplicates.html", {"page": page})


@require_POST
@permission_required(MAY_SEE, raise_exception=True)
def duplicate_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(SuspectedDuplicate, pk=pk)
    settle_duplicate(pair, by=request.user, on=timezone.localdate())
    messages.success(request, _("Marked as settled."))
    return redirect("livelihoods:duplicates")
