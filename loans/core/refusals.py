"""Why terms or an event are refused: a code with its parameters, and the English sentence of each code.

The core does not translate. `MESSAGES` holds one `%`-template per code; the Django side marks the same
sentences for translation and fills them with the same parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # the shape of a value
        "required": "This field is required.",
        "field_required": "%(name)s is required.",
        "field": "%(name)s: %(reason)s",
        "unknown_field": "There is no field of this name.",
        "not_an_object": "This must be an object with named fields.",
        "not_a_list": "This must be a list.",
        "not_a_number": "Enter a number in plain digits, as text, for example 1250.50.",
        "not_whole": "Enter a whole number.",
        "not_a_date": "Enter a date as YYYY-MM-DD.",
        "not_a_choice": "Choose one of: %(choices)s.",
        "not_positive": "This must be more than zero.",
        "negative": "This must not be below zero.",
        "too_large": "This is too large; the most is %(most)s.",
        "too_many_digits": "At most %(digits)s digits may follow the decimal point.",
        "too_many_events": "At most %(most)s events can be calculated at once.",
        "duplicate_seq": "Another event has the same number.",
        # terms
        "not_a_multiple_of_step": "This must be a multiple of %(step)s.",
        "both_dates_and_frequency": "Give either due dates or a number of instalments, not both.",
        "dates_not_rising": "Due dates must follow one another, without repeats.",
        "not_after_disbursement": "This must be after the disbursement (%(disbursed_on)s).",
        "first_due_is_not_first": "This must be the first of the due dates (%(first)s), or empty.",
        "dates_too_far": "The due dates would run beyond the calendar.",
        "principal_below_step": "%(principal)s is too little for %(rows)s instalments of at least %(step)s.",
        "not_below_instalments": "This must be below the number of instalments (%(instalments)s).",
        "fee_not_below_principal": "The fee must be below the principal (%(principal)s).",
        "instalment_rounds_to_zero": "The instalment would round to zero; choose a smaller multiple.",
        # events in general
        "before_disbursement": "Nothing can be entered before the first disbursement.",
        "after_write_off": "The loan was written off; only a recovery may follow.",
        "breaks_accepted": "With this, entry %(seq)s would be refused: %(reason)s",
        # disbursement
        "disbursement_above_principal": ("Disbursements would come to more than the principal (%(principal)s)."),
        "disbursement_too_late": "A disbursement must be before %(due)s.",
        "after_settlement": "The loan was settled; this is no longer possible.",
        # repayment, waiver, refund, recovery
        "waiver_above_unpaid": "Only %(unpaid)s is unpaid.",
        "refund_above_credit": "The credit is only %(credit)s.",
        "settlement_below_quote": "Settling takes at least %(total)s.",
        "not_written_off": "The loan is not written off.",
        "nothing_outstanding": "Nothing is outstanding.",
        # reschedule
        "one_change": "Give exactly one of: a new due date, extra instalments, principal grace.",
        "no_such_due_date": "No instalment is due on %(from_due)s.",
        "new_due_too_early": "The new due date must be after %(before)s.",
        "dates_before_disbursement": "The last due date would not be after the disbursement of %(date)s.",
        "balance_below_step": "%(balance)s is too little for %(rows)s instalments of at least %(step)s.",
        "too_many_instalments": "A loan has at most %(most)s instalments.",
        # reversal
        "no_such_event": "There is no entry %(reverses)s to reverse.",
        "reversal_reversed": "A reversal cannot be reversed.",
        "already_reversed": "Entry %(reverses)s is already reversed.",
        "later_movement": "Reverse the later entry %(seq)s first.",
        "later_reschedule": "Reverse the later rescheduling %(seq)s first.",
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason. `params` may hold dates, amounts (Decimal), whole numbers, or another `Refusal`."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return MESSAGES[self.code] % self.params


class Refused(Exception):
    """Terms (`field`) or an event (`seq`) cannot be accepted, for the reason in `refusal`."""

    def __init__(self, refusal: Refusal, *, seq: int | None = None, field: str | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.seq = seq
        self.field = field
