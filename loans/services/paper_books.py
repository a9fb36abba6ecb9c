"""Receipt books handed out and brought back; every leaf is accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loans.core.leaves import as_paper_no, leaf_of, missing_leaves
from loans.errors import LoanError
from loans.models import CashTransaction, LoanTransaction, PaperBook
from office import trail
from office.models import User

MOST_LEAVES = 1000


@dataclass(frozen=True, slots=True)
class BookState:
    """A book, how many of its leaves entries name, and the ranges that none names."""

    book: PaperBook
    used: int
    missing: list[tuple[int, int]]


@transaction.atomic
def hand_out_book(*, officer: User, series: str, first: int, last: int, issued_on: date, by: User) -> PaperBook:
    """Raises `LoanError` where a leaf would be in two books."""
    series = as_paper_no(series).strip("-")
    if last < first:
        raise LoanError(_("The last leaf lies before the first."), field="last")
    if last - first >= MOST_LEAVES:
        raise LoanError(_("A book has at most %(most)s leaves.") % {"most": MOST_LEAVES}, field="last")
    User.objects.select_for_update().get(pk=officer.pk)
    if PaperBook.objects.filter(series=series, first__lte=last, last__gte=first).exists():
        raise LoanError(_("Some of these leaves are in a book that was handed out before."), field="first")
    book = PaperBook.objects.create(
        officer=officer, series=series, first=first, last=last, issued_on=issued_on, issued_by=by
    )
    trail.record(trail.Act.WRITE, book, by=by, fields=["officer", "first", "last"])
    return book


@transaction.atomic
def take_back_book(book: PaperBook, *, on: date, by: User) -> None:
    """From now on every leaf that no entry names is missing."""
    book = PaperBook.objects.select_for_update().get(pk=book.pk)
    if book.returned_on is None:
        book.returned_on = on
        book.save(update_fields=["returned_on"])
        trail.record(trail.Act.WRITE, book, by=by, fields=["returned_on"])


def states_of(books: Iterable[PaperBook]) -> list[BookState]:
    """Three queries however many books; a leaf is used where an entry or money in suspense names it."""
    used: dict[str, set[int]] = {}
    for model in (LoanTransaction, CashTransaction):
        numbers = model.objects.exclude(paper_no="").values_list("paper_no", flat=True)
        for series, leaf in filter(None, map(leaf_of, numbers)):
            used.setdefault(series, set()).add(leaf)
    return [_state(book, used.get(book.series, set())) for book in books]


def _state(book: PaperBook, used: set[int]) -> BookState:
    inside = {leaf for leaf in used if book.first <= leaf <= book.last}
    missing = missing_leaves(book.first, book.last, inside, is_over=book.returned_on is not None)
    return BookState(book, len(inside), missing)
