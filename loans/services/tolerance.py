"""How much may stay unpaid before a loan counts as late: small change, a figure that the office sets per currency."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from loans.folding import fold_loan
from loans.models import Instalment, Loan, LoanQuerySet
from office.models import PolicyFigure

NAMES = {"KHR": PolicyFigure.Name.TOLERANCE_KHR, "USD": PolicyFigure.Name.TOLERANCE_USD}
CHUNK = 500


def tolerances(*, on: date) -> dict[str, Decimal]:
    """What is tolerated on that day, by currency."""
    figures = PolicyFigure.objects.all_on(NAMES.values(), on=on)
    return {currency: figures[name] for currency, name in NAMES.items()}


def tolerance_of(loan: Loan, *, on: date | None = None) -> Decimal:
    """What is tolerated of this loan, today unless told otherwise."""
    return PolicyFigure.objects.value(NAMES[loan.currency], on=on or timezone.localdate())


def follow_tolerance(*, on: date) -> int:
    """Another tolerance came into force: since when loans are late, anew; for how many that is another day.

    `Loan.late_since` is written with the tolerance of the day of writing, so it stays behind when that changes.
    """
    changed = 0
    for currency, tolerated in tolerances(on=on).items():
        active = Loan.objects.active().filter(principal_currency=currency)
        for pk in list(_exactly(active) if not tolerated else _perhaps(active, tolerated)):
            changed += _look_again(pk, tolerated)
    return changed


@transaction.atomic
def _look_again(pk: int, tolerated: Decimal) -> bool:
    loan = Loan.objects.active().select_for_update().filter(pk=pk).first()
    since = fold_loan(loan).oldest_unpaid(tolerance=tolerated) if loan else None
    if loan is None or loan.late_since == since:
        return False
    loan.late_since = since
    loan.save(update_fields=["late_since"])
    return True


def _exactly(active: LoanQuerySet) -> Iterator[int]:
    """Nothing is tolerated: the loans not late since the day since when something is unpaid."""
    return active.filter(~Q(late_since=F("unpaid_since")) | Q(late_since=None)).values_list("pk", flat=True).iterator()


def _perhaps(active: LoanQuerySet, tolerated: Decimal) -> Iterator[int]:
    """The loans whose rows say another day than is stored, and those with charges, due on days of their own."""
    unpaid = Instalment.objects.filter(unpaid__gt=0, loan__in=active.values("pk")).order_by("loan", "due_on")
    rows: Any = unpaid.values_list("loan", "due_on", "unpaid", "loan__late_since", F("fee") + F("penalty"))
    for pk, of_loan in groupby(rows.iterator(), key=itemgetter(0)):
        found = list(of_loan)
        if any(charged for *_rest, charged in found) or _since(found, tolerated) != found[0][3]:
            yield pk


def _since(rows: list[tuple[int, date, Decimal, date | None, Decimal]], tolerated: Decimal) -> date | None:
    owed = Decimal(0)
    for _pk, due_on, unpaid, _stored, _charged in rows:
        owed += unpaid
        if owed > tolerated:
            return due_on
    return None
