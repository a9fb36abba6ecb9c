"""Business acts on participants and businesses: each in one transaction, with its line in the trail."""

from livelihoods.phones import read_phone
from livelihoods.services.businesses import NewBusiness, add_business, add_first_businesses, change_business
from livelihoods.services.consents import give_consent, withdraw_consent
from livelihoods.services.duplicates import settle_duplicate
from livelihoods.services.forgetting import (
    forget_after_retention,
    forget_again,
    forget_participant,
    open_matters,
)
from livelihoods.services.milestones import record_milestone, record_milestones
from livelihoods.services.people import (
    OLDEST,
    Arrival,
    change_participant,
    index_for_search,
    move_participant,
    register_participant,
    register_participants,
    stop_contact,
)
from livelihoods.services.tasks import add_task, close_tasks, end_tasks, hand_over_tasks, record_contact

__all__ = [
    "OLDEST",
    "Arrival",
    "NewBusiness",
    "add_business",
    "add_first_businesses",
    "add_task",
    "change_business",
    "change_participant",
    "close_tasks",
    "end_tasks",
    "forget_after_retention",
    "forget_again",
    "forget_participant",
    "give_consent",
    "hand_over_tasks",
    "index_for_search",
    "move_participant",
    "open_matters",
    "read_phone",
    "record_contact",
    "record_milestone",
    "record_milestones",
    "register_participant",
    "register_participants",
    "settle_duplicate",
    "stop_contact",
    "withdraw_consent",
]
