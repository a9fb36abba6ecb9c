"""Bringing a person together with a buyer, a bank, a course or land, and what came of it. Outward only."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from livelihoods.errors import LivelihoodError
from livelihoods.models import Linkage, Participant
from livelihoods.services.locking import locked
from office import trail
from office.models import User
from paper.core.khmer_spelling import one_line


@transaction.atomic
def add_linkage(participant: Participant, *, kind: str, to: str, made_on: date, by: User, on: date) -> Linkage:
    """A linkage that waits for its outcome. Sent twice, it is one."""
    participant = locked(participant)
    if made_on > on:
        raise LivelihoodError(_("This day has not come yet."), field="made_on")
    to = one_line(to)
    alike = Linkage.objects.filter(participant=participant, kind=kind, made_on=made_on)
    for earlier in alike.select_related("participant__key"):
        if earlier.to == to:
            return earlier
    linkage = Linkage.objects.create(participant=participant, kind=kind, to=to, made_on=made_on, made_by=by)
    trail.record(trail.Act.WRITE, linkage, by=by, fields=["added"])
    return linkage


@transaction.atomic
def settle_linkage(linkage: Linkage, *, outcome: str, done_on: date, by: User, on: date) -> Linkage:
    """What came of it. Said twice, it is said once; another outcome is refused."""
    linkage = Linkage.objects.select_for_update(of=("self",)).select_related("participant__key").get(pk=linkage.pk)
    locked(linkage.participant)
    if linkage.done_on is not None:
        if (linkage.outcome, linkage.done_on) == (outcome, done_on):
            return linkage
        raise LivelihoodError(_("What came of it was recorded already."))
    if not linkage.made_on <= done_on <= on:
        raise LivelihoodError(_("This day lies before the linkage, or has not come yet."), field="done_on")
    linkage.outcome, linkage.done_on = outcome, done_on
    linkage.save(update_fields=["outcome", "done_on"])
    trail.record(trail.Act.WRITE, linkage, by=by, fields=["outcome", "done_on"])
    return linkage
