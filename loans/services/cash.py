"""Cash that moves without a loan: each sum one row of the journal of cash and one row of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from moneyed import Money

from loans.core.cash import share_out
from loans.errors import KeyReused, LoanError
from loans.models import Account, CashTransaction, Channel, Fund, LedgerEntry, Loan, LoanTransaction
from loans.services.amounts import check_amount
from loans.services.closing import locked_open_day
from loans.services.numbers import paper_number
from office import trail
from office.core.money import summed
from office.models import NumberSeries, Office, User
from office.roles import OFFICER
from paper.core.numbers import format_amount

Kind = CashTransaction.Kind
CASH: Final = "cash"  # stands for the place where this money is: bank, office cash or an officer's cash
# Debit and credit by kind.
ACCOUNTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        Kind.CAPITAL_IN: (CASH, Account.CAPITAL),
        Kind.CAPITAL_OUT: (Account.CAPITAL, CASH),
        Kind.SUSPENSE_IN: (CASH, Account.SUSPENSE),
        Kind.SUSPENSE_OUT: (Account.SUSPENSE, CASH),
        Kind.SUSPENSE_USED: (Account.SUSPENSE, CASH),
        Kind.ADVANCE: (Account.OFFICER_CASH, Account.OFFICE_CASH),
        Kind.HANDOVER: (Account.OFFICE_CASH, Account.OFFICER_CASH),
        Kind.DEPOSIT: (Account.BANK, CASH),
        Kind.WITHDRAWAL: (Account.OFFICE_CASH, Account.BANK),
        Kind.OVER: (CASH, Account.CASH_DIFFERENCE),
        Kind.SHORT: (Account.CASH_DIFFERENCE, CASH),
        Kind.TENDERED: (CASH, Account.EXCHANGE),
        Kind.CHANGE_GIVEN: (Account.EXCHANGE, CASH),
    }
)
NUMBERED: Final = {Kind.SUSPENSE_IN: NumberSeries.Kind.RECEIPT, Kind.SUSPENSE_OUT: NumberSeries.Kind.VOUCHER}
# Money carried from one place to another: no fund gains or loses by it.
CARRIED: Final = (Kind.ADVANCE, Kind.HANDOVER, Kind.DEPOSIT, Kind.WITHDRAWAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDraft:
    """One sum about to be entered. `holder`: the officer in whose hands the cash is; None: office or bank."""

    kind: Kind
    fund: Fund
    amount: Money
    value_on: date
    key: UUID
    by: User
    office: Office
    channel: Channel = Channel.CASH
    holder: User | None = None
    note: str = ""
    paper_no: str = ""
    act: UUID | None = None
    posted_on: date | None = None  # None: the open day
    takes_from: CashTransaction | None = None
    belongs_to: LoanTransaction | None = None
    meant_for: Loan | None = None


def post_cash(draft: CashDraft) -> CashTransaction:
    """Write one sum with its ledger row, and its number where it has one; in the caller's transaction."""
    moved = CashTransaction(  # type: ignore[misc]
        kind=draft.kind, fund=draft.fund, amount=draft.amount, channel=draft.channel, value_on=draft.value_on,
        key=draft.key, note=draft.note, paper_no=draft.paper_no,
        entered_by=draft.by, office=draft.office, holder=draft.holder, act=draft.act,
        takes_from=draft.takes_from, belongs_to=draft.belongs_to, meant_for=draft.meant_for,
        posted_on=draft.posted_on or locked_open_day(draft.office),
    )  # fmt: skip
    if draft.kind in NUMBERED:
        moved.number = paper_number(draft.office, NUMBERED[draft.kind], moved.posted_on)
    moved.save()
    place = cash_account(draft.channel, draft.holder.pk if draft.holder else None)
    debit, credit = (place if account == CASH else account for account in ACCOUNTS[draft.kind])
    _to_ledger(moved, debit, credit)
    trail.record(trail.Act.WRITE, moved, by=draft.by, fields=[draft.kind])
    return moved


def cash_account(channel: str, holder_id: int | None) -> Account:
    """Where money received through this channel is."""
    if channel != Channel.CASH:
        return Account.BANK
    return Account.OFFICER_CASH if holder_id else Account.OFFICE_CASH


def cash_holder(channel: str, by: User) -> User | None:
    """An officer keeps the cash until it is handed over; the cashier's goes into the office's box."""
    return by if channel == Channel.CASH and by.groups.filter(name=OFFICER).exists() else None


def office_of(user: User) -> Office:
    """The user's office; for who belongs to none the first: money already taken must find a box."""
    office = user.office or Office.objects.order_by("pk").first()
    if office is None:
        raise LoanError(_("There is no office yet, so there is no cash box for this money."))
    return office


def sent_before(key: UUID, **content: Any) -> list[CashTransaction]:
    """The rows an earlier sending of this act made, in order. Raises KeyReused where it said something else.

    `content`: kind, amount (of all rows together), value_on, and whatever else the act fixes.
    """
    rows = list(CashTransaction.objects.filter(Q(key=key) | Q(act=key)).order_by("pk"))
    if not rows:
        if LoanTransaction.objects.filter(key=key).exists():
            raise KeyReused
        return []
    amount = content.pop("amount")
    same = all(getattr(row, name) == value for row in rows for name, value in content.items())
    if not same or any(row.amount.currency != amount.currency for row in rows):
        raise KeyReused
    if sum(row.amount.amount for row in rows) != amount.amount:
        raise KeyReused
    return rows


@transaction.atomic
def carry_cash(
    *, kind: Kind, amount: Money, value_on: date, key: UUID, by: User, officer: User | None = None, note: str = ""
) -> list[CashTransaction]:
    """Advance, handover, deposit or withdrawal; once per key. One row for each fund whose money it is.

    `officer`: who gets the advance or hands over; a deposit may be made by one, straight from the field. Raises
    LoanError where the place it is taken from does not hold so much.
    """
    assert kind in CARRIED
    if previous := sent_before(key, kind=kind, amount=amount, value_on=value_on, holder=officer):
        return previous
    check_amount(amount)
    office = office_of(by)
    posted_on = locked_open_day(office)
    source = {Kind.ADVANCE: Account.OFFICE_CASH, Kind.WITHDRAWAL: Account.BANK}.get(
        kind, Account.OFFICER_CASH if officer else Account.OFFICE_CASH
    )
    held = held_by_fund(source, amount.currency.code, office=office, holder=officer)
    shares = share_out(amount.amount, held)
    if sum(share.amount for share in shares) != amount.amount:
        has = format_amount(sum(held.values(), Decimal(0)), amount.currency.code)
        raise LoanError(_("There is only %(amount)s there by the books.") % {"amount": has}, field="amount")
    funds = Fund.objects.in_bulk([share.fund for share in shares])
    return [
        post_cash(CashDraft(
            kind=kind, fund=funds[share.fund], amount=Money(share.amount, amount.currency), value_on=value_on,
            key=k, act=key, by=by, office=office, holder=officer, note=note, posted_on=posted_on,
        ))
        for share, k in zip(shares, _keys(key, len(shares)), strict=True)
    ]  # fmt: skip


@transaction.atomic
def reverse_cash(moved: CashTransaction, *, key: UUID, by: User) -> list[CashTransaction]:
    """Undo a sum, with the other rows of its act. Never by who entered it; what belongs to a loan's entry is undone
    with that entry."""
    rows = list(CashTransaction.objects.filter(act=moved.act)) if moved.act else [moved]
    if previous := list(CashTransaction.objects.filter(reverses__in=rows, key__in=_keys(key, len(rows)))):
        return previous
    if by.pk == moved.entered_by_id:
        raise LoanError(_("Another person must decide: you entered this."))
    if moved.belongs_to_id or moved.kind == Kind.REVERSAL:
        raise LoanError(_("This is undone together with the loan's entry it belongs to."))
    if any(row.is_reversed for row in rows):
        raise LoanError(_("This entry was reversed already."))
    if CashTransaction.objects.standing().filter(takes_from__in=rows).exists():
        raise LoanError(_("Part of this money was given to a loan or paid back already: undo that first."))
    return [undo(row, key=k, by=by) for row, k in zip(rows, _keys(key, len(rows)), strict=True)]


def undo(moved: CashTransaction, *, key: UUID, by: User) -> CashTransaction:
    """Write the row that undoes another: same sum, debit and credit changed over; in the caller's transaction."""
    reversal = CashTransaction.objects.create(
        kind=Kind.REVERSAL, fund=moved.fund, amount=moved.amount, channel=moved.channel, value_on=moved.value_on,
        posted_on=locked_open_day(moved.office), entered_by=by, office=moved.office, holder=moved.holder,
        reverses=moved, belongs_to=moved.belongs_to, key=key,
    )  # fmt: skip
    for row in moved.ledger.all():
        _to_ledger(reversal, row.credit, row.debit)
    trail.record(trail.Act.WRITE, reversal, by=by, fields=[Kind.REVERSAL])
    return reversal


def held_by_fund(
    account: Account, currency: str, *, office: Office | None = None, holder: User | None = None, on: date | None = None
) -> dict[int, Decimal]:
    """What each fund has in a cash account, by primary key of the fund; as at the close of `on`, by posting date.

    The office's cash is the given office's, an officer's cash the holder's, the bank everybody's.
    """
    rows = LedgerEntry.objects.filter(currency=currency)
    if account == Account.OFFICE_CASH:
        rows = rows.filter(office=office)
    elif account == Account.OFFICER_CASH:
        rows = rows.filter(holder=holder)
    if on is not None:
        rows = rows.filter(posted_on__lte=on)
    return {fund: amount for fund, amount in _balances(rows, account) if amount}


def _balances(rows: QuerySet[LedgerEntry], account: str) -> Iterable[tuple[int, Decimal]]:
    totals = rows.filter(Q(debit=account) | Q(credit=account)).values("fund").order_by("fund__code")
    for row in totals.annotate(
        came=Sum("amount", filter=Q(debit=account)), went=Sum("amount", filter=Q(credit=account))
    ):
        yield row["fund"], summed(row["came"]) - summed(row["went"])


def _to_ledger(moved: CashTransaction, debit: str, credit: str) -> None:
    LedgerEntry.objects.create(
        fund=moved.fund, office=moved.office, posted_on=moved.posted_on, amount=moved.amount.amount,
        currency=moved.amount.currency.code, debit=debit, credit=credit, cash_transaction=moved,
        holder=moved.holder if Account.OFFICER_CASH in (debit, credit) else None,
    )  # fmt: skip


def _keys(key: UUID, count: int) -> list[UUID]:
    """A key for each row of one act: its own for the first, the others made from it."""
    return [key if not i else uuid5(key, str(i)) for i in range(count)]
