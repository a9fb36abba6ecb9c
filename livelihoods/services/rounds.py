"""Monitoring rounds follow from the first disbursement and from what was told; this alone writes them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Q

from livelihoods.core.rounds import Round, nearest, rounds_after
from livelihoods.models import BusinessMember, FollowUp, IncomeRecord, Milestone, Participant

Kind = Milestone.Kind
CENT, WHOLE = Decimal("0.01"), Decimal(100)


@transaction.atomic
def plan_rounds(participant_id: int) -> None:
    """Write the person's rounds anew: none where no loan was paid out, or where the payout was reversed."""
    Participant.objects.select_for_update(of=("self",)).get(pk=participant_id)
    FollowUp.objects.filter(participant=participant_id).delete()
    FollowUp.objects.bulk_create(follow_ups_of(participant_id))


def whom_it_concerns(record: IncomeRecord) -> list[int]:
    """In whose rounds the record counts: who told it, and everybody with a share in the business; in order of locks."""
    members = BusinessMember.objects.filter(business=record.business_id).values_list("participant", flat=True)
    return sorted({record.participant_id, *(members if record.business_id else ())})


def follow_ups_of(participant_id: int) -> list[FollowUp]:
    """The rounds as they follow from milestones and income records; not saved."""
    told = Milestone.objects.filter(participant=participant_id, kind__in=(Kind.FUNDED, Kind.UNFUNDED))
    funded_on = first_funded_on(told)
    if funded_on is None:
        return []
    shares = list(BusinessMember.objects.filter(participant=participant_id))
    mine = Q(participant=participant_id) | Q(business__in=[share.business_id for share in shares])
    records = list(IncomeRecord.objects.standing().filter(mine))
    return [_follow_up(participant_id, each, records, shares) for each in rounds_after(funded_on)]


def first_funded_on(milestones: Iterable[Milestone]) -> date | None:
    """The day of the first payout that stands: one whose loan was not un-funded afterwards."""
    last: dict[str, Milestone] = {}
    for milestone in sorted(milestones, key=lambda m: m.pk):
        if milestone.kind == Kind.UNFUNDED or last.get(milestone.reference, milestone).kind == Kind.UNFUNDED:
            last[milestone.reference] = milestone
        else:
            last.setdefault(milestone.reference, milestone)  # a further tranche does not move the first day
    return min((m.on for m in last.values() if m.kind == Kind.FUNDED), default=None)


def _follow_up(
    participant_id: int, asked: Round, records: Sequence[IncomeRecord], shares: Sequence[BusinessMember]
) -> FollowUp:
    households = [r for r in records if r.participant_id == participant_id and r.household_khr is not None]
    household = _answer(asked, households)
    parts = [part for share in _by_business(shares) if (part := _part(asked, records, share)) is not None]
    days = [household.told_on] if household else []
    days += [day for day, _amount in parts]
    return FollowUp(
        participant_id=participant_id, months=asked.months, due_on=asked.due_on, first_on=asked.first_on,
        last_on=asked.last_on, told_on=nearest(asked, days),
        business_khr=sum((amount for _day, amount in parts), Decimal(0)) if parts else None,
        household_khr=household.household_khr if household else None,
        household_size=household.household_size if household else None,
    )  # fmt: skip


def _part(asked: Round, records: Sequence[IncomeRecord], share: BusinessMember) -> tuple[date, Decimal] | None:
    """The person's share of what one business earned in this round, and when that was told."""
    told = [r for r in records if r.business_id == share.business_id and r.net_khr is not None]
    record = _answer(asked, told)
    if record is None or record.net_khr is None:
        return None
    return record.told_on, (record.net_khr * share.share / WHOLE).quantize(CENT, ROUND_HALF_UP)


def _answer(asked: Round, records: Sequence[IncomeRecord]) -> IncomeRecord | None:
    """The record that answers the round; of several told on that day the last one entered."""
    day = nearest(asked, [record.told_on for record in records])
    on_that_day = [record for record in records if record.told_on == day]
    return max(on_that_day, key=lambda record: record.pk, default=None)


def _by_business(shares: Sequence[BusinessMember]) -> list[BusinessMember]:
    """One share for each business: the one that holds now, else the last that held."""
    last: dict[int, BusinessMember] = {}
    for share in sorted(shares, key=lambda s: (s.to_on is None, s.from_on, s.pk)):
        last[share.business_id] = share
    return list(last.values())
