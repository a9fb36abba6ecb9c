"""Business acts of the office: each in one transaction, with its line in the trail."""

from office.services.assignments import assign_communes, end_assignment
from office.services.calendar import add_holiday, remove_holiday, set_rate
from office.services.holdings import holdings_of, register_holdings
from office.services.offices import save_office, set_office_communes
from office.services.policy import set_policy_figure
from office.services.users import (
    add_first_user,
    add_user,
    change_user,
    choose_language,
    deactivate_user,
    reactivate_user,
    reset_password,
    reset_second_factor,
)

__all__ = [
    "add_first_user",
    "add_holiday",
    "add_user",
    "assign_communes",
    "change_user",
    "choose_language",
    "deactivate_user",
    "end_assignment",
    "holdings_of",
    "reactivate_user",
    "register_holdings",
    "remove_holiday",
    "reset_password",
    "reset_second_factor",
    "save_office",
    "set_office_communes",
    "set_policy_figure",
    "set_rate",
]
