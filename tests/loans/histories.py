"""Random histories of a few loans, played through the services as the office would, day after day."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import uuid4

from hypothesis import strategies as st
from moneyed import Money

from loans.core.cash import NOTES
from loans.core.events import Component
from loans.errors import LoanError
from loans.folding import fold_loan
from loans.holdings import cash_in_hand
from loans.models import (
    CashTransaction,
    ChangeRequest,
    Channel,
    Fund,
    LedgerEntry,
    Loan,
    LoanProduct,
    LoanStatus,
    LoanTransaction,
    ScheduleChange,
    WriteOffCause,
)
from loans.services import cash, changes, corrections, days, months, repayments, reversals, suspense
from loans.services.disbursing import left_to_pay_out, pay_out
from office import roles
from office.core.money import STEP
from office.models import ExchangeRate, User
from tests.factories import EVERY_DOUBT, make_approved, make_fund, make_participant, make_product, make_user, riel, usd

START = date(2026, 1, 15)  # every loan is planned for this day
RATE_FROM = date(2026, 2, 10)  # before it money of the other currency waits in suspense
RIEL_PER_DOLLAR = Decimal(4100)
Kind = LoanTransaction.Kind


class Step(NamedTuple):
    """One thing tried: the numbers are read by the act as it needs them."""

    act: str
    loan: int
    forward: int  # days since the step before
    back: int  # days from today back to the value date; below zero a date to come
    size: int  # thousandths
    choice: int


@dataclass
class Desk:
    """The people, the fund and the approved loans of an example, and the day it is."""

    officer: User
    cashier: User
    manager: User
    second: User
    fund: Fund
    numbers: list[int]
    today: date = START
    accepted: Counter = field(default_factory=Counter)
    sent: list[tuple[dict[str, Any], LoanTransaction | CashTransaction]] = field(default_factory=list)

    def loan(self, number: int) -> Loan:
        pk = self.numbers[number % len(self.numbers)]
        return Loan.objects.select_related("officer", "fund", "office", "participant__key").get(pk=pk)

    @property
    def loans(self) -> list[Loan]:
        return [self.loan(number) for number in range(len(self.numbers))]


def make_desk() -> Desk:
    """Six approved loans of different terms, three in riel and three in dollars, of one fund."""
    with on_day(lambda: START):
        fund = make_fund()
        make_fund(capital=usd(50_000))
        ExchangeRate.objects.create(on=RATE_FROM, riel_per_dollar=RIEL_PER_DOLLAR)
        officer, manager = make_user(communes=("010201",)), make_user(role=roles.MANAGER)
        riels = make_product()
        dollars = make_product(
            name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01")
        )
        loans = [
            make_approved(product=product, principal=principal, officer=officer, manager=manager,
                          participant=make_participant(by=officer), **terms)
            for product, principal, terms in _terms(riels, dollars)
        ]  # fmt: skip
    return Desk(
        officer,
        make_user(role=roles.CASHIER),
        manager,
        make_user(role=roles.MANAGER),
        fund,
        [loan.pk for loan in loans],
    )


def _terms(riels: LoanProduct, dollars: LoanProduct) -> Iterator[tuple[LoanProduct, Money, dict[str, object]]]:
    interest = {"method": "declining", "annual_rate": Decimal(17)}
    yield riels, riel(1_200_000), {}
    yield riels, riel(1_200_000), {**interest, "instalment_multiple": Decimal(1000), "fee": Decimal(5_000)}
    yield riels, riel(900_000), {
        **interest, "amortisation": "equal_principal", "allocation": "due_first", "instalments": 6,
        "principal_grace": 1, "interest_grace": 2, "shift": "next",
    }  # fmt: skip
    yield dollars, usd(300), {}
    yield dollars, usd(600), {**interest, "instalments": 8, "unit": "weeks", "every": 4, "interest_free": 2}
    yield dollars, usd(250), {**interest, "due_dates": ["2026-03-01", "2026-04-20", "2026-05-02"], "shift": "previous"}


@contextmanager
def on_day(day: Callable[[], date]) -> Iterator[None]:
    """Inside it is the day that `day` says each time it is asked."""
    with patch("django.utils.timezone.localdate", lambda *args: day()):
        yield


# --- The acts: what staff may do, each with sensible figures, so that most are accepted -----------------------------


def _amount(loan: Loan, base: Decimal, step: Step) -> Money:
    """About so many thousandths of `base`, countable and above zero."""
    return Money(max(loan.step, base * step.size / 1000 // loan.step * loan.step), loan.currency)


def _value_on(desk: Desk, step: Step) -> date:
    return desk.today - timedelta(days=step.back)


def pay(desk: Desk, loan: Loan, step: Step, *, tendered: Money | None = None, amount: Money | None = None) -> None:
    """Cash already taken is always recorded: a refusal is a failure, not a step to skip."""
    amount = amount or _amount(loan, max(loan.outstanding, loan.principal.amount / 4) * Decimal("1.1"), step)
    if step.choice % 7 == 0 and loan.outstanding and not tendered:
        amount = loan.outstanding_money + Money(loan.step * (step.choice % 2), loan.currency)
    form = {
        "loan_id": loan.pk, "amount": amount, "value_on": _value_on(desk, step), "key": uuid4(), "tendered": tendered,
        "by": (desk.officer, desk.cashier)[step.choice % 2], "reference": str(step.size), "sure": EVERY_DOUBT,
        "channel": Channel.CASH if tendered else list(Channel)[step.choice % 3],
        "ahead": "" if step.choice % 5 else "reduce_principal",
    }  # fmt: skip
    desk.sent.append((form, _recorded(form)))


def send_again(desk: Desk, loan: Loan, step: Step) -> None:
    """An old form comes once more, whatever happened since: the same answer, and nothing is posted."""
    if not desk.sent:
        raise LoanError("nothing was sent")
    form, answer = desk.sent[step.choice % len(desk.sent)]
    before = LedgerEntry.objects.count()
    assert _recorded(form) == answer
    assert LedgerEntry.objects.count() == before


def _recorded(form: dict[str, Any]) -> LoanTransaction | CashTransaction:
    try:
        return repayments.record_repayment(**form)
    except LoanError as refusal:
        raise AssertionError(f"cash already taken was refused: {refusal}") from refusal


def pay_an_instalment(desk: Desk, loan: Loan, step: Step) -> None:
    pay(desk, loan, step, amount=_amount(loan, loan.principal.amount / 6, step))


def tender(desk: Desk, loan: Loan, step: Step) -> None:
    """A payment with the money of the other currency; the change is given in riel."""
    amount = _amount(loan, loan.principal.amount / 4, step)
    if loan.currency == "KHR":
        tendered = usd((amount.amount / RIEL_PER_DOLLAR).quantize(Decimal(1), ROUND_UP) + step.choice % 3)
    else:
        worth = amount.amount * RIEL_PER_DOLLAR
        tendered = riel((worth / 1000).quantize(Decimal(1), ROUND_UP) * 1000)
    pay(desk, loan, step, tendered=tendered, amount=amount)


def disburse(desk: Desk, loan: Loan, step: Step) -> None:
    """The whole, or a part of it."""
    left = left_to_pay_out(loan)
    part = left if step.choice % 3 == 0 else min(left, _amount(loan, left.amount, step))
    channel = (Channel.CASH, Channel.BANK)[step.choice % 2]
    value_on = max(START, _value_on(desk, step)) if loan.status == LoanStatus.APPROVED else _value_on(desk, step)
    pay_out(loan_id=loan.pk, amount=part, value_on=value_on, channel=channel, key=uuid4(), by=desk.cashier)


def charge(desk: Desk, loan: Loan, step: Step) -> None:
    corrections.charge(
        loan_id=loan.pk, kind=(Kind.FEE, Kind.PENALTY)[step.choice % 2], reason="late",
        amount=_amount(loan, loan.principal.amount / 20, step), value_on=_value_on(desk, step), key=uuid4(),
        by=desk.officer,
    )  # fmt: skip


def waive(desk: Desk, loan: Loan, step: Step) -> None:
    unpaid = fold_loan(loan).unpaid
    found = [each for each in Component if getattr(unpaid, each.value)] or list(Component)
    component = found[step.choice % len(found)]
    corrections.waive(
        loan_id=loan.pk, component=component, amount=_amount(loan, getattr(unpaid, component.value), step),
        value_on=_value_on(desk, step), key=uuid4(), by=desk.manager, reason="flood",
    )  # fmt: skip


def refund(desk: Desk, loan: Loan, step: Step) -> None:
    loan = next((each for each in desk.loans if each.credit), loan)
    corrections.refund_credit(
        loan_id=loan.pk, amount=_amount(loan, loan.credit, step), value_on=desk.today, key=uuid4(), by=desk.cashier,
        channel=(Channel.CASH, Channel.MOBILE)[step.choice % 2],
    )  # fmt: skip


def settle(desk: Desk, loan: Loan, step: Step) -> None:
    value_on = _value_on(desk, step)
    quote = corrections.quote_settlement(loan, on=value_on).total
    more = loan.step * (step.choice % 3)
    corrections.settle_loan(
        loan_id=loan.pk, amount=Money(max(quote + more, loan.step), loan.currency), value_on=value_on, key=uuid4(),
        by=desk.officer, sure=EVERY_DOUBT,
    )  # fmt: skip


def reverse(desk: Desk, loan: Loan, step: Step) -> None:
    entries = list(loan.transactions.standing().order_by("-seq"))
    _undo(desk, entries[step.choice % len(entries)] if entries else None)


def reverse_a_payment(desk: Desk, loan: Loan, step: Step) -> None:
    entries = list(loan.transactions.standing().filter(kind__in=[Kind.REPAYMENT, Kind.WRITE_OFF, Kind.SETTLEMENT]))
    _undo(desk, entries[step.choice % len(entries)] if entries else None)


def _undo(desk: Desk, entry: LoanTransaction | None) -> None:
    if entry is None:
        raise LoanError("nothing to reverse")
    asked = reversals.request_reversal(entry=entry, reason="a slip", by=desk.officer)
    who = desk.second if entry.entered_by_id == desk.manager.pk else desk.manager
    try:
        reversals.confirm_reversal(request_id=asked.pk, key=uuid4(), by=who)
    except LoanError:
        reversals.decline_reversal(request_id=asked.pk, by=who)
        raise


def reschedule(desk: Desk, loan: Loan, step: Step) -> None:
    state = fold_loan(loan)
    due = state.rows[step.choice % state.instalments].due_on
    new = (
        changes.NewSchedule(due, new_due=due + timedelta(days=step.size % 90 - 20)),
        changes.NewSchedule(due, extra_instalments=1 + step.size % 4),
        changes.NewSchedule(due, principal_grace=1 + step.size % 2),
    )[step.size % 3]
    asked = changes.request_reschedule(
        loan_id=loan.pk, new=new, value_on=_value_on(desk, step), reason="flood", by=desk.officer
    )
    _decide(desk, asked)


def write_off(desk: Desk, loan: Loan, step: Step) -> None:
    asked = changes.request_write_off(
        loan_id=loan.pk, cause=WriteOffCause.DISASTER, value_on=_value_on(desk, step), reason="flood", by=desk.officer
    )
    _decide(desk, asked)


def _decide(desk: Desk, asked: ChangeRequest) -> None:
    try:
        changes.confirm_change(request_id=asked.pk, key=uuid4(), by=desk.manager)
    except LoanError:
        changes.decline_change(request_id=asked.pk, by=desk.manager)
        raise


def reverse_reschedule(desk: Desk, loan: Loan, step: Step) -> None:
    standing = ScheduleChange.objects.filter(loan__in=desk.numbers, reverses=None, reversed_by=None).last()
    if standing is None:
        raise LoanError("nothing to reverse")
    changes.reverse_reschedule(change=standing, reason="dry again", key=uuid4(), by=desk.second)


def take_unknown(desk: Desk, loan: Loan, step: Step) -> None:
    repayments.record_unknown_receipt(
        fund=desk.fund, amount=_amount(loan, loan.principal.amount / 10, step), value_on=_value_on(desk, step),
        key=uuid4(), by=(desk.officer, desk.cashier)[step.choice % 2], channel=list(Channel)[step.choice % 3],
    )  # fmt: skip


def give(desk: Desk, loan: Loan, step: Step) -> None:
    waiting = _waiting(step)
    amount = waiting.left_money
    if step.choice % 2:
        part = amount.amount * step.size / 1000 // STEP[amount.currency.code] * STEP[amount.currency.code]
        amount = Money(part or amount.amount, amount.currency)
    suspense.give_to_loan(suspense_id=waiting.pk, loan_id=loan.pk, amount=amount, key=uuid4(), by=desk.cashier)


def pay_back(desk: Desk, loan: Loan, step: Step) -> None:
    suspense.pay_back(suspense_id=_waiting(step).pk, value_on=desk.today, key=uuid4(), by=desk.cashier)


def reverse_cash(desk: Desk, loan: Loan, step: Step) -> None:
    rows = list(CashTransaction.objects.standing().exclude(kind=CashTransaction.Kind.CAPITAL_IN).order_by("-pk"))
    if not rows:
        raise LoanError("nothing to reverse")
    cash.reverse_cash(rows[step.choice % len(rows)], key=uuid4(), by=desk.second)


def _waiting(step: Step) -> CashTransaction:
    rows = list(CashTransaction.objects.waiting_in_suspense().order_by("pk"))
    if not rows:
        raise LoanError("nothing waits")
    return rows[step.choice % len(rows)]


def hand_over(desk: Desk, loan: Loan, step: Step) -> None:
    held = max(cash_in_hand(desk.officer), key=lambda held: held.amount, default=Money(0, loan.currency))
    unit = STEP[held.currency.code]
    amount = Money(max(unit, held.amount * step.size / 1000 // unit * unit), held.currency)
    cash.carry_cash(
        kind=CashTransaction.Kind.HANDOVER, amount=amount, value_on=desk.today, key=uuid4(), by=desk.cashier,
        officer=desk.officer,
    )  # fmt: skip


def close_day(desk: Desk, loan: Loan, step: Step) -> None:
    """Whole notes are counted: cents, and what the books have below zero, are differences that are booked."""
    office = loan.office
    counts = [
        days.Count(box.holder, box.currency, _notes(box.expected), "counted twice")
        for box in days.boxes(office, on=desk.today)
    ]
    days.close_day(office=office, counts=counts, by=desk.cashier, on=desk.today, today=desk.today)


def _notes(expected: Money) -> dict[int, int]:
    note = NOTES[expected.currency.code][-1]
    return {note: max(0, int(expected.amount // note))}


def close_month(desk: Desk, loan: Loan, step: Step) -> None:
    months.close_month(end=months.next_to_close(), by=desk.manager, today=desk.today)


ACTS = (
    *[pay, pay_an_instalment] * 2,
    *[tender, disburse, charge, waive, reschedule, refund, give] * 2,
    *[settle, reverse, reverse_a_payment, write_off, reverse_reschedule, take_unknown, pay_back],
    *[reverse_cash, hand_over, send_again, close_day, close_month],
)
BY_NAME = {act.__name__: act for act in ACTS}
MOST = 30
WIDE = st.integers(0, 10**6)


@st.composite
def histories(draw) -> tuple[list[int], list[Step]]:
    """Which two loans, and up to thirty steps; the first pay both out."""
    loans = draw(st.lists(st.integers(0, 5), min_size=2, max_size=2, unique=True))
    first = [Step("disburse", n, 0, 0, 300 + draw(WIDE) % 701, draw(WIDE)) for n in (0, 1)]
    # Acts by shuffling, so that a long history has nearly all; numbers out of wide ones, which are drawn evenly.
    acts = draw(st.permutations(ACTS))[: MOST - 2]
    least = draw(st.sampled_from((1, len(acts), len(acts))))
    numbers = draw(st.lists(st.tuples(WIDE, WIDE, WIDE), min_size=least, max_size=len(acts)))
    return loans, [*first, *(_step(act, *each) for act, each in zip(acts, numbers, strict=False))]


def _step(act: Callable, dates: int, size: int, choice: int) -> Step:
    back = dates % 94 - 3 if choice % 2 else dates % 13
    return Step(act.__name__, dates % 2, dates // 100 % 21, back, 1 + size % 1000, choice // 2)


def play(desk: Desk, loans: list[int], steps: list[Step]) -> Desk:
    """Try every step in turn; what the rules refuse is left out. The desk as it is afterwards."""
    desk = replace(desk, numbers=[desk.numbers[n] for n in loans], accepted=Counter(), sent=[])
    with on_day(lambda: desk.today):
        for step in steps:
            desk.today += timedelta(days=step.forward)
            try:
                BY_NAME[step.act](desk, desk.loan(step.loan), step)
            except LoanError:
                continue
            desk.accepted[step.act] += 1
    return desk
