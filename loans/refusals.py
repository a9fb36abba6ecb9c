"""The core's refusals in the user's language. Each sentence is the core's own, marked for translation."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from loans.core.refusals import Refusal
from paper.core.dates import short_date
from paper.core.numbers import format_number

WORDS: dict[str, Any] = {
    "required": _("This field is required."),
    "field_required": _("%(name)s is required."),
    "not_a_number": _("Enter a number in plain digits, as text, for example 1250.50."),
    "not_whole": _("Enter a whole number."),
    "not_a_date": _("Enter a date as YYYY-MM-DD."),
    "not_a_choice": _("Choose one of: %(choices)s."),
    "not_positive": _("This must be more than zero."),
    "negative": _("This must not be below zero."),
    "too_large": _("This is too large; the most is %(most)s."),
    "too_many_digits": _("At most %(digits)s digits may follow the decimal point."),
    "not_a_multiple_of_step": _("This must be a multiple of %(step)s."),
    "both_dates_and_frequency": _("Give either due dates or a number of instalments, not both."),
    "dates_not_rising": _("Due dates must follow one another, without repeats."),
    "not_after_disbursement": _("This must be after the disbursement (%(disbursed_on)s)."),
    "first_due_is_not_first": _("This must be the first of the due dates (%(first)s), or empty."),
    "dates_too_far": _("The due dates would run beyond the calendar."),
    "principal_below_step": _("%(principal)s is too little for %(rows)s instalments of at least %(step)s."),
    "not_below_instalments": _("This must be below the number of instalments (%(instalments)s)."),
    "fee_not_below_principal": _("The fee must be below the principal (%(principal)s)."),
    "instalment_rounds_to_zero": _("The instalment would round to zero; choose a smaller multiple."),
    "before_disbursement": _("Nothing can be entered before the first disbursement."),
    "after_write_off": _("The loan was written off; only a recovery may follow."),
    "breaks_accepted": _("With this, entry %(seq)s would be refused: %(reason)s"),
    "disbursement_above_principal": _("Disbursements would come to more than the principal (%(principal)s)."),
    "disbursement_too_late": _("A disbursement must be before %(due)s."),
    "after_settlement": _("The loan was settled; this is no longer possible."),
    "waiver_above_unpaid": _("Only %(unpaid)s is unpaid."),
    "refund_above_credit": _("The credit is only %(credit)s."),
    "settlement_below_quote": _("Settling takes at least %(total)s."),
    "not_written_off": _("The loan is not written off."),
    "nothing_outstanding": _("Nothing is outstanding."),
    "one_change": _("Give exactly one of: a new due date, extra instalments, principal grace."),
    "no_such_due_date": _("No instalment is due on %(from_due)s."),
    "new_due_too_early": _("The new due date must be after %(before)s."),
    "dates_before_disbursement": _("The last due date would not be after the disbursement of %(date)s."),
    "balance_below_step": _("%(balance)s is too little for %(rows)s instalments of at least %(step)s."),
    "too_many_instalments": _("A loan has at most %(most)s instalments."),
    "no_such_event": _("There is no entry %(reverses)s to reverse."),
    "reversal_reversed": _("A reversal cannot be reversed."),
    "already_reversed": _("Entry %(reverses)s is already reversed."),
    "later_movement": _("Reverse the later entry %(seq)s first."),
    "later_reschedule": _("Reverse the later rescheduling %(seq)s first."),
}


def words_for(refusal: Refusal) -> str:
    return str(WORDS[refusal.code]) % {name: _shown(value) for name, value in refusal.params.items()}


def _shown(value: object) -> object:
    if isinstance(value, Refusal):
        return words_for(value)
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Decimal):
        return format_number(value, 0 if value == value.to_integral_value() else 2)
    return value
