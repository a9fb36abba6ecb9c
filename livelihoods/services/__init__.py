"""Business acts on participants and businesses: each in one transaction, with its line in the trail."""

from livelihoods.phones import read_phone
from livelihoods.services.assets import add_asset, note_asset_gone
from livelihoods.services.bookings import book, cancel_booking
from livelihoods.services.businesses import NewBusiness, add_business, add_first_businesses, change_business
from livelihoods.services.complaints import (
    give_complaint,
    may_deal_with,
    possible_owners,
    record_complaint,
    take_step,
)
from livelihoods.services.consents import give_consent, withdraw_consent
from livelihoods.services.duplicates import settle_duplicate
from livelihoods.services.forgetting import (
    forget_after_retention,
    forget_again,
    forget_participant,
    open_matters,
)
from livelihoods.services.income import IncomeTold, month_of_last_30_days, record_income
from livelihoods.services.linkages import add_linkage, settle_linkage
from livelihoods.services.milestones import record_milestone, record_milestones, take_back_milestone
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
from livelihoods.services.reminders import note_call, send_reminder, why_not
from livelihoods.services.rounds import follow_ups_of, plan_rounds
from livelihoods.services.shares import end_share, give_share
from livelihoods.services.shocks import end_shock, note_shock
from livelihoods.services.tasks import add_task, close_tasks, end_tasks, hand_over_tasks, record_contact
from livelihoods.services.visits import VisitTold, record_visit

__all__ = [
    "OLDEST",
    "Arrival",
    "IncomeTold",
    "NewBusiness",
    "VisitTold",
    "add_asset",
    "add_business",
    "add_first_businesses",
    "add_linkage",
    "add_task",
    "book",
    "cancel_booking",
    "change_business",
    "change_participant",
    "close_tasks",
    "end_share",
    "end_shock",
    "end_tasks",
    "follow_ups_of",
    "forget_after_retention",
    "forget_again",
    "forget_participant",
    "give_complaint",
    "give_consent",
    "give_share",
    "hand_over_tasks",
    "index_for_search",
    "may_deal_with",
    "month_of_last_30_days",
    "move_participant",
    "note_asset_gone",
    "note_call",
    "note_shock",
    "open_matters",
    "plan_rounds",
    "possible_owners",
    "read_phone",
    "record_complaint",
    "record_contact",
    "record_income",
    "record_milestone",
    "record_milestones",
    "record_visit",
    "register_participant",
    "register_participants",
    "send_reminder",
    "settle_duplicate",
    "settle_linkage",
    "stop_contact",
    "take_back_milestone",
    "take_step",
    "why_not",
    "withdraw_consent",
]
