from celery import shared_task
from django.utils import timezone

from livelihoods.services import forget_after_retention as forget


@shared_task
def forget_after_retention() -> int:
    return forget(on=timezone.localdate())
