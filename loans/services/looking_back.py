"""Where loans stood on a past day, by taking back what was laid since: no fold, two sorted reads beside the loans.

What an entry paid depends on nothing that comes after it, as long as nothing later changes the rows of the schedule or
adds to them. So the loans for which it does (`reshaped_since`) are folded; of all others the projection knows by entry
and row what was laid when.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from heapq import merge
from itertools import groupby
from operator import attrgetter
from sys import maxsize
from typing import Any, NamedTuple

from django.db.models import DateField, OuterRef, Q, Subquery
from django.utils import timezone

from loans.core.rounding import ZERO
from loans.models import Allocation, Instalment, LoanQuerySet, LoanStatus, LoanTransaction, ScheduleChange
from loans.services.tolerance import tolerances

Kind = LoanTransaction.Kind
CHUNK = 2000
# A tranche, a settlement or a prepayment lays the rows anew.
RESHAPES = Q(kind__in=[Kind.DISBURSEMENT, Kind.SETTLEMENT]) | ~Q(ahead="")
# A charge falls due on a day of its own, and an entry may have seen it before that day.
CHARGES = Q(kind__in=[Kind.FEE, Kind.PENALTY])


class Split(NamedTuple):
    """Loans by how it is found where they stood: as they stand now, put back, or folded."""

    kept: LoanQuerySet
    back: LoanQuerySet
    folded: LoanQuerySet
    tolerated: Mapping[str, Decimal]


class Stood(NamedTuple):
    """A loan on the day; `row` as it was given."""

    row: Any
    principal: Decimal
    outstanding: Decimal
    days_past_due: int


class _Item(NamedTuple):
    """What was laid on a row since, or what of an overdue row is unpaid to this day."""

    loan: int
    due_on: date
    principal: Decimal
    laid: Decimal
    unpaid: Decimal


def moved_since(later: Q) -> Q:
    """Whether the journal of the loan has anything of that kind."""
    return Q(pk__in=LoanTransaction.objects.filter(later).values("loan")) | Q(
        pk__in=ScheduleChange.objects.filter(later).values("loan")
    )


def reshaped_since(later: Q) -> Q:
    """Whether something of that kind, still standing, changed more than what was laid on the rows."""
    entries = LoanTransaction.objects.standing().filter((RESHAPES & later) | CHARGES)
    changes = ScheduleChange.objects.filter(later, reverses=None, reversed_by=None)
    return Q(pk__in=entries.values("loan")) | Q(pk__in=changes.values("loan"))


def split(loans: LoanQuerySet, later: Q, reshaped: Q, *, on: date) -> Split:
    """`later`: the entries that count for nothing on that day. What is kept with a loan is also of no use where the
    office tolerated another amount unpaid than it does today."""
    then, today = tolerances(on=on), timezone.localdate()
    now = then if on == today else tolerances(on=today)
    other = [currency for currency in then if then[currency] != now[currency]]
    aside = moved_since(later) | Q(status=LoanStatus.ACTIVE, principal_currency__in=other)
    return Split(loans.filter(~aside), loans.filter(aside & ~reshaped), loans.filter(aside & reshaped), then)


def put_back(
    loans: LoanQuerySet, rows: Iterable[Any], later: Q, *, on: date, tolerated: Mapping[str, Decimal]
) -> Iterator[Stood]:
    """Each of the loans as it stood before those entries; none of them was reshaped.

    `rows` are the loans or named values of them, in the order of their `pk`: `pk`, `principal_currency`,
    `outstanding_principal` and `outstanding`.
    """
    groups = groupby(_items(loans, later, on), key=attrgetter("loan"))
    pk: int = 0
    items: list[_Item] = []
    for row in rows:
        while pk < row.pk:
            pk, items = _next(groups)
        mine = items if pk == row.pk else []
        late_since = _late_since(mine, on, tolerated[str(row.principal_currency)])
        yield Stood(
            row,
            row.outstanding_principal + sum((item.principal for item in mine), ZERO),
            row.outstanding + sum((item.laid for item in mine), ZERO),
            (on - late_since).days if late_since else 0,
        )


def _next(groups: Iterator[tuple[int, Iterator[_Item]]]) -> tuple[int, list[_Item]]:
    pk, items = next(groups, (maxsize, iter(())))
    return pk, list(items)


def _items(loans: LoanQuerySet, later: Q, on: date) -> Iterator[_Item]:
    return merge(_laid(loans, later), _still_unpaid(loans, on), key=attrgetter("loan"))


def _laid(loans: LoanQuerySet, later: Q) -> Iterator[_Item]:
    entries = LoanTransaction.objects.filter(later, loan__in=loans.values("pk"))
    row = Instalment.objects.filter(loan=OuterRef("transaction__loan"), number=OuterRef("instalment_number"))
    laid = Allocation.objects.filter(transaction__in=entries.values("pk")).annotate(
        due_on=Subquery(row.values("due_on")[:1], output_field=DateField())
    )
    values = laid.order_by("transaction__loan").values_list("transaction__loan", "due_on", "principal", "interest")
    for loan, due_on, principal, interest in values.iterator(CHUNK):
        yield _Item(loan, due_on, principal, principal + interest, principal + interest)


def _still_unpaid(loans: LoanQuerySet, on: date) -> Iterator[_Item]:
    rows = Instalment.objects.filter(due_on__lt=on, unpaid__gt=0, loan__in=loans.values("pk")).order_by("loan")
    for loan, due_on, unpaid in rows.values_list("loan", "due_on", "unpaid").iterator(CHUNK):
        yield _Item(loan, due_on, ZERO, ZERO, unpaid)


def _late_since(items: list[_Item], on: date, tolerated: Decimal) -> date | None:
    owed = ZERO
    for item in sorted(items, key=attrgetter("due_on")):
        owed += item.unpaid
        if owed > tolerated:
            return item.due_on if item.due_on < on else None
    return None
