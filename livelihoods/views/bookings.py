"""Bookings of a shared facility: who dried how much, for what fee."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from moneyed import Money

from livelihoods.forms.holdings import BookingForm
from livelihoods.models import Booking, Business, Participant
from livelihoods.services import book, cancel_booking
from livelihoods.views.common import attempt, business_or_404, note_reading
from office.core.money import CURRENCIES, summed
from office.models import User
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money

SEE, CHANGE = "livelihoods.view_participant", "livelihoods.change_participant"
PER_PAGE = 25


@permission_required(SEE, raise_exception=True)
def bookings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest first, with what all that stand come to; below it a new one."""
    facility = _facility(request, pk)
    note_reading(request, facility)
    form = BookingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _booked(form, facility, request):
        messages.success(request, _("Booked."))
        return redirect("livelihoods:bookings", facility.pk)
    standing = facility.bookings.standing()
    newest = standing.select_related("participant").order_by("-on", "-pk")
    page = Paginator(newest, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "facility": facility, "form": form, "page": page, "rows": _shown(page, request.user),
        "figures": _figures(facility),
    }  # fmt: skip
    return render(request, "livelihoods/bookings.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def booking_cancel(request: SignedInRequest, pk: int, booking_id: int) -> HttpResponse:
    facility = _facility(request, pk)
    cancel_booking(get_object_or_404(facility.bookings.standing(), pk=booking_id), by=request.user)
    messages.success(request, _("The booking no longer counts."))
    return redirect("livelihoods:bookings", facility.pk)


def _booked(form: BookingForm, facility: Business, request: SignedInRequest) -> Booking | None:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    values = {name: value for name, value in form.cleaned_data.items() if name != "currency"}
    return attempt(form, book, facility, by=request.user, **values)


def _facility(request: SignedInRequest, pk: int) -> Business:
    found = business_or_404(request, pk)
    if not found.livelihood.is_shared_facility:
        raise Http404
    return found


def _shown(bookings: Iterable[Booking], to: User) -> list[tuple[Booking, str]]:
    """Each with the code of who booked; somebody out of the reader's scope is another member."""
    booked = list(bookings)
    people = [b.participant_id for b in booked if b.participant_id is not None]
    seen = set(Participant.objects.visible_to(to).filter(pk__in=people).values_list("pk", flat=True))
    return [(b, _who(b, seen)) for b in booked]


def _who(booking: Booking, seen: set[int]) -> str:
    if booking.participant is None:
        return _("a villager, not a participant")
    return booking.participant.code if booking.participant_id in seen else pgettext("of a business", "another member")


def _figures(facility: Business) -> list[dict[str, object]]:
    standing = facility.bookings.standing()
    fees = {row["currency"]: row["fees"] for row in standing.values("currency").annotate(fees=Sum("fee")).order_by()}
    tonnes: Decimal = standing.aggregate(tonnes=Sum("tonnes"))["tonnes"] or Decimal(0)
    amounts = [Money(summed(fees[c]), c) for c in CURRENCIES if c in fees]
    return [
        {"label": _("Tonnes"), "value": f"{tonnes:,.2f}"},
        {"label": _("Fees"), "value": " · ".join(map(money, amounts)) or "–"},
        {"label": _("Bookings"), "value": str(standing.count())},
    ]
