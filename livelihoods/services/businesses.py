"""Starting a business and changing it. Its status has a history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, BusinessMember, BusinessStatus, LivelihoodKind, Participant, Visit
from livelihoods.services.locking import locked
from office import trail
from office.models import User
from paper.core.khmer_spelling import one_line

PLANNED, OPERATING = Business.Status.PLANNED, Business.Status.OPERATING


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """What is told of a business that is added."""

    livelihood: LivelihoodKind
    name: str = ""
    place: str = ""
    status: str = PLANNED
    started_on: date | None = None
    share: Decimal = Decimal(100)


@transaction.atomic
def add_business(
    *,
    participant: Participant,
    livelihood: LivelihoodKind,
    by: User,
    on: date,
    name: str = "",
    place: str = "",
    status: str = PLANNED,
    started_on: date | None = None,
    share: Decimal = Decimal(100),
) -> Business:
    """A business of the participant, sealed with the participant's key. Sent twice, it is one business."""
    participant = locked(participant)
    business = _draft(participant, NewBusiness(livelihood, name, place, status, started_on, share), on=on)
    if same := _same_as(business, participant):
        return same
    _write_all([(business, participant, share)], by=by, on=on)
    return business


@transaction.atomic
def add_first_businesses(new: Sequence[tuple[Participant, NewBusiness]], *, by: User, on: date) -> list[Business]:
    """Businesses of people registered in the same transaction, each as `add_business` writes it."""
    found: list[Business] = []
    fresh: dict[tuple[Any, ...], tuple[Business, Participant, Decimal]] = {}
    for participant, told in new:
        business = _draft(participant, told, on=on)
        alike = (participant.pk, told.livelihood.pk, told.status, business.started_on, business.name, business.place)
        found.append(fresh.setdefault(alike, (business, participant, told.share))[0])
    _write_all(list(fresh.values()), by=by, on=on)
    return found


def _draft(participant: Participant, new: NewBusiness, *, on: date) -> Business:
    return Business(
        livelihood=new.livelihood, key=participant.key, name=one_line(new.name), place=one_line(new.place),
        status=new.status, started_on=_checked_start(new.status, new.started_on, on=on),
    )  # fmt: skip


def _write_all(new: Sequence[tuple[Business, Participant, Decimal]], *, by: User, on: date) -> None:
    """The businesses, whose they are, and the beginning of their history."""
    businesses = Business.objects.bulk_create(business for business, _participant, _share in new)
    BusinessMember.objects.bulk_create(
        BusinessMember(business=b, participant=p, share=share, from_on=b.started_on or on) for b, p, share in new
    )
    BusinessStatus.objects.bulk_create(status for b in businesses for status in _first_history(b, on=on))
    trail.record_all(trail.line(trail.Act.WRITE, b, by=by, fields=["added"]) for b in businesses)


@transaction.atomic
def change_business(business: Business, *, by: User, on: date, **changes: Any) -> Business:
    """Write the changed details and nothing else; a new status is added to the history from `on`."""
    business = Business.objects.select_for_update(of=("self",)).select_related("key", "livelihood").get(pk=business.pk)
    before = business.status
    for name, value in changes.items():
        setattr(business, name, one_line(value) if name in ("name", "place") else value)
    if before == PLANNED and business.status == OPERATING and business.started_on is None:
        business.started_on = on
    if business.status != before:
        _add_status(business, on=on)
    business.started_on = _checked_start(business.status, business.started_on, on=on)
    business.save()
    trail.record(trail.Act.WRITE, business, by=by, fields=sorted(changes))
    return business


def note_found(visit: Visit, *, by: User) -> None:
    """The business stands as it was found, unless more is known of a later day."""
    business = visit.business
    if visit.found == business.status or business.visits.standing().filter(on__gt=visit.on).exists():
        return
    last = business.statuses.order_by("from_on", "pk").last()
    if last is None or visit.on >= last.from_on:
        change_business(business, by=by, on=visit.on, status=visit.found)


def _checked_start(status: str, started_on: date | None, *, on: date) -> date | None:
    """The day it began; None where nobody knows it any more."""
    if status != PLANNED and started_on is not None and started_on > on:
        raise LivelihoodError(_("The business cannot have begun after the day of this status."), field="started_on")
    return started_on


def _first_history(business: Business, *, on: date) -> Iterator[BusinessStatus]:
    """What has begun has operated from its first day, whatever became of it since."""
    if business.status not in (PLANNED, OPERATING) and business.started_on:
        yield BusinessStatus(business=business, status=OPERATING, from_on=business.started_on)
    first_day = business.started_on if business.status == OPERATING else on
    yield BusinessStatus(business=business, status=business.status, from_on=first_day or on)


def _add_status(business: Business, *, on: date) -> None:
    last = business.statuses.order_by("from_on", "pk").last()
    if last is not None and on < last.from_on:
        raise LivelihoodError(_("This is before the day of the last change of status."), field="since")
    BusinessStatus.objects.create(business=business, status=business.status, from_on=on)


def _same_as(business: Business, participant: Participant) -> Business | None:
    """One alike in everything: the same form, sent again."""
    alike = participant.businesses.select_related("key").filter(
        livelihood=business.livelihood, status=business.status, started_on=business.started_on
    )
    return next((b for b in alike if (b.name, b.place) == (business.name, business.place)), None)
