"""Who has a share in a business, from when to when."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Business, BusinessMember, Participant
from livelihoods.services.locking import locked
from livelihoods.services.rounds import plan_rounds
from office import trail
from office.models import User

WHOLE = Decimal(100)


@transaction.atomic
def give_share(business: Business, *, participant: Participant, share: Decimal, on: date, by: User) -> BusinessMember:
    """The participant has this share from `on`; who has one already has another from now on.

    Raises LivelihoodError at `share` where all shares together would be more than the whole.
    """
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    participant = locked(participant)
    current = business.memberships.filter(to_on=None)
    others = sum((m.share for m in current.exclude(participant=participant)), Decimal(0))
    if others + share > WHOLE:
        left = f"{(WHOLE - others).normalize():f}"
        raise LivelihoodError(
            _("Only %(left)s percent are left. Change the share of another member first.") % {"left": left},
            field="share",
        )
    if standing := current.filter(participant=participant).first():
        return _changed(standing, share, on=on, by=by)
    member = BusinessMember.objects.create(business=business, participant=participant, share=share, from_on=on)
    _after(member, by=by)
    return member


@transaction.atomic
def end_share(member: BusinessMember, *, on: date, by: User) -> None:
    """The last day of the share. A business keeps at least one member: else it is closed, not left."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=member.business_id)
    if not business.memberships.filter(to_on=None).exclude(pk=member.pk).exists():
        raise LivelihoodError(_("This is the only member: change the status of the business instead."))
    if on < member.from_on:
        raise LivelihoodError(_("This is before the share began."), field="on")
    member.to_on = on
    member.save(update_fields=["to_on"])
    _after(member, by=by)


def _changed(member: BusinessMember, share: Decimal, *, on: date, by: User) -> BusinessMember:
    if on < member.from_on:
        raise LivelihoodError(_("This is before the share began."), field="on")
    member.share = share
    member.save(update_fields=["share"])
    _after(member, by=by)
    return member


def _after(member: BusinessMember, *, by: User) -> None:
    plan_rounds(member.participant_id)
    trail.record(trail.Act.WRITE, member.business, by=by, fields=["share"])
