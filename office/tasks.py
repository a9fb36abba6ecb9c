from celery import shared_task

from office import trail


@shared_task
def seal_trail() -> int:
    return trail.seal_trail()
