from celery import shared_task
from django.utils import timezone

from livelihoods.services import forget_after_retention as forget
from livelihoods.services import missed


@shared_task
def forget_after_retention() -> int:
    return forget(on=timezone.localdate())


@shared_task
def note_missed_visits() -> int:
    return missed.note_missed_visits(on=timezone.localdate())
