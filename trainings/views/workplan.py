"""The workplan: a month at a time, what is late before all; its lines added, changed, done."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.views.common import attempt
from office.core.months import add_months, first_of, last_of, read_month
from office.models import User
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date
from trainings.forms.workplan import DoneForm, LineForm
from trainings.models import WorkplanLine
from trainings.models.workplan import WorkplanQuerySet
from trainings.services.workplan import finish_line, may_finish, save_line

SEE, MANAGE = "trainings.view_workplan", "trainings.manage_workplan"
Status = WorkplanLine.Status
TONES = {Status.LATE: "late", Status.RUNNING: "due", Status.DONE: "done", Status.COMING: ""}


@permission_required(SEE, raise_exception=True)
def workplan(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    month = read_month(request.GET.get("month", "")) or first_of(today)
    lines = WorkplanLine.objects.select_related("site__commune", "responsible__key")
    late = lines.late(on=today)
    in_month = lines.between(month, last_of(month)).exclude(pk__in=late.values("pk"))
    context = {
        "month": f"{month:%m/%Y}",
        "before": f"{add_months(month, -1):%Y-%m}",
        "after": f"{add_months(month, 1):%Y-%m}",
        "late": _rows(late, user, on=today),
        "rows": _rows(in_month, user, on=today),
        "may_manage": user.has_perm(MANAGE),
    }
    return render(request, "trainings/workplan.html", context)


@permission_required(MANAGE, raise_exception=True)
def line_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    line = get_object_or_404(WorkplanLine, pk=pk) if pk else None
    form = LineForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        act = {"by": request.user, "on": timezone.localdate(), **form.values()}
        if attempt(form, save_line, line or WorkplanLine(), **act):
            messages.success(request, _("Saved."))
            return redirect(_month_url(form.cleaned_data["from_on"]))
    title = _("Change the line") if line else _("Add a line")
    return _form_page(request, form, title=title, submit=_("Save"))


@permission_required(SEE, raise_exception=True)
def line_done(request: SignedInRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(WorkplanLine, pk=pk)
    if not may_finish(line, request.user):
        raise PermissionDenied
    today = timezone.localdate()
    form = DoneForm(request.POST or None, initial={"done_on": today})
    if form.is_valid() and attempt(form, finish_line, line, by=request.user, on=today, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect(_month_url(line.from_on))
    return _form_page(request, form, title=_("Done"), submit=_("Save"), line=line.activity)


def _rows(lines: WorkplanQuerySet, user: User, *, on: date) -> list[dict[str, Any]]:
    return [_row(line, user, on=on) for line in lines]


def _row(line: WorkplanLine, user: User, *, on: date) -> dict[str, Any]:
    status = line.status(on=on)
    where = line.site.commune.full_name if line.site else _("all sites")
    days = f"{short_date(line.from_on)} – {short_date(line.to_on)}"
    row = {
        "title": line.activity,
        "context": f"{where} · {line.responsible.shown_name} · {days}",
        "note": f"{status.label} {short_date(line.done_on)}".strip(),
        "tone": TONES[status],
        "amount": line.budget,
        "settled": line.done_on is not None,
    }
    if user.has_perm(MANAGE):
        row["url"] = reverse("trainings:workplan-change", args=[line.pk])
    if line.done_on is None and may_finish(line, user):
        row |= {"act_label": _("Done"), "act_url": reverse("trainings:workplan-done", args=[line.pk])}
    return row


def _month_url(day: date) -> str:
    return f"{reverse('trainings:workplan')}?month={day:%Y-%m}"


def _form_page(request: SignedInRequest, form: Any, *, title: str, submit: str, line: str = "") -> HttpResponse:
    context = {
        "form": form, "page_title": title, "submit": submit, "context_line": line,
        "back_url": reverse("trainings:workplan"), "back_label": _("Workplan"),
    }  # fmt: skip
    return render(request, "simple_form.html", context)
