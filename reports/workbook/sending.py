"""Sending a workbook, and telling it to be written: each asks for a job in its own transaction."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from office import trail
from office.errors import Refusal
from office.models import User
from paper.jobs import ask_for
from paper.models import HeldFile, Job
from reports.models import WorkbookImport
from reports.workbook.committing import check_second
from reports.workbook.jobs import CHECK, COMMIT


@transaction.atomic
def send_workbook(content: bytes, *, by: User) -> WorkbookImport:
    """Hold the file, sealed, for an hour, and have it checked."""
    held = HeldFile.hold(content, by=by, seconds=settings.WORKBOOK_KEPT_SECONDS)
    sent = WorkbookImport.objects.create(by=by, file=held)
    sent.check_job = ask_for(CHECK, {"workbook": sent.pk}, by=by)
    sent.save(update_fields=["check_job"])
    trail.record(trail.Act.WRITE, sent, by=by, fields=["sent"])
    return sent


@transaction.atomic
def ask_to_write(sent: WorkbookImport, *, second: User | None, by: User) -> WorkbookImport:
    """Have a checked workbook written. Asked twice, it is written once."""
    sent = WorkbookImport.objects.select_for_update(of=("self",)).get(pk=sent.pk)
    if sent.commit_job is not None and sent.commit_job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return sent
    result = _result_of(sent)
    if sent.file is None:
        raise Refusal(_("The file was kept for an hour only. Send it again."))
    if result["error_count"] or not result["changes"]:
        raise Refusal(_("There is nothing in this workbook that can be written."))
    if result["summary"]["loans"]:
        check_second(by, second)
    sent.second = second
    sent.commit_job = ask_for(COMMIT, {"workbook": sent.pk}, by=by)
    sent.save(update_fields=["second", "commit_job"])
    trail.record(trail.Act.WRITE, sent, by=by, fields=["asked_to_write"])
    return sent


def _result_of(sent: WorkbookImport) -> dict:
    if sent.check_job is None or sent.check_job.state != Job.State.DONE:
        raise Refusal(_("The workbook has not been checked yet."))
    return sent.check_job.result
