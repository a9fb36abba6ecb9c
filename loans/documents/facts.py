"""What every paper of a loan says of the loan itself: its code, amount, rate, fees and what it costs in all."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from moneyed import Money

from loans.core.choices import Method
from loans.core.effective_rate import effective_rate
from loans.core.events import EventType
from loans.core.rounding import ZERO
from loans.core.state import State
from loans.core.terms import Terms
from loans.models import Loan

PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Facts:
    """Rates in percent a year. `interest` and `charges` are those of the whole schedule, less what was waived
    or written off; `cost` is all that the client pays above the principal, the fee kept back included."""

    number: str
    is_paid_out: bool
    disbursed_on: date  # while it is not paid out: the day planned
    voucher: str
    principal: Money
    fee: Money
    in_hand: Money
    instalments: int
    has_interest: bool
    annual_rate: Decimal
    effective_rate: Decimal | None
    interest: Money
    charges: Money
    cost: Money
    to_repay: Money


def facts_of(loan: Loan, terms: Terms, state: State, *, voucher: str = "") -> Facts:
    """`state` is a fold of the journal, or the proposal where nothing was paid out."""
    interest = sum((r.interest - r.waived_interest - r.written_off_interest for r in state.rows), ZERO)
    charged = sum((r.fee + r.penalty for r in state.rows), ZERO)
    forgiven = sum((r.waived_fee + r.waived_penalty for r in state.rows), ZERO)
    forgiven += sum((r.written_off_fee + r.written_off_penalty for r in state.rows), ZERO)
    principal = sum((r.principal for r in state.rows), ZERO)
    cost = interest + charged - forgiven + loan.fee
    has_interest = terms.method != Method.NONE and terms.annual_rate > 0

    def money(amount: Decimal) -> Money:
        return Money(amount, loan.currency)

    return Facts(
        number=loan.number,
        is_paid_out=is_paid_out(state),
        disbursed_on=terms.disbursed_on,
        voucher=voucher,
        principal=money(principal),
        fee=money(loan.fee),
        in_hand=money(principal - loan.fee),
        instalments=state.instalments,
        has_interest=has_interest,
        annual_rate=_short(terms.annual_rate) if has_interest else Decimal(0),
        effective_rate=_percent(effective_rate(terms)),
        interest=money(interest),
        charges=money(charged - forgiven),
        cost=money(cost),
        to_repay=money(principal + cost - loan.fee),
    )


def is_paid_out(state: State) -> bool:
    return any(m.type == EventType.DISBURSEMENT and not m.reversed for m in state.movements)


def complaint_phone(loan: Loan) -> str:
    """Never an officer's: the office's own line, else the lender's."""
    return loan.office.phone or settings.COMPLAINT_PHONE


def _percent(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else (rate * 100).quantize(PERCENT, ROUND_HALF_UP)


def _short(rate: Decimal) -> Decimal:
    """18, 1.5: without the zeros of its column."""
    return Decimal(f"{rate.normalize():f}")
