"""A promise to pay, noted beside the loan."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money

from loans.core.promises import Kept
from loans.folding import fold_loan
from loans.forms.money import PromiseForm
from loans.models import Loan, Promise
from loans.services.promises import kept, promise_to_pay
from loans.views.common import about, act_form, loan_or_404
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money, short_date

BECAME = {
    Kept.WAITING: gettext_lazy("waited for"),
    Kept.KEPT: gettext_lazy("kept"),
    Kept.IN_PART: gettext_lazy("kept in part"),
    Kept.BROKEN: gettext_lazy("not kept"),
}
TONES = {Kept.WAITING: "due", Kept.KEPT: "done", Kept.IN_PART: "late", Kept.BROKEN: "late"}


@permission_required(("loans.record_repayment", "livelihoods.change_participant"), raise_exception=True)
def promise_add(request: SignedInRequest, number: str) -> HttpResponse:
    loan, today = loan_or_404(request, number), timezone.localdate()
    late = fold_loan(loan).amount_due(today).total
    initial = {"amount": Money(late, loan.currency)} if late else {}

    def act(values: dict[str, Any]) -> Promise:
        return promise_to_pay(loan_id=loan.pk, by=request.user, on=today, **values)

    def done(promise: Promise) -> HttpResponse:
        messages.success(request, _("Noted. It stands among your tasks on that day."))
        return redirect(loan)

    return act_form(
        request, PromiseForm(request.POST or None, loan=loan, initial=initial), act, done, loan=loan,
        page_title=_("Promise to pay"), submit=_("Note the promise"),
        notice=_("It changes nothing of what is due."), **about(request, loan),
    )  # fmt: skip


def promise_rows(loan: Loan, *, on: date) -> list[dict[str, Any]]:
    """The promises of a loan, the newest first, each with what became of it."""
    rows = []
    for promise in loan.promises.order_by("-pk"):
        became = kept(promise, on=on)
        by = _("by %(day)s") % {"day": short_date(promise.pay_on)}
        rows.append({"text": money(promise.amount), "when": by, "note": BECAME[became], "tone": TONES[became]})
    return rows
