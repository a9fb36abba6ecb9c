"""The two background jobs of the page: the check, and the commit. Their results hold codes and cells, never values."""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from office.errors import Refusal
from paper import jobs
from paper.models import Job
from reports.models import WorkbookImport
from reports.workbook.checking import Check, check_workbook
from reports.workbook.committing import commit
from reports.workbook.findings import Finding
from reports.workbook.folds import LANGUAGES
from reports.workbook.progress import TOTAL, Progress
from reports.workbook.summary import summary_of

CHECK, COMMIT = "reports.check_workbook", "reports.commit_workbook"
MOST_KEPT = 2000
CHECKED = 350  # of a commit's thousandths, what checking once more takes
CACHED_SECONDS = 600


@jobs.job(CHECK)
def check_job(job: Job) -> dict[str, Any]:
    sent = _sent(job)
    if sent.file is None:
        return _gone()
    return result_of(check_workbook(sent.file.content(), on=timezone.localdate(), by=job.by, progress=_progress(job)))


@jobs.job(COMMIT)
def commit_job(job: Job) -> dict[str, Any]:
    """Check once more, then write. Done twice, the second time finds every row written and changes nothing."""
    sent = _sent(job)
    if sent.file is None:
        return _gone()
    on = timezone.localdate()
    check = check_workbook(sent.file.content(), on=on, by=job.by, progress=_progress(job, to=CHECKED))
    result = result_of(check)
    if check.findings.errors:
        return result
    try:
        with transaction.atomic():
            # The job's row is held from here: another worker that takes us for dead waits, and finds us alive.
            job.report(CHECKED, TOTAL)
            written = commit(check, by=job.by, second=sent.second, on=on, progress=_quiet_progress(job))
            job.report(TOTAL, TOTAL)
    except Refusal as refused:
        return {**result, "errors": [_refusal(refused).as_json()], "error_count": 1}
    return {**result, "written": written}


def result_of(check: Check) -> dict[str, Any]:
    """What is stored and shown: at most so many findings, all of them counted."""
    errors, warnings = check.findings.errors, check.findings.warnings
    return {
        "errors": [finding.as_json() for finding in errors[:MOST_KEPT]],
        "error_count": len(errors),
        "warnings": [finding.as_json() for finding in warnings[:MOST_KEPT]],
        "warning_count": len(warnings),
        "changes": check.plan.changes,
        "summary": summary_of(check.plan),
    }


def progress_of(job: Job) -> tuple[int, int]:
    """How far the job is. A commit tells it past its own transaction, which nobody else sees into yet."""
    done, total = cache.get(_cache_key(job), (job.done, job.total))
    return max(done, job.done), total or TOTAL


def _progress(job: Job, *, to: int = TOTAL) -> Progress:
    def tell(done: int, total: int) -> None:
        if not job.report(done * to // total, TOTAL):
            raise jobs.Cancelled

    return Progress(tell)


def _quiet_progress(job: Job) -> Progress:
    """For the time of the transaction: told through the cache alone."""

    def tell(done: int, total: int) -> None:
        shown = CHECKED + (TOTAL - CHECKED) * done // total
        cache.set(_cache_key(job), (shown, TOTAL), CACHED_SECONDS)

    return Progress(tell)


def _cache_key(job: Job) -> str:
    return f"workbook-progress:{job.pk}"


def _sent(job: Job) -> WorkbookImport:
    return WorkbookImport.objects.select_related("file", "second__key").get(pk=job.params["workbook"])


def _gone() -> dict[str, Any]:
    return {"errors": [Finding("file.gone").as_json()], "error_count": 1, "warnings": [], "warning_count": 0,
            "changes": False, "summary": None}  # fmt: skip


def _refusal(refused: Refusal) -> Finding:
    reason = {}
    for language in LANGUAGES:
        with override(language):
            reason[language] = str(refused)
    return Finding("refused", params={"reason": reason})
