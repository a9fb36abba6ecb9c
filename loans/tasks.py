from celery import shared_task
from django.utils import timezone

from loans.services import applications, caseload, promises, tolerance


@shared_task
def expire_approvals() -> int:
    return applications.expire_approvals(on=timezone.localdate())


@shared_task
def note_missed_instalments() -> int:
    return promises.note_missed_instalments(on=timezone.localdate())


@shared_task
def follow_handovers() -> int:
    return caseload.follow_handovers(on=timezone.localdate())


@shared_task
def follow_tolerance() -> int:
    return tolerance.follow_tolerance(on=timezone.localdate())
