"""Background jobs: asked for in a transaction, started by name, sent again until done."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from office.models import User
from paper.models import LEASE, Job

logger = logging.getLogger(__name__)
Work = Callable[[Job], dict[str, Any]]
_WORK: dict[str, Work] = {}


class Cancelled(Exception):
    """Raised by the work itself at a safe place, after `Job.report` returned False."""


def job(name: str) -> Callable[[Work], Work]:
    """Register idempotent work under a name. It may run twice: the first time may have been cut off."""

    def register(work: Work) -> Work:
        _WORK[name] = work
        return work

    return register


def ask_for(name: str, params: dict[str, Any], *, by: User) -> Job:
    """Write the outbox row in the caller's transaction, and send it once that is committed."""
    from paper.tasks import run_job

    asked = Job.objects.create(name=name, params=params, by=by)
    transaction.on_commit(lambda: run_job.delay(str(asked.pk)))
    return asked


def run(job_id: str) -> None:
    """Do the work of a job, unless it is done or another worker is at it."""
    if (claimed := _claim(job_id)) is None:
        return
    try:
        result, state = _WORK[claimed.name](claimed), Job.State.DONE
    except Cancelled:
        result, state = {}, Job.State.CANCELLED
    except Exception:
        # The work is a bug's victim, not the worker: note it, keep the worker alive for the others.
        logger.exception("job %s failed", claimed.pk)
        result, state = {}, Job.State.FAILED
    Job.objects.filter(pk=claimed.pk).update(state=state, result=result, finished_at=timezone.now())


def _claim(job_id: str) -> Job | None:
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, heard_at__lt=timezone.now() - LEASE)
    mine = Job.objects.filter(free, pk=job_id).update(state=Job.State.RUNNING, heard_at=timezone.now())
    return Job.objects.select_related("by").get(pk=job_id) if mine else None
