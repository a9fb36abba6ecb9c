"""Where loans stood on a day: outstanding principal, days late, status. As known now, or as it was in the books."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice

from django.db.models import Q

from loans.core.fold import fold
from loans.core.state import Status
from loans.folding import Entry, events_of, journals_of, terms_of
from loans.models import Loan, LoanQuerySet, LoanStatus, LoanTransaction
from loans.services.looking_back import Split, moved_since, put_back, reshaped_since, split
from loans.services.tolerance import tolerances

CHUNK = 500
IsKnown = Callable[[Entry], bool]
FoldAll = Callable[[LoanQuerySet], Iterator["Standing"]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One loan on one day; `principal` outstanding, in the loan's currency."""

    loan: Loan
    principal: Decimal
    days_past_due: int
    status: LoanStatus


def standings(loans: LoanQuerySet, *, on: date) -> Iterator[Standing]:
    """The loans paid out by the close of `on`, by value date, with what is known now."""
    later = Q(value_on__gt=on)
    parts = split(loans.filter(disbursed_on__lte=on), later, reshaped_since(later), on=on)
    yield from _stood(parts, later, partial(folded_on, on=on), on=on)


def standings_in_the_books(loans: LoanQuerySet, *, end: date) -> Iterator[Standing]:
    """The loans as the books had them at the close of `end`: only what was posted by then.

    Their principal together is what the ledger's loans receivable held on that day.
    """
    booked = loans.filter(pk__in=LoanTransaction.objects.filter(posted_on__lte=end).values("loan"))
    later = Q(posted_on__gt=end)
    # What came later for a day before, or took an entry back, changed what others paid; so did what was entered ahead.
    out_of_turn = later & (Q(value_on__lte=end) | Q(reverses__isnull=False)) | Q(posted_on__lte=end, value_on__gt=end)
    reshaped = reshaped_since(later) | moved_since(out_of_turn)
    parts = split(booked, later | Q(value_on__gt=end), reshaped, on=end)

    def was_posted(entry: Entry) -> bool:
        return entry.posted_on <= end

    yield from _stood(parts, later, partial(_folded, on=end, is_known=was_posted), on=end)


def folded_on(loans: LoanQuerySet, *, on: date) -> Iterator[Standing]:
    """Each of these loans folded up to the close of `on`, with what is known now."""
    yield from _folded(loans, on=on, is_known=lambda entry: True, as_of=on)


def _stood(parts: Split, later: Q, fold_all: FoldAll, *, on: date) -> Iterator[Standing]:
    for loan in parts.kept.filter(disbursed_on__isnull=False).order_by("pk").iterator(CHUNK):
        yield Standing(loan, loan.outstanding_principal, loan.days_past_due(on=on), LoanStatus(loan.status))
    ended = []
    loans = parts.back.order_by("pk").iterator(CHUNK)
    for stood in put_back(parts.back, loans, later, on=on, tolerated=parts.tolerated):
        if stood.outstanding:
            yield Standing(stood.row, stood.principal, stood.days_past_due, LoanStatus.ACTIVE)
        else:
            ended.append(stood.row.pk)
    # Repaid or written off by then, and something came after: a recovery, a refund.
    for start in range(0, len(ended), CHUNK):
        yield from fold_all(Loan.objects.filter(pk__in=ended[start : start + CHUNK]))
    yield from fold_all(parts.folded)


def _folded(loans: LoanQuerySet, *, on: date, is_known: IsKnown, as_of: date | None = None) -> Iterator[Standing]:
    tolerated: dict[str, Decimal] = {}
    for chunk in _chunks(loans.order_by("pk").iterator(CHUNK)):
        tolerated = tolerated or tolerances(on=on)
        journals = journals_of(chunk)
        for loan in chunk:
            events = events_of(entry for entry in journals[loan.pk] if is_known(entry))
            state = fold(terms_of(loan), events, as_of=as_of)
            if state.status != Status.APPROVED:
                is_active = state.status == Status.ACTIVE
                late = state.days_past_due(on, tolerance=tolerated[loan.currency]) if is_active else 0
                yield Standing(loan, state.outstanding_principal, late, LoanStatus(state.status))


def _chunks(loans: Iterable[Loan]) -> Iterator[list[Loan]]:
    rest = iter(loans)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
