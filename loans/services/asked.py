"""A request of one person is settled by another, once."""

from django.utils.translation import gettext as _

from loans.errors import LoanError
from loans.models import ChangeRequest, ReversalRequest
from office import trail
from office.models import User


def check_open_to(asked: ChangeRequest | ReversalRequest, by: User, *, never: int | None) -> None:
    """Raises LoanError where it was settled before, or `by` asked for it or is `never` (a user's primary key)."""
    if asked.settled_at:
        raise LoanError(_("This request was settled already."))
    if by.pk in (asked.asked_by_id, never):
        raise LoanError(_("Another person must decide: you entered this or asked for it."))


def settle(asked: ChangeRequest | ReversalRequest, by: User, *, is_confirmed: bool) -> None:
    asked.settle(by, is_confirmed=is_confirmed)
    trail.record(trail.Act.WRITE, asked, by=by, fields=["confirmed" if is_confirmed else "declined"])
