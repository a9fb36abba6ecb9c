import pytest
from django.utils import timezone

from tests.factories import make_participant
from tests.trainings.factories import make_session, make_trainer, seat


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def world(today):
    """A trainer's session of today and tomorrow, with one participant of 010201 who may be called."""
    user, lead = make_trainer()
    session = make_session(lead=lead, first_on=today)
    person = make_participant(phone="012 345 678", safe_hours="ពេលព្រឹក", consents=("record", "call"))
    return {"user": user, "lead": lead, "session": session, "person": person, "seat": seat(session, person)}
