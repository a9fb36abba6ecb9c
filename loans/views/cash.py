"""The cash box of the office: what is in it, what was carried, the count and the close."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loans.forms.cash import BoxForm, CarryForm
from loans.models import CashCount, CashTransaction, DayClose
from loans.services.cash import CARRIED, carry_cash, reverse_cash
from loans.services.closing import open_day
from loans.services.days import boxes, close_day, count_opening
from loans.views.common import act_form, office_or_404
from office.errors import Refusal
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import short_date

MAY = "loans.keep_cash"
SHOWN = 50
Kind = CashTransaction.Kind
CAPITAL = (Kind.CAPITAL_IN, Kind.CAPITAL_OUT)  # the manager's own


@permission_required(MAY, raise_exception=True)
def cash(request: SignedInRequest) -> HttpResponse:
    """What every box holds on the open day, and what moved on it."""
    office = request.user.office
    if office is None:
        return render(request, "loans/cash.html", {"office": None})
    day = open_day(office)
    moved = CashTransaction.objects.filter(office=office, posted_on=day, belongs_to=None)
    if not request.user.has_perm("loans.manage_funds"):
        moved = moved.exclude(kind__in=CAPITAL)
    context = {
        "office": office,
        "day": day,
        "boxes": boxes(office, on=day),
        "moved": moved.select_related("holder__key", "entered_by__key", "reversed_by").order_by("-pk"),
        "acts": [(label, reverse("loans:cash-carry", args=[kind])) for kind, label in _carried().items()],
        "last": DayClose.objects.filter(office=office).first(),
    }
    return render(request, "loans/cash.html", context)


@permission_required(MAY, raise_exception=True)
def carry(request: SignedInRequest, kind: str) -> HttpResponse:
    """Money from one place to another; which funds' it is follows from the books."""
    if kind not in CARRIED:
        raise Http404
    form = CarryForm(request.POST or None, kind=Kind(kind), office=request.user.office)

    def act(values: dict[str, Any]) -> list[CashTransaction]:
        sent = {name: values.get(name) for name in ("amount", "value_on", "key", "officer", "note")}
        return carry_cash(kind=Kind(kind), by=request.user, **sent)  # type: ignore[arg-type]

    def done(rows: list[CashTransaction]) -> HttpResponse:
        messages.success(request, _("Recorded."))
        return redirect("loans:cash")

    return act_form(
        request, form, act, done, page_title=_carried()[kind], submit=_("Record"), back_url=reverse("loans:cash"),
        back_label=_("Cash"),
    )  # fmt: skip


@permission_required(MAY, raise_exception=True)
def count(request: SignedInRequest) -> HttpResponse:
    """The office's box as found in the morning."""
    office = office_or_404(request)
    day = open_day(office)
    own = [box for box in boxes(office, on=day) if box.holder is None]
    forms = [BoxForm(request.POST or None, box=box) for box in own]
    if _are_valid(request, forms):
        try:
            with transaction.atomic():
                for form in forms:
                    count_opening(office=office, count=form.count(), by=request.user, on=day)
        except Refusal as refused:
            _show(refused, forms)
        else:
            messages.success(request, _("The count is kept."))
            return redirect("loans:cash")
    title = _("Count the cash in the morning")
    context = {"forms": forms, "page_title": title, "day": day, "submit": _("Keep the count")}
    return render(request, "loans/count.html", context)


@permission_required(MAY, raise_exception=True)
def close(request: SignedInRequest) -> HttpResponse:
    """Every box counted by notes; then the day is closed."""
    office = office_or_404(request)
    day = open_day(office)
    forms = [BoxForm(request.POST or None, box=box) for box in boxes(office, on=day)]
    if _are_valid(request, forms):
        try:
            counts = [form.count() for form in forms]
            close_day(office=office, counts=counts, by=request.user, on=day, today=timezone.localdate())
        except Refusal as refused:
            _show(refused, forms)
        else:
            messages.success(request, _("The day %(day)s is closed.") % {"day": short_date(day)})
            return redirect("loans:day-closes")
    context = {"forms": forms, "page_title": _("Close the day"), "day": day, "submit": _("Close the day")}
    return render(request, "loans/count.html", context)


@permission_required(MAY, raise_exception=True)
def day_closes(request: SignedInRequest) -> HttpResponse:
    """The last closes, each with what was counted."""
    office = office_or_404(request)
    closes = list(DayClose.objects.filter(office=office).select_related("by__key")[:SHOWN])
    counts = CashCount.objects.filter(office=office, on__in=[c.on for c in closes]).select_related("holder__key")
    by_day: dict[Any, list[CashCount]] = {}
    for each in counts:
        by_day.setdefault(each.on, []).append(each)
    return render(request, "loans/day_closes.html", {"rows": [(c, by_day.get(c.on, [])) for c in closes]})


@require_POST
@permission_required(MAY, raise_exception=True)
def cash_reverse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another person undoes a sum that was entered wrongly."""
    rows = CashTransaction.objects.filter(office=office_or_404(request))
    if not request.user.has_perm("loans.manage_funds"):
        rows = rows.exclude(kind__in=CAPITAL)
    moved = get_object_or_404(rows, pk=pk)
    try:
        reverse_cash(moved, key=uuid4(), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The entry is reversed."))
    return redirect("loans:cash")


def _carried() -> dict[str, str]:
    return {
        Kind.HANDOVER.value: _("Handed over by an officer"),
        Kind.ADVANCE.value: _("Advance to an officer"),
        Kind.DEPOSIT.value: _("Deposit at the bank"),
        Kind.WITHDRAWAL.value: _("Withdrawal from the bank"),
    }


def _are_valid(request: SignedInRequest, forms: list[BoxForm]) -> bool:
    valid = [form.is_valid() for form in forms]  # each of them, so that every box says what is wrong
    return request.method == "POST" and all(valid)


def _show(refused: Refusal, forms: list[BoxForm]) -> None:
    """A missing reason at each box whose count differs; anything else above the first."""
    differing = [form for form in forms if form.count().total != form.box.expected and not form.cleaned_data["reason"]]
    for form in differing if refused.field == "reason" else forms[:1]:
        refused.show_on(form)
