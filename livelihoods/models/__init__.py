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

__all__ = [
    "FREE_TEXT_HINT",
    "Business",
    "BusinessMember",
    "BusinessStatus",
    "Consent",
    "LivelihoodKind",
    "Milestone",
    "Participant",
    "Residence",
    "SearchToken",
    "Sex",
    "SuspectedDuplicate",
]
