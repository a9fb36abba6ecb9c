"""Reminding people: a call that is noted, or a message that is sent in the background and then noted."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.messaging import message_backend, reminder_text
from livelihoods.models import Consent, Contact, Participant
from livelihoods.services.locking import locked
from livelihoods.services.tasks import leave_alone
from office import trail
from office.models import OfficeCommune, User
from paper import jobs
from paper.models import Job

SEND = "livelihoods.send_reminder"


@transaction.atomic
def note_call(participant: Participant, *, channel: str, outcome: str, by: User, on: date) -> Contact:
    """What came of a call that no task asked for. Who asked not to be contacted is left alone from now on."""
    participant = locked(participant)
    contact = Contact.objects.create(participant=participant, channel=channel, outcome=outcome, by=by)
    if outcome == Contact.Outcome.NO_CONTACT:
        leave_alone(participant, by=by, on=on)
    trail.record(trail.Act.WRITE, participant, by=by, fields=["outcome"])
    return contact


@transaction.atomic
def send_reminder(participant: Participant, *, day: date, by: User) -> Job:
    """A message about an appointment on that day; one a person and day of sending, however often it is asked for.

    Raises LivelihoodError while sending is off, without the person's consent or phone, and for a day that has passed.
    """
    participant = locked(participant)
    if reason := why_not(participant):
        raise LivelihoodError(reason)
    if day < timezone.localdate():
        raise LivelihoodError(_("This day has passed."))
    today = Job.objects.filter(name=SEND, created_at__date=timezone.localdate()).exclude(state=Job.State.FAILED)
    if asked := today.filter(params__participant=participant.pk).first():
        return asked
    trail.record(trail.Act.WRITE, participant, by=by, fields=["asked"])
    return jobs.ask_for(SEND, {"participant": participant.pk, "day": day.isoformat()}, by=by)


def why_not(participant: Participant) -> str:
    """Why no message goes to this person; empty where one may."""
    if message_backend() is None:
        return _("Sending messages is switched off here.")
    agreed = participant.consents.filter(purpose=Consent.Purpose.MESSAGE, withdrawn_on=None).exists()
    if participant.status != Participant.Status.ACTIVE or not participant.phone or not agreed:
        return _("This person has no phone here, or did not agree to messages.")
    return ""


@jobs.job(SEND)
def send_job(job: Job) -> dict[str, Any]:
    """Asked again after a worker was cut off, the gateway knows the message by its key. Consent is looked at anew."""
    participant = Participant.objects.select_related("key").get(pk=job.params["participant"])
    backend = message_backend()
    if participant.is_forgotten or backend is None or why_not(participant):
        return {"sent": False}
    text = reminder_text(date.fromisoformat(job.params["day"]), _phone_of_office(participant))
    backend.send(phone=participant.phone, text=text, key=str(job.pk))
    Contact.objects.create(
        participant=participant, channel=Contact.Channel.MESSAGE, outcome=Contact.Outcome.SENT, by=job.by
    )
    return {"sent": True}


def _phone_of_office(participant: Participant) -> str:
    link = OfficeCommune.objects.filter(commune=participant.commune_id).select_related("office").first()
    return link.office.phone if link else ""
