"""What only shows when all loans stand side by side: the funds' money day by day, and one active loan per person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, Q, Sum, Value
from django.db.models.functions import Coalesce

from loans.core.state import Status
from loans.models import Fund, LedgerEntry, Loan, LoanStatus
from loans.services.funds import CASH_ACCOUNTS
from reports.workbook.findings import shown_amount, shown_date
from reports.workbook.plan import LoanDraft, Plan, Target
from reports.workbook.refs import CHUNK
from reports.workbook.sheet import Line

OPEN = (LoanStatus.SUBMITTED, LoanStatus.APPROVED, LoanStatus.ACTIVE)
ZERO = Value(Decimal(0), output_field=DecimalField())
Purse = tuple[str, str]  # code of the fund, currency


def check_together(plan: Plan) -> None:
    check_one_active_loan(plan)
    check_funds(plan)


# one active loan ---------------------------------------------------------------------------------------


def check_one_active_loan(plan: Plan) -> None:
    """Nobody has two open loans: neither both in the workbook, nor one here and one there."""
    taken = _people_with_open_loans(plan)
    for draft in sorted(plan.loans, key=lambda d: d.disbursement.value_on):
        if draft.state is None or draft.state.status != Status.ACTIVE:
            continue
        if draft.person in taken:
            draft.line.error("participant", "loan.another_open")
        taken.add(draft.person)


def _people_with_open_loans(plan: Plan) -> set[Target]:
    targets = {d.person.pk: d.person for d in plan.loans if d.person.pk is not None}
    closing = [pk for pk, e in plan.extensions.items() if e.state and e.state.status != Status.ACTIVE]
    found: set[Target] = set()
    pks = sorted(targets)
    for start in range(0, len(pks), CHUNK):
        loans = Loan.objects.filter(participant__in=pks[start : start + CHUNK], status__in=OPEN).exclude(pk__in=closing)
        found.update(targets[pk] for pk in loans.values_list("participant", flat=True))
    return found


# the funds ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Day:
    """What one day brings to a fund and takes from it. Money received comes first: it may be lent the same day."""

    inflow: Decimal = Decimal(0)
    lent: list[tuple[Line, Decimal]] = field(default_factory=list)


def check_funds(plan: Plan) -> None:
    """No fund may lend what it did not have on that day, nor what later payouts of its own already took."""
    for purse, days in _days(plan).items():
        if any(day.lent for day in days.values()):
            _check_purse(purse, days)


def _check_purse(purse: Purse, days: dict[date, Day]) -> None:
    balance, lent = Decimal(0), []
    for on in sorted(days):
        balance += days[on].inflow - sum(amount for _line, amount in days[on].lent)
        lent += days[on].lent
        while balance < 0 and lent:
            line, amount = lent.pop()
            line.error(
                "principal", "fund.not_enough", fund=purse[0], missing=shown_amount(-balance, purse[1]),
                day=shown_date(on),
            )  # fmt: skip
            balance += amount
        balance = max(balance, Decimal(0))


def _days(plan: Plan) -> dict[Purse, dict[date, Day]]:
    days: dict[Purse, dict[date, Day]] = defaultdict(lambda: defaultdict(Day))
    for capital in plan.capital:
        days[capital.fund.code, capital.amount.currency.code][capital.value_on].inflow += capital.amount.amount
    for draft in plan.loans:
        of_fund = days[draft.fund.code, draft.loan.currency]
        lent = draft.loan.principal.amount - draft.loan.fee
        of_fund[draft.disbursement.value_on].lent.append((draft.line, lent))
        for past in draft.repayments:
            of_fund[past.entry.value_on].inflow += past.entry.amount.amount
    for extension in plan.extensions.values():
        of_fund = days[extension.loan.fund.code, extension.loan.currency]
        for past in extension.repayments:
            of_fund[past.entry.value_on].inflow += past.entry.amount.amount
    for purse in list(days):
        for on, net in _written(purse):
            days[purse][on].inflow += net
    return days


def _written(purse: Purse) -> Iterator[tuple[date, Decimal]]:
    """What the ledger already holds: money in less money out, by the day on which it changed hands."""
    rows = LedgerEntry.objects.filter(fund__code=purse[0], currency=purse[1]).annotate(
        on=Coalesce("loan_transaction__value_on", "cash_transaction__value_on")
    )
    sums = rows.values("on").annotate(
        came=Coalesce(Sum("amount", filter=Q(debit__in=CASH_ACCOUNTS)), ZERO),
        went=Coalesce(Sum("amount", filter=Q(credit__in=CASH_ACCOUNTS)), ZERO),
    )
    for row in sums:
        yield row["on"], row["came"] - row["went"]


def lock_funds(funds: Iterable[Fund]) -> None:
    """The rows that a payout locks too: two at once must not both see the same money."""
    list(Fund.objects.select_for_update().filter(pk__in=[f.pk for f in funds]).order_by("pk"))


def funds_of(drafts: Iterable[LoanDraft]) -> list[Fund]:
    return [draft.fund for draft in drafts if isinstance(draft.fund, Fund)]
