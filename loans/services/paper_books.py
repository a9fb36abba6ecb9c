"""Receipt books handed out and brought back; every leaf is accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loans.core.leaves import as_paper_no, leaf_of, missing_leaves
from loans.errors import LoanError
from loans.models import CashTransaction, LoanTransaction, PaperBook, SpoiledLeaf
from office import trail
from office.models import Office, User

MOST_LEAVES = 1000


@dataclass(frozen=True, slots=True)
class BookState:
    """A book, how many of its leaves entries name, how many are spoiled, and the ranges that are neither."""

    book: PaperBook
    used: int
    spoiled: int
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


@transaction.atomic
def spoil_leaf(*, office: Office, paper_no: str, on: date, by: User) -> SpoiledLeaf:
    """The leaf is spoiled and in the book. Raises LoanError where it is in none, or money was recorded under it."""
    found = leaf_of(as_paper_no(paper_no))
    if found is None:
        raise LoanError(_("Write the number as it stands on the leaf: A-0007."), field="paper_no")
    series, leaf = found
    books = PaperBook.objects.select_for_update().filter(officer__office=office)
    if not books.filter(series=series, first__lte=leaf, last__gte=leaf).exists():
        raise LoanError(_("No book of this office has such a leaf."), field="paper_no")
    if leaf in _used_leaves().get(series, ()):
        raise LoanError(_("Money was recorded under this number: ask for a reversal."), field="paper_no")
    spoiled, is_new = SpoiledLeaf.objects.get_or_create(
        series=series, leaf=leaf, defaults={"noted_on": on, "noted_by": by}
    )
    if is_new:
        trail.record(trail.Act.WRITE, spoiled, by=by, fields=["leaf"])
    return spoiled


def is_spoiled(paper_no: str) -> bool:
    """Whether this number stands on a leaf that was noted as spoiled."""
    found = leaf_of(paper_no)
    return found is not None and SpoiledLeaf.objects.filter(series=found[0], leaf=found[1]).exists()


def states_of(books: Iterable[PaperBook]) -> list[BookState]:
    """Four queries however many books; a leaf is used where an entry or money in suspense names it."""
    used, spoiled = _used_leaves(), _by_series(SpoiledLeaf.objects.values_list("series", "leaf"))
    return [_state(book, used.get(book.series, set()), spoiled.get(book.series, set())) for book in books]


def _used_leaves() -> dict[str, set[int]]:
    models = (LoanTransaction, CashTransaction)
    numbers = (n for model in models for n in model.objects.exclude(paper_no="").values_list("paper_no", flat=True))
    return _by_series(filter(None, map(leaf_of, numbers)))


def _by_series(leaves: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for series, leaf in leaves:
        found.setdefault(series, set()).add(leaf)
    return found


def _state(book: PaperBook, used: set[int], spoiled: set[int]) -> BookState:
    own_used, own_spoiled = ({n for n in leaves if book.first <= n <= book.last} for leaves in (used, spoiled))
    missing = missing_leaves(book.first, book.last, own_used | own_spoiled, is_over=book.returned_on is not None)
    return BookState(book, len(own_used), len(own_spoiled - own_used), missing)
