"""Visits and income of before this system, written together: from a workbook, all or nothing in the caller's hands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from livelihoods.models import Business, IncomeRecord, Participant, Visit
from livelihoods.services.businesses import note_found
from livelihoods.services.income import rate_day, riel_columns
from office.models import User
from office.rates import Rates

CHUNK = 2000


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
        note_found(visit, by=by)
    return made


@transaction.atomic
def add_past_income(records: Sequence[PastIncome], *, by: User) -> list[IncomeRecord]:
    """In riel at the last rate of each month. Raises Refusal where no rate was set by then. The rounds are not planned
    here: `plan_rounds` does that for all these people at once."""
    rates = Rates()
    return IncomeRecord.objects.bulk_create([_record(each, rates, by) for each in records], batch_size=CHUNK)


def _visit(told: PastVisit, by: User) -> Visit:
    purpose = Visit.Purpose.FOLLOW_UP if told.used_as_agreed is None else Visit.Purpose.LOAN_USE
    return Visit(
        participant=told.participant, business=told.business, purpose=purpose, on=told.on, found=told.found,
        used_as_agreed=told.used_as_agreed, currency="KHR", jobs=told.jobs, difficulty=told.difficulty, by=by,
        key=told.key,
    )  # fmt: skip


def _record(told: PastIncome, rates: Rates, by: User) -> IncomeRecord:
    net = None if told.revenue is None or told.cost is None else told.revenue - told.cost
    in_riel = riel_columns(net, told.household, told.currency, on=rate_day(told.month, told.told_on), rates=rates)
    return IncomeRecord(
        participant=told.participant, business=told.business if net is not None else None, month=told.month,
        told_on=told.told_on, currency=told.currency, revenue=told.revenue, cost=told.cost, household=told.household,
        household_size=told.participant.household_size, by=by, key=told.key, **in_riel,
    )  # fmt: skip


def people_of(records: Iterable[PastIncome]) -> set[int]:
    """In whose rounds these records count: whoever told them and all with a share in the businesses."""
    records = list(records)
    businesses = {record.business.pk for record in records if record.business is not None}
    told = {record.participant.pk for record in records}
    shared = Participant.objects.filter(memberships__business__in=businesses).values_list("pk", flat=True)
    return told | set(shared)
