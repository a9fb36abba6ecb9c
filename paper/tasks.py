from celery import shared_task
from django.utils import timezone

from paper import jobs
from paper.models import HeldFile, Job


@shared_task
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task
def send_waiting_jobs() -> int:
    """Send again what the broker may have lost; running one twice is harmless."""
    waiting = list(Job.objects.to_send().values_list("pk", flat=True)[:100])
    for pk in waiting:
        run_job.delay(str(pk))
    return len(waiting)


@shared_task
def drop_old_uploads() -> int:
    return HeldFile.objects.filter(keep_until__lt=timezone.now()).delete()[0]
