"""The day at the cash box: counted in the morning, counted by notes at the close, differences explained and booked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from moneyed import Money

from loans.core.cash import share_out, total_of_notes, unknown_notes
from loans.errors import LoanError
from loans.models import Account, CashCount, CashTransaction, DayClose, Fund, LedgerEntry
from loans.services.cash import CashDraft, held_by_fund, post_cash
from loans.services.closing import last_closed_day, lock_books
from office import trail
from office.core.money import CURRENCIES, summed
from office.models import Office, User

Moment = CashCount.Moment
Kind = CashTransaction.Kind


@dataclass(frozen=True, slots=True)
class Count:
    """Notes counted at one place in one currency. `holder` None: the office's box. `reason`: why it differs."""

    holder: User | None
    currency: str
    notes: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""

    @property
    def total(self) -> Money:
        return Money(total_of_notes(self.notes), self.currency)


@dataclass(frozen=True, slots=True)
class BoxDay:
    """One cash box on one day: what it held in the morning, what came in and went out by the books, what it holds."""

    holder: User | None
    opening: Money
    came: Money
    went: Money

    @property
    def expected(self) -> Money:
        return self.opening + self.came - self.went

    @property
    def currency(self) -> str:
        return str(self.expected.currency.code)


def boxes(office: Office, *, on: date) -> list[BoxDay]:
    """The office's box and every officer's cash of this office, per currency; those that are empty and stood still
    are left out, but for the office's own box in riel."""
    found = []
    for holder in (None, *_holders(office)):
        for currency in CURRENCIES:
            box = box_day(office, holder, currency, on=on)
            if box.opening or box.came or box.went or (holder is None and currency == CURRENCIES[0]):
                found.append(box)
    return found


def box_day(office: Office, holder: User | None, currency: str, *, on: date) -> BoxDay:
    """By posting date: what is booked on the day belongs to it, whenever the cash changed hands."""
    account = Account.OFFICER_CASH if holder else Account.OFFICE_CASH
    rows = LedgerEntry.objects.filter(currency=currency, posted_on__lte=on)
    rows = rows.filter(holder=holder) if holder else rows.filter(office=office)
    before, that_day = Q(posted_on__lt=on), Q(posted_on=on)
    sums = rows.aggregate(
        before_in=Sum("amount", filter=before & Q(debit=account)),
        before_out=Sum("amount", filter=before & Q(credit=account)),
        came=Sum("amount", filter=that_day & Q(debit=account)),
        went=Sum("amount", filter=that_day & Q(credit=account)),
    )
    opening = summed(sums["before_in"]) - summed(sums["before_out"])
    return BoxDay(
        holder, Money(opening, currency), Money(summed(sums["came"]), currency), Money(summed(sums["went"]), currency)
    )


@transaction.atomic
def count_opening(*, office: Office, count: Count, by: User, on: date) -> CashCount:
    """The box as it was found in the morning; a difference is explained and booked at once."""
    lock_books(office)
    _check_open(office, on)
    return _counted(office, count, Moment.OPENING, by, on)


@transaction.atomic
def close_day(*, office: Office, counts: list[Count], by: User, on: date, today: date) -> DayClose:
    """Count every box, book the differences on that day, and close it; earlier days close with it.

    Raises LoanError for a day to come or already closed, a box with money that was not counted, a difference
    without a reason.
    """
    lock_books(office)
    if on > today:
        raise LoanError(_("This day is still to come."), field="on")
    _check_open(office, on)
    if _is_posted_later(office, on):
        raise LoanError(_("Entries stand on a later day already. Close that day."), field="on")
    counted = {(count.holder, count.currency) for count in counts}
    for box in boxes(office, on=on):
        if box.expected and (box.holder, box.currency) not in counted:
            who = box.holder.shown_name if box.holder else _("the office's box")
            raise LoanError(_("The cash of %(who)s was not counted (%(currency)s).")
                            % {"who": who, "currency": box.currency})  # fmt: skip
    for count in counts:
        _counted(office, count, Moment.CLOSING, by, on)
    close = DayClose.objects.create(office=office, on=on, by=by)
    trail.record(trail.Act.WRITE, close, by=by, fields=["closed"])
    return close


def _counted(office: Office, count: Count, moment: Moment, by: User, on: date) -> CashCount:
    if unknown_notes(count.notes, count.currency) or any(number < 0 for number in count.notes.values()):
        raise LoanError(_("There is no such note."))
    expected = box_day(office, count.holder, count.currency, on=on).expected
    difference = count.total - expected
    if difference and not count.reason:
        raise LoanError(_("Write why the count and the books differ."), field="reason")
    if difference:
        _book(office, count, difference, by, on)
    return CashCount.objects.create(
        office=office, on=on, moment=moment, holder=count.holder, currency=count.currency, reason=count.reason,
        notes={str(note): number for note, number in count.notes.items() if number}, by=by,
        counted=count.total.amount, expected=expected.amount,
    )  # fmt: skip


def _book(office: Office, count: Count, difference: Money, by: User, on: date) -> None:
    """Too little is taken from the funds that have cash there; too much goes to the first of them."""
    kind = Kind.OVER if difference.amount > 0 else Kind.SHORT
    account = Account.OFFICER_CASH if count.holder else Account.OFFICE_CASH
    held = held_by_fund(account, count.currency, office=office, holder=count.holder, on=on)
    for fund, amount in _shares(kind, abs(difference.amount), held, count.currency):
        post_cash(CashDraft(
            kind=kind, fund=fund, amount=Money(amount, count.currency), value_on=on, posted_on=on, key=uuid4(), by=by,
            office=office, holder=count.holder, note=count.reason,
        ))  # fmt: skip


def _shares(
    kind: Kind, amount: Decimal, held: Mapping[int, Decimal], currency: str
) -> Iterator[tuple[Fund, Decimal]]:  # fmt: skip
    if kind == Kind.SHORT and (shares := share_out(amount, held)):
        funds = Fund.objects.in_bulk([share.fund for share in shares])
        yield from ((funds[share.fund], share.amount) for share in shares)
        amount -= sum(share.amount for share in shares)
    if amount:
        fund = Fund.objects.filter(pk__in=list(held)).first() or Fund.objects.with_capital_in(currency).first()
        if fund is None:
            raise LoanError(_("No fund has money in this currency."))
        yield fund, amount


def _check_open(office: Office, on: date) -> None:
    closed = last_closed_day(office)
    if closed is not None and on <= closed:
        raise LoanError(_("This day is closed already."), field="on")


def _is_posted_later(office: Office, on: date) -> bool:
    return LedgerEntry.objects.filter(office=office, posted_on__gt=on).exists()


def _holders(office: Office) -> list[User]:
    rows = LedgerEntry.objects.filter(holder__office=office).values("holder").distinct()
    return list(User.objects.filter(pk__in=rows).order_by("username"))
