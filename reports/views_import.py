"""The page that imports workbooks: send, look at what was found, write it. Only who sent a workbook sees it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh
from moneyed import Money

from office.errors import Refusal
from office.models import Place
from office.requests import SignedInRequest
from paper.core.numbers import format_amount, format_number
from paper.models import Job
from reports.forms_import import SecondPersonForm, WorkbookForm
from reports.models import WorkbookImport
from reports.workbook.findings import Finding
from reports.workbook.jobs import progress_of
from reports.workbook.sending import ask_to_write, send_workbook
from reports.workbook.template import make_template
from reports.workbook.words import place_of, said

MAY = "reports.import_workbook"
MOST_SHOWN = 300
MOST_EARLIER = 10
FORM_ROOM = 64 * 1024  # what a form takes besides its file
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class InMemory(MemoryFileUploadHandler):
    """Keeps the whole file in memory: it is full of names, and a temporary file would hold them in clear."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.activated = not _is_too_big(META)


@csrf_exempt
@permission_required(MAY, raise_exception=True)
def workbook_import(request: SignedInRequest) -> HttpResponse:
    # Where a file goes is settled before the form is read, and CSRF protection reads the form: so that comes inside.
    request.upload_handlers = [InMemory(request)]
    return _workbook_import(request)


@csrf_protect
def _workbook_import(request: SignedInRequest) -> HttpResponse:
    form = WorkbookForm(request.POST or None, request.FILES or None, is_too_big=_is_too_big(request.META))
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES, is_too_big=_is_too_big(request.META))
        if form.is_valid():
            sent = send_workbook(form.cleaned_data["file"].read(), by=request.user)
            return redirect("reports:import-result", sent.pk)
    earlier = WorkbookImport.objects.filter(by=request.user).select_related("check_job", "commit_job").order_by("-pk")
    context = {"form": form, "earlier": [_as_row(sent) for sent in earlier[:MOST_EARLIER]]}
    return render(request, "reports/import.html", context)


@permission_required(MAY, raise_exception=True)
def import_template(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(make_template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="workbook-template.xlsx"'
    return response


@permission_required(MAY, raise_exception=True)
def import_result(request: SignedInRequest, pk: int) -> HttpResponse:
    sent = _own(request, pk)
    job = _job_of(sent)
    if job is None or not job.is_finished:
        return render(request, "reports/import_progress.html", {"sent": sent, **_progress(job, sent)})
    return render(request, "reports/import_result.html", _result(request, sent, job))


@permission_required(MAY, raise_exception=True)
def import_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for every second; once the job is over the page is loaded anew."""
    sent = _own(request, pk)
    job = _job_of(sent)
    if job is not None and job.is_finished:
        return HttpResponseClientRefresh()
    return render(request, "reports/import_bar.html", {"sent": sent, **_progress(job, sent)})


@require_POST
@permission_required(MAY, raise_exception=True)
def import_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    sent = _own(request, pk)
    job = sent.check_job
    is_needed = bool(job and job.result.get("summary") and job.result["summary"]["loans"])
    form = SecondPersonForm(request.POST, by=request.user, is_needed=is_needed)
    if form.is_valid():
        try:
            ask_to_write(sent, second=form.cleaned_data.get("second"), by=request.user)
        except Refusal as refusal:
            refusal.show_on(form)
        else:
            return redirect("reports:import-result", sent.pk)
    if job is None or not job.is_finished:
        return redirect("reports:import-result", sent.pk)
    return render(request, "reports/import_result.html", _result(request, sent, job, form=form))


# what the pages show -----------------------------------------------------------------------------------


def _own(request: SignedInRequest, pk: int) -> WorkbookImport:
    sent = WorkbookImport.objects.filter(by=request.user).select_related("check_job", "commit_job", "second__key")
    return get_object_or_404(sent, pk=pk)


def _job_of(sent: WorkbookImport) -> Job | None:
    return sent.commit_job or sent.check_job


def _progress(job: Job | None, sent: WorkbookImport) -> dict[str, Any]:
    done, total = progress_of(job) if job else (0, 1)
    return {
        "label": _("Writing the workbook") if sent.commit_job else _("Checking the workbook"),
        "done": done, "total": total, "share": f"{100 * done // total} %",
    }  # fmt: skip


def _result(
    request: SignedInRequest, sent: WorkbookImport, job: Job, *, form: SecondPersonForm | None = None
) -> dict[str, Any]:
    result = job.result
    is_done, is_commit = job.state == Job.State.DONE, job.pk == sent.commit_job_id
    errors = result.get("error_count", 0)
    summary = result.get("summary")
    can_write = is_done and not is_commit and not errors and bool(result.get("changes"))
    if can_write and form is None:
        form = SecondPersonForm(by=request.user, is_needed=bool(summary["loans"]))
    return {
        "sent": sent, "has_failed": not is_done, "is_written": is_done and is_commit and not errors,
        "can_write": can_write, "is_kept": sent.file_id is not None, "form": form,
        "has_nothing_new": is_done and not is_commit and not errors and not result.get("changes"),
        "figures": _figures(summary) if summary and not errors else [],
        "facts": _facts(summary) if summary and not errors else [],
        "communes": _communes(summary) if summary and not errors else [],
        "errors": _findings(result.get("errors", ())), "error_count": errors,
        "warnings": _findings(result.get("warnings", ())), "warning_count": result.get("warning_count", 0),
        "most_shown": MOST_SHOWN,
    }  # fmt: skip


def _findings(stored: Any) -> list[dict[str, str]]:
    found = [Finding.from_json(each) for each in stored[:MOST_SHOWN]]
    return [{"sheet": place_of(f), "cell": f.cell, "words": said(f)} for f in found]


def _figures(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": _("Participants"), "value": format_number(summary["participants"])},
        {"label": _("Loans"), "value": format_number(summary["loans"])},
        {"label": _("Lent"), **_amounts(summary["lent"])},
        {"label": _("Repaid"), **_amounts(summary["repaid"])},
    ]


def _amounts(sums: list[dict[str, str]]) -> dict[str, Any]:
    """Each currency for itself; they are never added."""
    return {"amounts": [Money(s["amount"], s["currency"]) for s in sums]} if sums else {"value": "–"}


def _facts(summary: Mapping[str, Any]) -> list[tuple[str, Any]]:
    counts = [
        (_("New loan funds"), summary["funds"]),
        (_("Businesses"), summary["businesses"]),
        (_("Repayments"), summary["repayments"]),
        (_("Visits"), summary["visits"]),
        (_("Income records"), summary["income"]),
        (_("Sessions"), summary["sessions"]),
        (_("Seats in sessions"), summary["seats"]),
        (_("Earlier loans with new repayments"), summary["loans_extended"]),
        (_("Rows that are here already"), summary["unchanged"]),
    ]
    capital = ", ".join(format_amount(Decimal(c["amount"]), c["currency"]) for c in summary["capital"])
    facts = [(label, format_number(count)) for label, count in counts if count]
    return [(_("Capital received"), capital), *facts] if capital else facts


def _communes(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    counts = {row["commune"]: row["participants"] for row in summary["participants_by_commune"]}
    places = Place.objects.in_bulk(list(counts))
    return [(places[code].full_name, format_number(n)) for code, n in counts.items() if code in places]


def _as_row(sent: WorkbookImport) -> dict[str, Any]:
    job = _job_of(sent)
    has_errors = job is not None and job.result.get("error_count")
    return {"sent": sent, "state": "errors" if has_errors else job.state if job else "waiting",
            "says": _state_of(sent, job)}  # fmt: skip


def _state_of(sent: WorkbookImport, job: Job | None) -> str:
    if job is None or not job.is_finished:
        return _("in progress")
    if job.state != Job.State.DONE:
        return _("failed")
    if job.result.get("error_count"):
        return _("with errors")
    if job.pk == sent.commit_job_id:
        return _("written")
    return _("checked, not written") if job.result.get("changes") else _("nothing new")


def _is_too_big(meta: Mapping[str, Any]) -> bool:
    return int(meta.get("CONTENT_LENGTH") or 0) > settings.WORKBOOK_MAX_BYTES + FORM_ROOM
