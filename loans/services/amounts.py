"""What every sum handed over must be: above zero, countable in notes, and already handed over."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from loans.errors import LoanError
from loans.models import Channel
from office.core.money import is_countable


def check_amount(amount: Money, channel: Channel = Channel.NONE) -> None:
    """Above zero; in cash a whole number of the smallest notes. Raises LoanError at `amount`."""
    if amount.amount <= 0:
        raise LoanError(_("The amount must be above zero."), field="amount")
    if channel == Channel.CASH and not is_countable(amount):
        raise LoanError(_("This amount cannot be counted out in notes: riel end in 00."), field="amount")


def check_paid_out_on(value_on: date) -> None:
    """Money that leaves the office is recorded when it left. Raises LoanError at `value_on`."""
    if value_on > timezone.localdate():
        raise LoanError(_("Money is paid out today or was before: this date is still to come."), field="value_on")
