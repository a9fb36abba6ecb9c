"""What is to be done about the people one looks after: a list to call through, each with what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.calls import call_lines
from livelihoods.forms.tasks import ContactForm
from livelihoods.models import Task
from livelihoods.services import record_contact
from livelihoods.views.common import attempt, note_reading
from office import trail
from office.requests import SignedInRequest

MAY = "livelihoods.change_participant"
PER_PAGE = 25
EVERYBODYS = "all"


@permission_required(MAY, raise_exception=True)
def tasks(request: SignedInRequest) -> HttpResponse:
    """What is due by today; with ?show=all also what others are to do and what comes later."""
    today, user = timezone.localdate(), request.user
    shows_all = request.GET.get("show") == EVERYBODYS
    chosen = Task.objects.visible_to(user).waiting() if shows_all else Task.objects.for_user(user).due(on=today)
    page = Paginator(chosen.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    trail.record(trail.Act.LIST, Task, by=user, objects=page.object_list)
    context = {"lines": call_lines(page.object_list, to=user, on=today), "page": page, "shows_all": shows_all}
    return render(request, "livelihoods/tasks.html", context)


@permission_required(MAY, raise_exception=True)
def task_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of it; with a day to ask again the task waits until then."""
    task = get_object_or_404(Task.objects.visible_to(request.user).waiting().for_lists(), pk=pk)
    today = timezone.localdate()
    note_reading(request, task.participant)
    line = call_lines([task], to=request.user, on=today)[0]
    form = ContactForm(request.POST or None, reach=line.reach)
    if form.is_valid() and attempt(form, record_contact, task, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("Recorded."))
        return redirect("livelihoods:tasks")
    context = {
        "form": form,
        "line": line,
        "tried": task.contacts.select_related("by__key"),
    }
    return render(request, "livelihoods/task_done.html", context)
