"""What a person agreed to: given and taken back, one at a time."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.documents import consent_lines
from livelihoods.forms.consents import ConsentForm
from livelihoods.models import Consent
from livelihoods.services import give_consent, withdraw_consent
from livelihoods.views.common import note_reading, participant_or_404
from office.requests import SignedInRequest


@permission_required("livelihoods.change_participant", raise_exception=True)
def consent_change(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        act = give_consent if form.cleaned_data["gives"] else withdraw_consent
        act(person, form.cleaned_data["purpose"], by=request.user, on=timezone.localdate())
        messages.success(request, _("Saved."))
        return redirect("livelihoods:consent-change", person.code)
    lines = consent_lines(person)
    context = {
        "participant": person,
        "shown": person.shown_to(request.user),
        "lines": lines,
        "must_forget": any(c.purpose == Consent.Purpose.RECORD and not c.stands for c in lines),
        "history": person.consents.order_by("-given_on", "-pk"),
    }
    return render(request, "livelihoods/consents.html", context)
