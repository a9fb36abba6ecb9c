"""Which day of the books is open: a closed day or month refuses what would enter it, never what happened on it."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from loans.models import DayClose, MonthClose
from office.models import Office

ONE_DAY = timedelta(days=1)


def open_day(office: Office) -> date:
    """The day on which an entry made now enters the office's books: today, or the first after the last closed day."""
    closed, today = last_closed_day(office), timezone.localdate()
    return today if closed is None else max(today, closed + ONE_DAY)


def locked_open_day(office: Office) -> date:
    """The open day, which nobody can close before the caller's transaction ends."""
    lock_books(office)
    return open_day(office)


def lock_books(office: Office) -> None:
    # Every posting and every close of the office takes this row.
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)


def last_closed_day(office: Office) -> date | None:
    """The last day that refuses entries, by a day close of this office or a month close of all."""
    days = [
        DayClose.objects.filter(office=office).aggregate(last=Max("on"))["last"],
        MonthClose.objects.aggregate(last=Max("end"))["last"],
    ]
    return max((day for day in days if day), default=None)
