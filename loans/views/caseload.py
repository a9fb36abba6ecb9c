"""A caseload goes from one officer to another, on one page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from loans.forms.caseload import CaseloadForm, GiverForm, officers
from loans.models import OPEN, Loan
from loans.services.caseload import hand_over_caseload
from office.errors import Refusal
from office.requests import SignedInRequest


@permission_required("office.manage_assignments", raise_exception=True)
def caseload(request: SignedInRequest) -> HttpResponse:
    """First whose; then which communes, to whom and from when."""
    if not request.GET.get("giver"):
        return render(request, "loans/caseload.html", {"giver_form": GiverForm()})
    giver_form = GiverForm(request.GET)
    if not giver_form.is_valid():
        return render(request, "loans/caseload.html", {"giver_form": giver_form})
    giver = get_object_or_404(officers(), pk=giver_form.cleaned_data["giver"].pk)
    form = CaseloadForm(request.POST or None, giver=giver)
    if request.method == "POST" and form.is_valid():
        try:
            moved = hand_over_caseload(giver=giver, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except Refusal as refused:
            refused.show_on(form)
        else:
            said = ngettext("%(count)d loan changed hands.", "%(count)d loans changed hands.", moved)
            messages.success(request, said % {"count": moved})
            return redirect("office:assignment-list")
    loans = Loan.objects.filter(officer=giver, status__in=OPEN).count()
    return render(request, "loans/caseload.html", {"giver": giver, "form": form, "loans": loans})
