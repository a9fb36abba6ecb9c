from celery import shared_task
from django.utils import timezone

from loans.services import promises
from loans.services.applications import expire_approvals as expire


@shared_task
def expire_approvals() -> int:
    return expire(on=timezone.localdate())


@shared_task
def note_missed_instalments() -> int:
    return promises.note_missed_instalments(on=timezone.localdate())
