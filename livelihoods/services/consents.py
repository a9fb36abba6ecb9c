"""What a person agrees to, and takes back. Dates are kept."""

from datetime import date

from django.db import transaction

from livelihoods.models import Consent, Participant
from livelihoods.services.locking import locked
from office import trail
from office.models import User


@transaction.atomic
def give_consent(participant: Participant, purpose: str, *, by: User, on: date) -> Consent:
    """The person agrees. Said twice, it is one consent."""
    participant = locked(participant)
    if standing := participant.consents.filter(purpose=purpose, withdrawn_on=None).first():
        return standing
    consent = Consent.objects.create(participant=participant, purpose=purpose, given_on=on)
    trail.record(trail.Act.WRITE, participant, by=by, fields=[f"consent_{purpose}_given"])
    return consent


@transaction.atomic
def withdraw_consent(participant: Participant, purpose: str, *, by: User, on: date) -> None:
    """The person takes the consent back. What was not given cannot be taken back, and nothing happens."""
    participant = locked(participant)
    for consent in participant.consents.filter(purpose=purpose, withdrawn_on=None):
        consent.withdrawn_on = max(on, consent.given_on)
        consent.save(update_fields=["withdrawn_on"])
        trail.record(trail.Act.WRITE, participant, by=by, fields=[f"consent_{purpose}_withdrawn"])
