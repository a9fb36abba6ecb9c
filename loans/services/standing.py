"""Where loans stood on a day: outstanding principal, days late, status. As known now, or as it was in the books."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import Exists, OuterRef, Q

from loans.core.fold import fold
from loans.core.state import Status
from loans.folding import Entry, events_of, journals_of, terms_of
from loans.models import Loan, LoanQuerySet, LoanStatus, LoanTransaction, ScheduleChange

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """One loan on one day; `principal` outstanding, in the loan's currency."""

    loan: Loan
    principal: Decimal
    days_past_due: int
    status: LoanStatus


def standings(loans: LoanQuerySet, *, on: date) -> Iterator[Standing]:
    """The loans paid out by the close of `on`, by value date, with what is known now.

    Where nothing happened later the balances kept with the loan are those of that day; only the others are folded.
    """
    known = loans.filter(disbursed_on__lte=on).annotate(moved_later=has_entries(Q(value_on__gt=on)))
    yield from _kept(known.filter(moved_later=False), on)
    yield from folded_on(known.filter(moved_later=True), on=on)


def standings_in_the_books(loans: LoanQuerySet, *, end: date) -> Iterator[Standing]:
    """The loans as the books had them at the close of `end`: only what was posted by then.

    Their principal together is what the ledger's loans receivable held on that day.
    """
    entries = LoanTransaction.objects.filter(loan=OuterRef("pk"))
    later = has_entries(Q(posted_on__gt=end) | Q(value_on__gt=end))
    booked = loans.filter(Exists(entries.filter(posted_on__lte=end))).annotate(moved_later=later)
    yield from _kept(booked.filter(moved_later=False, disbursed_on__isnull=False), end)
    yield from _folded(booked.filter(moved_later=True), end, lambda entry: entry.posted_on <= end, as_of=None)


def folded_on(loans: LoanQuerySet, *, on: date) -> Iterator[Standing]:
    """Each of these loans folded up to the close of `on`, with what is known now."""
    yield from _folded(loans, on, lambda entry: True, as_of=on)


def has_entries(condition: Q) -> Q:
    """Whether the journal of the loan has anything of that kind."""
    of_loan = (model.objects.filter(condition, loan=OuterRef("pk")) for model in (LoanTransaction, ScheduleChange))
    entries, changes = of_loan
    return Q(Exists(entries)) | Q(Exists(changes))


def _kept(loans: LoanQuerySet, on: date) -> Iterator[Standing]:
    for loan in loans.order_by("pk").iterator(CHUNK):
        yield Standing(loan, loan.outstanding_principal, loan.days_past_due(on=on), LoanStatus(loan.status))


def _folded(
    loans: LoanQuerySet, on: date, is_known: Callable[[Entry], bool], *, as_of: date | None
) -> Iterator[Standing]:
    for chunk in _chunks(loans.order_by("pk").iterator(CHUNK)):
        journals = journals_of(chunk)
        for loan in chunk:
            events = events_of(entry for entry in journals[loan.pk] if is_known(entry))
            state = fold(terms_of(loan), events, as_of=as_of)
            if state.status != Status.APPROVED:
                late = state.days_past_due(on) if state.status == Status.ACTIVE else 0
                yield Standing(loan, state.outstanding_principal, late, LoanStatus(state.status))


def _chunks(loans: Iterable[Loan]) -> Iterator[list[Loan]]:
    rest = iter(loans)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
