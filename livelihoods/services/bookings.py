"""Days booked at a shared facility: tonnes and fees."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from moneyed import Money

from livelihoods.errors import LivelihoodError
from livelihoods.models import Booking, Business, Participant
from office import trail
from office.errors import KeySentBefore
from office.models import User

A_YEAR = timedelta(days=366)


@transaction.atomic
def book(
    facility: Business, *, participant: Participant | None, on: date, tonnes: Decimal, fee: Money, key: UUID, by: User
) -> Booking:
    """One booking a key. `participant` None: a villager, not a participant who is none of ours."""
    facility = Business.objects.select_for_update(of=("self",)).select_related("livelihood").get(pk=facility.pk)
    if not facility.livelihood.is_shared_facility:
        raise LivelihoodError(_("Only a shared facility takes bookings."))
    if facility.started_on is not None and on < facility.started_on:
        raise LivelihoodError(_("The business had not begun on this day."), field="on")
    if on > timezone.localdate() + A_YEAR:
        raise LivelihoodError(_("This is more than a year ahead."), field="on")
    if same := Booking.objects.filter(key=key).first():
        if (same.facility_id, same.on, same.tonnes, same.money) != (facility.pk, on, tonnes, fee):
            raise KeySentBefore
        return same
    booking = Booking.objects.create(
        facility=facility, participant=participant, on=on, tonnes=tonnes, fee=fee.amount, currency=fee.currency.code,
        key=key, by=by,
    )  # fmt: skip
    trail.record(trail.Act.WRITE, booking, by=by, fields=["added"])
    return booking


@transaction.atomic
def cancel_booking(booking: Booking, *, by: User) -> Booking:
    """It no longer counts; both stay. Cancelled twice, it is once."""
    Business.objects.select_for_update(of=("self",)).get(pk=booking.facility_id)
    if cancelled := Booking.objects.filter(cancels=booking).first():
        return cancelled
    if booking.cancels_id is not None:
        raise LivelihoodError(_("This is a cancellation itself."))
    cancellation = Booking.objects.create(
        facility_id=booking.facility_id, participant_id=booking.participant_id, on=booking.on, tonnes=booking.tonnes,
        fee=booking.fee, currency=booking.currency, key=uuid5(booking.key, "cancel"), by=by, cancels=booking,
    )  # fmt: skip
    trail.record(trail.Act.WRITE, cancellation, by=by, fields=["removed"])
    return cancellation
