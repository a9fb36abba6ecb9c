"""Monitoring rounds follow from the first disbursement and from what was told; this alone writes them."""

from collections import defaultdict
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
def plan_rounds(*participants: int) -> None:
    """Write the rounds of these people anew: none where no loan was paid out, or where the payout was reversed."""
    list(Participant.objects.select_for_update(of=("self",)).filter(pk__in=participants).order_by("pk").only("pk"))
    FollowUp.objects.filter(participant__in=participants).delete()
    FollowUp.objects.bulk_create(follow_ups_of(*participants))


def whom_it_concerns(record: IncomeRecord) -> list[int]:
    """In whose rounds the record counts: who told it, and everybody with a share in the business; in order of locks."""
    members = BusinessMember.objects.filter(business=record.business_id).values_list("participant", flat=True)
    return sorted({record.participant_id, *(members if record.business_id else ())})


def follow_ups_of(*participants: int) -> list[FollowUp]:
    """The rounds as they follow from milestones and income records; not saved. Three queries, however many people."""
    told: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(participant__in=participants, kind__in=(Kind.FUNDED, Kind.UNFUNDED)):
        told[milestone.participant_id].append(milestone)
    funded = {pk: day for pk in participants if (day := first_funded_on(told[pk]))}
    shares: dict[int, list[BusinessMember]] = defaultdict(list)
    for share in BusinessMember.objects.filter(participant__in=funded):
        shares[share.participant_id].append(share)
    businesses = {share.business_id for of in shares.values() for share in of}
    records = _Records(IncomeRecord.objects.standing().filter(Q(participant__in=funded) | Q(business__in=businesses)))
    return [_follow_up(pk, asked, records, shares[pk]) for pk, day in funded.items() for asked in rounds_after(day)]


class _Records:
    """Income records by whose household they tell of, and by the business."""

    def __init__(self, records: Iterable[IncomeRecord]) -> None:
        self.households: dict[int, list[IncomeRecord]] = defaultdict(list)
        self.businesses: dict[int, list[IncomeRecord]] = defaultdict(list)
        for record in records:
            if record.household_khr is not None:
                self.households[record.participant_id].append(record)
            if record.net_khr is not None and record.business_id is not None:
                self.businesses[record.business_id].append(record)


def first_funded_on(milestones: Iterable[Milestone]) -> date | None:
    """The day of the first payout that stands: one whose loan was not un-funded afterwards."""
    last: dict[str, Milestone] = {}
    for milestone in sorted(milestones, key=lambda m: m.pk):
        if milestone.kind == Kind.UNFUNDED or last.get(milestone.reference, milestone).kind == Kind.UNFUNDED:
            last[milestone.reference] = milestone
        else:
            last.setdefault(milestone.reference, milestone)  # a further tranche does not move the first day
    return min((m.on for m in last.values() if m.kind == Kind.FUNDED), default=None)


def _follow_up(participant_id: int, asked: Round, records: _Records, shares: Sequence[BusinessMember]) -> FollowUp:
    household = _answer(asked, records.households[participant_id])
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


def _part(asked: Round, records: _Records, share: BusinessMember) -> tuple[date, Decimal] | None:
    """The person's share of what one business earned in this round, and when that was told."""
    record = _answer(asked, records.businesses[share.business_id])
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
