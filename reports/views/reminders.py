"""Whom to call or write to this week, and noting what was done."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from livelihoods.calls import reaches
from livelihoods.forms.tasks import OutcomeForm
from livelihoods.messaging import message_backend, reminder_in
from livelihoods.models import Participant
from livelihoods.services import note_call, send_reminder
from livelihoods.views.common import attempt, note_reading, participant_or_404
from loans.models import Loan
from office import trail
from office.errors import Refusal
from office.requests import SignedInRequest
from reports.reminders import reminders, seats_to_remind, session_reminders, to_remind

MAY = ("livelihoods.change_participant", "livelihoods.see_names", "loans.view_loan")
PER_PAGE, MOST_SEATS = 25, 100


@permission_required(MAY, raise_exception=True)
def reminder_list(request: SignedInRequest) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    coming = to_remind(Loan.objects.visible_to(user), on=today).for_lists()
    page = Paginator(coming, PER_PAGE).get_page(request.GET.get("page"))
    rows = reminders(page.object_list, to=user, on=today)
    seats = seats_to_remind(user, on=today)[:MOST_SEATS] if page.number == 1 else []
    sessions = session_reminders(seats, to=user, on=today)
    trail.record(trail.Act.LIST, Participant, by=user, objects=[row.participant for row in (*rows, *sessions)])
    phone = user.office.phone if user.office else ""
    context = {
        "rows": rows, "sessions": sessions, "page": page, "may_send": message_backend() is not None,
        "example": [(each, reminder_in(each, today, phone)) for each in ("km", "en")],
    }  # fmt: skip
    return render(request, "reports/reminders.html", context)


@require_POST
@permission_required(MAY, raise_exception=True)
def reminder_send(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks for a message; it is sent in the background and noted when it was."""
    person = participant_or_404(request, code)
    try:
        send_reminder(person, day=date.fromisoformat(request.POST.get("day", "")), by=request.user)
    except ValueError:
        messages.error(request, _("This form is damaged. Open it anew; nothing was recorded."))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The message is on its way."))
    return redirect("reports:reminders")


@permission_required(MAY, raise_exception=True)
def reminder_called(request: SignedInRequest, code: str) -> HttpResponse:
    person = participant_or_404(request, code)
    note_reading(request, person)
    reach = reaches([person], to=request.user)[person.pk]
    form = OutcomeForm(request.POST or None, reach=reach)
    today = timezone.localdate()
    if form.is_valid() and attempt(form, note_call, person, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("Recorded."))
        return redirect("reports:reminders")
    context = {"form": form, "person": person, "reach": reach}
    return render(request, "reports/reminder_called.html", context)
