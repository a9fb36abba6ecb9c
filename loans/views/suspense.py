"""Money received for no known loan: found its loan, or paid back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from loans.forms.cash import GiveForm, PayBackForm
from loans.models import CashTransaction, LoanTransaction
from loans.services.suspense import give_to_loan, pay_back
from loans.views.common import act_form
from office import trail
from office.models import User
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money, short_date

MAY = "loans.settle_suspense"


@permission_required(MAY, raise_exception=True)
def suspense(request: SignedInRequest) -> HttpResponse:
    """What waits, the oldest first."""
    rows = _waiting_for(request.user).select_related("fund", "entered_by__key", "meant_for").order_by("value_on", "pk")
    trail.record(trail.Act.LIST, CashTransaction, by=request.user, objects=rows)
    return render(request, "loans/suspense.html", {"rows": rows})


@permission_required(MAY, raise_exception=True)
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_waiting_for(request.user), pk=pk)
    form = GiveForm(request.POST or None, waiting=waiting, user=request.user)

    def act(values: dict[str, Any]) -> LoanTransaction:
        loan = values["loan"]
        return give_to_loan(
            suspense_id=pk, loan_id=loan.pk, amount=values["amount"], key=values["key"], by=request.user
        )

    def done(entry: LoanTransaction) -> HttpResponse:
        messages.success(request, _("The money is with its loan now."))
        return redirect("loans:entry", entry.loan.number, entry.seq)

    return act_form(
        request, form, act, done, page_title=_("Give the money to its loan"), submit=_("Give it to this loan"),
        facts=_facts(waiting), **_back(),
    )  # fmt: skip


@permission_required(MAY, raise_exception=True)
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_waiting_for(request.user), pk=pk)

    def act(values: dict[str, Any]) -> CashTransaction:
        return pay_back(suspense_id=pk, by=request.user, **values)

    def done(paid: CashTransaction) -> HttpResponse:
        messages.success(request, _("Paid back. Voucher %(number)s.") % {"number": paid.number})
        return redirect("loans:suspense")

    return act_form(
        request, PayBackForm(request.POST or None), act, done, page_title=_("Pay the money back"),
        submit=_("Pay it back"), facts=_facts(waiting), **_back(),
        notice=_("Ask for the receipt before you pay: who holds it brought the money."),
    )  # fmt: skip


def _waiting_for(user: User) -> Any:
    return CashTransaction.objects.seen_by(user).waiting_in_suspense()


def _facts(waiting: CashTransaction) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("Receipt"), waiting.number),
        (_("Received on"), short_date(waiting.value_on)),
        (_("Amount received"), money(waiting.amount)),
        (_("Still in suspense"), money(waiting.left_money)),
    ]
    beside = [(_("Number of the paper receipt"), waiting.paper_no), (_("Reference"), waiting.note)]
    return [*facts, *((label, text) for label, text in beside if text)]


def _back() -> dict[str, Any]:
    return {"back_url": reverse("loans:suspense"), "back_label": _("Money in suspense")}
