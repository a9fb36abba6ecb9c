"""Visits and income of before this system, written together: from a workbook, all or nothing in the caller's hands."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.core.survival import ALIVE
from livelihoods.models import Business, IncomeRecord, Participant, Visit
from livelihoods.services.businesses import change_business
from office.core.money import STEP
from office.core.months import last_of
from office.errors import Refusal
from office.models import ExchangeRate, User

CHUNK = 2000
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PastVisit:
    """What is known of a visit of before. `used_as_agreed` makes it the check of what a loan was used for."""

    participant: Participant
    business: Business
    on: date
    found: str
    key: UUID
    used_as_agreed: bool | None = None
    jobs: Decimal | None = None
    difficulty: str = ""


@dataclass(frozen=True, slots=True)
class PastIncome:
    """A month of before. Revenue and cost together or neither; amounts in `currency`."""

    participant: Participant
    business: Business | None
    month: date
    told_on: date
    currency: str
    key: UUID
    revenue: Decimal | None = None
    cost: Decimal | None = None
    household: Decimal | None = None


@transaction.atomic
def add_past_visits(visits: Sequence[PastVisit], *, by: User) -> list[Visit]:
    """Written as they are told; a business stands as it was found last, unless more is known of a later day."""
    made = Visit.objects.bulk_create([_visit(each, by) for each in visits], batch_size=CHUNK)
    last: dict[int, Visit] = {}
    for visit in sorted(made, key=lambda v: (v.on, v.pk)):
        last[visit.business_id] = visit
    for visit in last.values():
        _note_status(visit, by=by)
    return made


@transaction.atomic
def add_past_income(records: Sequence[PastIncome], *, by: User) -> list[IncomeRecord]:
    """In riel at the last rate of each month. Raises Refusal where no rate was set by then. The rounds are not planned
    here: `plan_rounds` does that for all these people at once."""
    rates = Rates()
    return IncomeRecord.objects.bulk_create([_record(each, rates, by) for each in records], batch_size=CHUNK)


class Rates:
    """All exchange rates, looked up once."""

    def __init__(self) -> None:
        rows = list(ExchangeRate.objects.order_by("on").values_list("on", "riel_per_dollar"))
        self._days = [day for day, _rate in rows]
        self._rates = [rate for _day, rate in rows]

    def has(self, currency: str, on: date) -> bool:
        """Whether an amount of that day can be told in riel."""
        return currency == "KHR" or bisect_right(self._days, on) > 0

    def of(self, currency: str, on: date) -> Decimal:
        """Riel for one unit at the latest rate set by that day. Refusal without one."""
        if currency == "KHR":
            return ONE
        place = bisect_right(self._days, on)
        if place == 0:
            raise Refusal(_("No exchange rate is set for this day yet. Ask the manager to set it."))
        return self._rates[place - 1]

    def in_riel(self, amount: Money, on: date) -> Decimal:
        """To the smallest note, halves up, as `office.rates.converted` does."""
        if amount.currency.code == "KHR":
            return amount.amount
        steps = amount.amount * self.of(amount.currency.code, on) / STEP["KHR"]
        return steps.quantize(ONE, "ROUND_HALF_UP") * STEP["KHR"]


def _visit(told: PastVisit, by: User) -> Visit:
    purpose = Visit.Purpose.FOLLOW_UP if told.used_as_agreed is None else Visit.Purpose.LOAN_USE
    return Visit(
        participant=told.participant, business=told.business, purpose=purpose, on=told.on, found=told.found,
        used_as_agreed=told.used_as_agreed, currency="KHR", jobs=told.jobs, difficulty=told.difficulty, by=by,
        key=told.key,
    )  # fmt: skip


def _record(told: PastIncome, rates: Rates, by: User) -> IncomeRecord:
    on = min(last_of(told.month), told.told_on)
    net = None if told.revenue is None or told.cost is None else told.revenue - told.cost

    def riel(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else rates.in_riel(Money(amount, told.currency), on)

    return IncomeRecord(
        participant=told.participant, business=told.business if net is not None else None, month=told.month,
        told_on=told.told_on, currency=told.currency, revenue=told.revenue, cost=told.cost, household=told.household,
        rate=rates.of(told.currency, on), net_khr=riel(net), household_khr=riel(told.household),
        household_size=told.participant.household_size, by=by, key=told.key,
    )  # fmt: skip


def _note_status(visit: Visit, *, by: User) -> None:
    """Only what changes what is known: a business entered as closed stays closed, whatever was found before."""
    business = visit.business
    is_known = visit.found == business.status or (business.status not in ALIVE and visit.found in ALIVE)
    if is_known:
        return
    last = business.statuses.order_by("from_on", "pk").last()
    if last is None or visit.on >= last.from_on:
        change_business(business, by=by, on=visit.on, status=visit.found)


def people_of(records: Iterable[PastIncome]) -> set[int]:
    """In whose rounds these records count: whoever told them and all with a share in the businesses."""
    records = list(records)
    businesses = {record.business.pk for record in records if record.business is not None}
    told = {record.participant.pk for record in records}
    shared = Participant.objects.filter(memberships__business__in=businesses).values_list("pk", flat=True)
    return told | set(shared)
