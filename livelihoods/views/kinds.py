"""Livelihood templates: what one needs to begin, the cycle, the season, the usual grace."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from livelihoods.forms.holdings import LivelihoodKindForm
from livelihoods.models import LivelihoodKind
from office import trail
from office.requests import SignedInRequest

MAY = "livelihoods.manage_kinds"


@permission_required(MAY, raise_exception=True)
def kinds(request: SignedInRequest) -> HttpResponse:
    found = LivelihoodKind.objects.annotate(count=Count("businesses"))
    return render(request, "livelihoods/kinds.html", {"kinds": found})


@permission_required(MAY, raise_exception=True)
def kind_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or one changed; loans already made keep their terms."""
    kind = get_object_or_404(LivelihoodKind, pk=pk) if pk else None
    form = LivelihoodKindForm(request.POST or None, instance=kind)
    if form.is_valid():
        saved = form.save()
        trail.record(trail.Act.WRITE, saved, by=request.user, fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("livelihoods:kinds")
    context = {
        "form": form, "page_title": kind.name if kind else _("Add a livelihood"), "submit": _("Save"),
        "back_url": reverse("livelihoods:kinds"), "back_label": _("Livelihood templates"),
    }  # fmt: skip
    return render(request, "simple_form.html", context)
