"""Recording what a business earned and what a household had left, in riel at the rate of the month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.errors import LivelihoodError
from livelihoods.models import COSTS, SALES, Business, IncomeLine, IncomeRecord, Participant, Visit
from livelihoods.services.locking import locked
from livelihoods.services.rounds import plan_rounds, whom_it_concerns
from office import trail
from office.core.months import first_of, last_of
from office.errors import KeySentBefore
from office.models import User
from office.rates import Rates

HALF_A_MONTH = timedelta(days=15)
Kind = IncomeLine.Kind


@dataclass(frozen=True, slots=True)
class IncomeTold:
    """All in one currency. `lines`: sales and costs by kind; None where the business was not asked about.

    `household`: what the household had left of all it earned in the month; None where it was not asked about.
    """

    told_on: date
    month: date
    currency: str
    lines: Mapping[str, Decimal] | None
    household: Decimal | None

    def total(self, kinds: tuple[Kind, ...]) -> Decimal | None:
        return None if self.lines is None else sum((self.lines.get(k) or Decimal(0) for k in kinds), Decimal(0))

    @property
    def net(self) -> Decimal | None:
        sales, costs = self.total(SALES), self.total(COSTS)
        return None if sales is None or costs is None else sales - costs


def month_of_last_30_days(day: date) -> date:
    """The first day of the month in which most of the 30 days before `day` lie."""
    return first_of(day - HALF_A_MONTH)


@transaction.atomic
def record_income(
    told: IncomeTold, *, participant: Participant, business: Business | None, by: User, key: UUID,
    visit: Visit | None = None, replaces: IncomeRecord | None = None,
) -> IncomeRecord:  # fmt: skip
    """Write what was told, once per key. A record that `replaces` another takes its place in every figure.

    Raises LivelihoodError where nothing was told or the month has not begun, Refusal where no rate is set yet.
    """
    participant = locked(participant)
    if same := IncomeRecord.objects.filter(key=key).first():
        return _same(same, told, participant, business)
    _check(told, business)
    record = IncomeRecord(
        participant=participant, business=business, visit=visit, month=first_of(told.month), told_on=told.told_on,
        currency=told.currency, revenue=told.total(SALES), cost=told.total(COSTS), household=told.household,
        household_size=participant.household_size, by=by, key=key, replaces=replaces,
        **riel_columns(told.net, told.household, told.currency, on=rate_day(told.month, told.told_on), rates=Rates()),
    )  # fmt: skip
    record.save()
    lines = (told.lines or {}).items()
    IncomeLine.objects.bulk_create(IncomeLine(record=record, kind=kind, amount=sum_) for kind, sum_ in lines if sum_)
    plan_rounds(*whom_it_concerns(record))
    trail.record(trail.Act.WRITE, record, by=by, fields=["month"])
    return record


def _check(told: IncomeTold, business: Business | None) -> None:
    if told.lines is None and told.household is None:
        raise LivelihoodError(_("Nothing was told about income."))
    if told.lines is not None and business is None:
        raise LivelihoodError(_("Sales and costs belong to a business."), field="business")
    if first_of(told.month) > told.told_on:
        raise LivelihoodError(_("This month had not begun when it was told."), field="month")


def rate_day(month: date, told_on: date) -> date:
    """Whose rate a month is told in riel at: its last day, as far as that was known when it was told."""
    return min(last_of(month), told_on)


def riel_columns(
    net: Decimal | None, household: Decimal | None, currency: str, *, on: date, rates: Rates
) -> dict[str, Decimal | None]:
    """What a record says in riel at the latest rate by that day. Refusal where none was set by then."""

    def riel(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else rates.in_riel(Money(amount, currency), on)

    return {"rate": rates.riel_for_one(currency, on), "net_khr": riel(net), "household_khr": riel(household)}


def _same(earlier: IncomeRecord, told: IncomeTold, participant: Participant, business: Business | None) -> IncomeRecord:
    then = (earlier.participant_id, earlier.business_id, earlier.told_on, earlier.currency, earlier.household,
            earlier.revenue, earlier.cost)  # fmt: skip
    now = (participant.pk, business and business.pk, told.told_on, told.currency, told.household, told.total(SALES),
           told.total(COSTS))  # fmt: skip
    if then != now:
        raise KeySentBefore
    return earlier
