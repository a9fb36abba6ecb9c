from livelihoods.models.businesses import Business, BusinessMember, BusinessStatus, LivelihoodKind
from livelihoods.models.people import (
    FREE_TEXT_HINT,
    Consent,
    Milestone,
    Participant,
    Residence,
    SearchToken,
    Sex,
    SuspectedDuplicate,
)
from livelihoods.models.tasks import Contact, Task

__all__ = [
    "FREE_TEXT_HINT",
    "Business",
    "BusinessMember",
    "BusinessStatus",
    "Consent",
    "Contact",
    "LivelihoodKind",
    "Milestone",
    "Participant",
    "Residence",
    "SearchToken",
    "Sex",
    "SuspectedDuplicate",
    "Task",
]
