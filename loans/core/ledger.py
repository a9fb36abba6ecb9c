"""One loan's history applied event by event, in the order of the fold. Mutable, used and thrown away.

Amounts here are whole hundredths; `loans.core.fold` orders the events and hands out the values.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from loans.core.dues import FEE, INTEREST, PENALTY, PRINCIPAL, Dues, Receipt
from loans.core.events import CHARGES, Ahead, Component, Event, EventType
from loans.core.plan import Plan, due_dates
from loans.core.refusals import Refusal, Refused
from loans.core.rounding import hundredths, to_decimal
from loans.core.state import Laid, Movement, Settlement
from loans.core.terms import MOST_INSTALMENTS, Terms

NO_SPLIT: Final = (0, 0, 0, 0)
COMPONENTS: Final = {Component.INTEREST: INTEREST, Component.FEE: FEE, Component.PENALTY: PENALTY}
_CHARGED: Final = {EventType.FEE: FEE, EventType.PENALTY: PENALTY}


class Ledger:
    """The state of the fold. `checks` False skips the rules of acceptance: the events were accepted before.

    `newest` is the seq of the event now being keyed: some rules bind only then.
    """

    def __init__(self, terms: Terms, charges: Sequence[Event], *, checks: bool, newest: int) -> None:
        self.terms = terms
        self.plan: Plan | None = None
        self.dues = Dues(terms.allocation)
        self.movements: list[Movement] = []
        self.disbursed = 0
        self.settled = False
        self.written_off_by: int | None = None
        self._checks = checks
        self._newest = newest
        self._unseen = {charge.seq: charge for charge in charges}

    def apply(self, event: Event) -> None:
        """Fold one event in; raises `Refused` with its seq."""
        try:
            if event.type == EventType.DISBURSEMENT:
                self._require_open(event)
                self._disburse(event)
                return
            plan = self.plan
            if plan is None:
                raise Refused(Refusal("before_disbursement"))
            self._require_open(event)
            if event.type not in CHARGES:
                self._see_charges(event)
            self._HANDLERS[event.type](self, event, plan)
        except Refused as refused:
            refused.seq = event.seq
            raise

    def quote(self, event: Event) -> Settlement:
        """What settles the loan at this point of the fold. The ledger is spent afterwards."""
        if self.plan is None:
            raise Refused(Refusal("before_disbursement"), seq=event.seq)
        if self.written_off_by is not None:
            raise Refused(Refusal("after_write_off"), seq=event.seq)
        self._see_charges(event)
        self._truncate(event, self.plan)
        owed = [0, 0, 0, 0]
        for due in self.dues.open_to(event):
            owed[due.component] += due.open
        return Settlement(_day(event), *map(to_decimal, owed))

    def _require(self, holds: bool, code: str, **params: object) -> None:
        if self._checks and not holds:
            raise Refused(Refusal(code, params))

    def _require_open(self, event: Event) -> None:
        """Rule: after a write-off only a recovery; a charge keyed before it is cancelled with it."""
        written_off_by = self.written_off_by
        if written_off_by is None or event.type == EventType.RECOVERY:
            return
        self._require(event.type in CHARGES and event.seq < written_off_by, "after_write_off")

    def _disburse(self, event: Event) -> None:
        on, amount, terms = _day(event), _amount(event), self.terms
        self._require(amount % hundredths(terms.step) == 0, "not_a_multiple_of_step", step=terms.step)
        within = self.disbursed + amount <= hundredths(terms.principal)
        self._require(within, "disbursement_above_principal", principal=terms.principal)
        self._require(not self.settled, "after_settlement")
        if self.plan is None:
            self.plan = self._open_plan(on)
        else:
            self._require(on < self.plan.dates[-1], "disbursement_too_late", due=self.plan.dates[-1])
        self.disbursed += amount
        self.plan.disburse(on, amount)
        self.dues.follow(self.plan)
        self._record(event, amount, NO_SPLIT)

    def _open_plan(self, start: datetime.date) -> Plan:
        """Rule: the schedule starts on the day of the first disbursement, before the first due date."""
        try:
            dates = due_dates(self.terms, start)
            self._require(start < dates[0], "disbursement_too_late", due=dates[0])
            return Plan(self.terms, start, dates)
        except OverflowError:
            raise Refused(Refusal("dates_too_far")) from None

    def _reschedule(self, event: Event, plan: Plan) -> None:
        self._require(not self.settled, "after_settlement")
        owed = any(due.open for due in self.dues.all if not due.seq or due.due_on <= _day(event))
        self._require(owed, "nothing_outstanding")
        first = next((i for i, row in enumerate(plan.rows) if row.due_on == event.from_due), None)
        if first is None:
            raise Refused(Refusal("no_such_due_date", {"from_due": event.from_due}))
        more = (event.extra_instalments or 0) + (event.principal_grace or 0)
        self._require_rows(plan, first, more)
        if event.new_due is not None:
            before = plan.rows[first].start
            self._require(event.new_due > before, "new_due_too_early", before=before)
        interest = self.dues.charged(INTEREST)
        self._change_dates(event, plan, first)
        self.dues.follow(plan)
        self._pay_added_interest(self.dues.charged(INTEREST) - interest)

    def _require_rows(self, plan: Plan, first: int, more: int) -> None:
        rows = len(plan.rows) - first + more
        self._require(first + rows <= MOST_INSTALMENTS, "too_many_instalments", most=MOST_INSTALMENTS)
        balance = plan.balance_from(first)
        params = {"balance": to_decimal(balance), "rows": rows, "step": self.terms.step}
        self._require(balance >= hundredths(self.terms.step) * rows, "balance_below_step", **params)

    def _change_dates(self, event: Event, plan: Plan, first: int) -> None:
        try:
            plan.reschedule(
                first,
                new_due=event.new_due,
                extra=event.extra_instalments or 0,
                grace=event.principal_grace or 0,
            )
        except OverflowError:
            raise Refused(Refusal("dates_too_far")) from None
        # The last row takes what is left whatever the multiple, so alone it cannot round to nothing.
        alone = sum(plan.amortising[first:]) == 1
        self._require(alone or not plan.rounded_to_zero, "instalment_rounds_to_zero")

    def _pay_added_interest(self, added: int) -> None:
        """Rule: credit pays interest that a reschedule adds."""
        if added > 0 and self.dues.credit:
            self.dues.use_credit(added, [due for due in self.dues.all if due.component == INTEREST])

    def _repay(self, event: Event, plan: Plan) -> None:
        receipt = self.dues.receive(event, Laid.PAID)
        amount = _amount(event)
        if event.ahead == Ahead.REDUCE_PRINCIPAL:
            amount = self._reduce_principal(event, plan, receipt, amount)
        left = self.dues.lay(receipt, amount, self.dues.open_to(event))
        receipt.credit += left
        self._record(event, _amount(event), receipt.split, overpaid=left)

    def _reduce_principal(self, event: Event, plan: Plan, receipt: Receipt, amount: int) -> int:
        """Pay what is due on the day; the rest lowers the principal at once. What is left of `amount`."""
        on = _day(event)
        left = self.dues.lay(receipt, amount, [due for due in self.dues.open_to(event) if due.due_on <= on])
        ahead = min(left, self.dues.owed(PRINCIPAL))
        if ahead:
            plan.prepay(on, ahead)
            self.dues.follow(plan)
            principal = [due for due in self.dues.all if due.component == PRINCIPAL]
            left += self.dues.lay(receipt, ahead, principal) - ahead
        return left

    def _settle(self, event: Event, plan: Plan) -> None:
        self._require(not self.settled, "after_settlement")
        self._truncate(event, plan)
        open_dues = self.dues.open_to(event)
        total, amount = sum(due.open for due in open_dues), _amount(event)
        self._require(amount >= total, "settlement_below_quote", total=to_decimal(total))
        self.settled = True
        receipt = self.dues.receive(event, Laid.PAID)
        receipt.credit = self.dues.lay(receipt, amount, open_dues)
        self._record(event, amount, receipt.split, overpaid=receipt.credit)

    def _truncate(self, event: Event, plan: Plan) -> None:
        """Interest up to the day only; what was paid above it lowers the principal, then is credit."""
        if not self.settled:
            plan.settle(_day(event))
            self.dues.follow(plan)

    def _refund(self, event: Event, plan: Plan) -> None:
        amount, credit = _amount(event), self.dues.credit
        self._require(amount <= credit, "refund_above_credit", credit=to_decimal(credit))
        self.dues.refund(amount)
        self._record(event, amount, NO_SPLIT, overpaid=amount)

    def _recover(self, event: Event, plan: Plan) -> None:
        self._require(self.written_off_by is not None, "not_written_off")
        self._record(event, _amount(event), NO_SPLIT)

    def _see_charges(self, event: Event) -> None:
        """Add the charges that the event sees though the fold has not come to their date."""
        if not self._unseen:
            return
        on = _day(event)
        for charge in list(self._unseen.values()):
            if charge.seq < event.seq or _day(charge) <= on:
                self._add_charge(charge)

    def _charge(self, event: Event, plan: Plan) -> None:
        """Rule: credit pays a later charge on the charge's date."""
        if event.seq in self._unseen:
            self._add_charge(event)
        if self.dues.credit:
            due = next(due for due in self.dues.charges if due.seq == event.seq)
            self.dues.use_credit(due.open, [due])

    def _add_charge(self, event: Event) -> None:
        del self._unseen[event.seq]
        self.dues.charge(_CHARGED[event.type], event, _amount(event))

    def _waive(self, event: Event, plan: Plan) -> None:
        """Rule: oldest unpaid first; above what is unpaid refused when keyed, lapsing in a later refold."""
        assert event.component is not None
        component, amount = COMPONENTS[event.component], _amount(event)
        dues = [due for due in self.dues.all if due.component == component and due.is_seen_by(event)]
        unpaid = sum(due.open for due in dues)
        if event.seq == self._newest:
            self._require(amount <= unpaid, "waiver_above_unpaid", unpaid=to_decimal(unpaid))
        receipt = self.dues.receive(event, Laid.WAIVED)
        self.dues.lay(receipt, amount, dues)
        self._record(event, amount, receipt.split)

    def _write_off(self, event: Event, plan: Plan) -> None:
        dues = self.dues.open_to(event)
        amount = sum(due.open for due in dues)
        if event.seq == self._newest:
            self._require(amount > 0, "nothing_outstanding")
        receipt = self.dues.receive(event, Laid.WRITTEN_OFF)
        self.dues.lay(receipt, amount, dues)
        self.written_off_by = event.seq
        self._record(event, amount, receipt.split)

    def _record(self, event: Event, amount: int, split: Sequence[int], *, overpaid: int = 0) -> None:
        balance = self.dues.owed(PRINCIPAL)
        amounts = map(to_decimal, (amount, *split, overpaid, balance))
        self.movements.append(Movement._make((event.seq, _day(event), event.type, *amounts, False)))

    _HANDLERS: ClassVar[dict[EventType, Callable[[Ledger, Event, Plan], None]]] = {
        EventType.REPAYMENT: _repay,
        EventType.FEE: _charge,
        EventType.PENALTY: _charge,
        EventType.WAIVER: _waive,
        EventType.SETTLEMENT: _settle,
        EventType.RESCHEDULE: _reschedule,
        EventType.WRITE_OFF: _write_off,
        EventType.RECOVERY: _recover,
        EventType.REFUND: _refund,
    }


def _day(event: Event) -> datetime.date:
    assert event.date is not None
    return event.date


def _amount(event: Event) -> int:
    assert event.amount is not None
    return hundredths(event.amount)
