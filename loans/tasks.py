from celery import shared_task
from django.utils import timezone

from loans.services.applications import expire_approvals as expire
from loans.services.caseload import follow_handovers as follow


@shared_task
def expire_approvals() -> int:
    return expire(on=timezone.localdate())


@shared_task
def follow_handovers() -> int:
    return follow(on=timezone.localdate())
