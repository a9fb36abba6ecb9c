from livelihoods.models.assets import Asset, Booking, Shock
from livelihoods.models.businesses import Business, BusinessMember, BusinessStatus, LivelihoodKind
from livelihoods.models.complaints import Complaint, ComplaintStep
from livelihoods.models.linkages import Linkage
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
from livelihoods.models.visits import (
    COSTS,
    SALES,
    FollowUp,
    IncomeLine,
    IncomeRecord,
    Visit,
    VisitDraft,
    round_label,
)

__all__ = [
    "COSTS",
    "FREE_TEXT_HINT",
    "SALES",
    "Asset",
    "Booking",
    "Business",
    "BusinessMember",
    "BusinessStatus",
    "Complaint",
    "ComplaintStep",
    "Consent",
    "Contact",
    "FollowUp",
    "IncomeLine",
    "IncomeRecord",
    "Linkage",
    "LivelihoodKind",
    "Milestone",
    "Participant",
    "Residence",
    "SearchToken",
    "Sex",
    "Shock",
    "SuspectedDuplicate",
    "Task",
    "Visit",
    "VisitDraft",
    "round_label",
]
