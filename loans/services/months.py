"""Closing a month: nothing more enters the books of it, and how every loan stood is kept as it was reported."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from loans.errors import LoanError
from loans.models import LedgerEntry, Loan, MonthClose, MonthEndRow
from loans.services.standing import standings_in_the_books
from office import trail
from office.core.months import last_of
from office.models import Office, User

BATCH = 1000


def next_to_close() -> date | None:
    """The end of the month that would be closed next: after the last closed one, else that of the first posting."""
    if last := MonthClose.objects.order_by("-end").first():
        return last_of(last.end + timedelta(days=1))
    first = LedgerEntry.objects.order_by("posted_on").first()
    return last_of(first.posted_on) if first else None


@transaction.atomic
def close_month(*, end: date, by: User, today: date) -> MonthClose:
    """Close the month ending on `end` for all offices. Months are closed one after the other, once they are over."""
    # Every posting takes its office's row: nobody posts while the rows are written.
    list(Office.objects.select_for_update(no_key=True).order_by("pk"))
    if end != next_to_close():
        raise LoanError(_("Months are closed one after the other."))
    if end >= today:
        raise LoanError(_("This month is not over."))
    close = MonthClose.objects.create(end=end, by=by)
    rows = [
        MonthEndRow(
            close=close, loan=s.loan, currency=s.loan.currency, principal=s.principal, days_past_due=s.days_past_due,
            status=s.status, officer_id=s.loan.officer_id, commune_id=s.loan.commune_id, fund_id=s.loan.fund_id,
        )
        for s in standings_in_the_books(Loan.objects.all(), end=end)
    ]  # fmt: skip
    MonthEndRow.objects.bulk_create(rows, BATCH)
    trail.record(trail.Act.WRITE, close, by=by, fields=["closed"])
    return close
