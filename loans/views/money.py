"""Money in and money out: repayments, payouts, reversals."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from moneyed import Money

from loans.errors import Doubtful, KeyReused
from loans.folding import fold_loan
from loans.forms.money import PayOutForm, RepaymentForm, ReversalForm, UnknownReceiptForm
from loans.models import CASH_IN, CashTransaction, Channel, Loan, LoanTransaction, ReversalRequest
from loans.services.disbursing import left_to_pay_out, pay_out
from loans.services.exchanging import has_rate, tender_for
from loans.services.repayments import preview_repayment, record_repayment, record_unknown_receipt
from loans.services.reversals import confirm_reversal, decline_reversal, request_reversal
from loans.views.common import about, act_form, entry_or_404, key_reused, loan_or_404, queue_page
from loans.views.facts import facts_of_entry, facts_of_terms
from office.errors import Refusal
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money, short_date

# What is seldom changed on the form for a repayment stands folded away below the split.
RARE = ("tendered", "channel", "reference", "paid_by", "paper_no", "ahead")


@permission_required("loans.record_repayment", raise_exception=True)
def repayment_add(request: SignedInRequest, number: str) -> HttpResponse:
    """Receive money: the split stands on the page before it is recorded; the receipt comes after."""
    loan = loan_or_404(request, number)
    state = fold_loan(loan)
    form = RepaymentForm(request.POST or None, loan=loan, initial=_proposal(loan, state))
    context = {
        "form": form,
        "loan": loan,
        "client": loan.client_shown_to(request.user),
        "details": [form[name] for name in RARE if name in form.fields],
    }
    if request.method == "POST" and form.is_valid():
        try:
            entry = record_repayment(loan_id=loan.pk, by=request.user, **form.entry())
        except Doubtful as doubtful:
            context["questions"] = doubtful.questions
            context["sure"] = " ".join([*form.entry()["sure"], *doubtful.questions])
        except KeyReused as reused:
            return key_reused(request, reused, loan=loan)
        except Refusal as refused:
            refused.show_on(form)
        else:
            return _to_receipt(request, entry, loan)
    context["split"] = _split_of(loan, form, request)
    return render(request, "loans/repayment_form.html", context)


@permission_required("loans.record_repayment", raise_exception=True)
def repayment_preview(request: SignedInRequest, number: str) -> HttpResponse:
    """The split of the amount being typed, for the form."""
    loan = loan_or_404(request, number, read=False)
    form = RepaymentForm(request.POST or None, loan=loan)
    form.is_valid()
    return render(request, "loans/includes/split.html", {"split": _split_of(loan, form, request), "loan": loan})


@permission_required("loans.view_loan", raise_exception=True)
def entry_page(request: SignedInRequest, number: str, seq: int) -> HttpResponse:
    """One entry of the journal, with its receipt to print."""
    entry = entry_or_404(request, number, seq)
    state = fold_loan(entry.loan)
    may_print = entry.number and entry.kind in CASH_IN and request.user.has_perm("loans.print_paper")
    reversal = LoanTransaction.objects.filter(reverses=entry).select_related("entered_by__key").first()
    asked = entry.reversal_requests.order_by("-pk").first()
    context = {
        "entry": entry,
        "loan": entry.loan,
        "client": entry.loan.client_shown_to(request.user),
        "movement": next((m for m in state.movements if m.seq == seq), None),
        "figures": [
            {"label": entry.get_kind_display(), "amount": entry.amount, "note": entry.number},
            {"label": _("Total outstanding now"), "amount": Money(state.outstanding, entry.loan.currency)},
        ],
        "facts": facts_of_entry(entry),
        "reversed_note": reversal and _("Reversed on %(day)s by %(who)s.") % {
            "day": short_date(reversal.posted_on), "who": reversal.entered_by.shown_name},
        "reversal": reversal,
        "asked": asked,
        "receipt_url": reverse("loans:receipt-pdf", args=[number, seq]) if may_print else "",
        "can_ask": request.user.has_perm("loans.request_reversal") and not reversal
        and entry.kind != LoanTransaction.Kind.REVERSAL and not (asked and not asked.settled_at),
    }  # fmt: skip
    return render(request, "loans/entry.html", context)


@permission_required("loans.pay_out_loan", raise_exception=True)
def pay_out_page(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)

    def act(values: dict[str, Any]) -> LoanTransaction:
        return pay_out(loan_id=loan.pk, by=request.user, **values)

    def done(entry: LoanTransaction) -> HttpResponse:
        messages.success(request, _("The loan is paid out. Voucher %(number)s.") % {"number": entry.number})
        return redirect("loans:entry", loan.number, entry.seq)

    return act_form(
        request, PayOutForm(request.POST or None, left=left_to_pay_out(loan)), act, done, loan=loan,
        page_title=_("Pay out"), submit=_("Pay out"), facts=facts_of_terms(loan), **about(request, loan),
    )  # fmt: skip


@permission_required("loans.pay_out_loan", raise_exception=True)
def to_pay_out(request: SignedInRequest) -> HttpResponse:
    loans = Loan.objects.visible_to(request.user).to_pay_out().for_lists()
    return queue_page(request, loans, title=_("Loans to pay out"), empty=_("No approved loan waits to be paid out."),
                      act=_("Pay out"), url_name="loans:pay-out")  # fmt: skip


@permission_required("loans.request_reversal", raise_exception=True)
def reversal_request(request: SignedInRequest, number: str, seq: int) -> HttpResponse:
    entry = entry_or_404(request, number, seq)

    def act(values: dict[str, Any]) -> ReversalRequest:
        return request_reversal(entry=entry, reason=values["reason"], by=request.user)

    def done(asked: ReversalRequest) -> HttpResponse:
        messages.success(request, _("A second person was asked to confirm the reversal."))
        return redirect("loans:entry", number, seq)

    return act_form(
        request, ReversalForm(request.POST or None), act, done, page_title=_("Ask for a reversal"),
        submit=_("Ask a second person"),
        back_url=reverse("loans:entry", args=[number, seq]), back_label=entry.number or number,
        context_line=f"{entry.loan.client_shown_to(request.user)} · {entry.loan.number} · {money(entry.amount)}",
        facts=facts_of_entry(entry),
        notice=_("The entry stays in the journal; a second entry undoes it. Bring the receipt back to the office."),
    )  # fmt: skip


@permission_required("loans.confirm_reversal", raise_exception=True)
def reversals(request: SignedInRequest) -> HttpResponse:
    """Requests that wait for a second person."""
    asked = ReversalRequest.objects.filter(
        settled_at=None, transaction__loan__in=Loan.objects.visible_to(request.user)
    ).select_related("transaction__loan__participant__key", "asked_by__key", "transaction__entered_by__key")
    return render(request, "loans/reversals.html", {"requests": asked.order_by("asked_at")})


@require_POST
@permission_required("loans.confirm_reversal", raise_exception=True)
def reversal_decide(request: SignedInRequest, request_id: int) -> HttpResponse:
    visible = ReversalRequest.objects.filter(transaction__loan__in=Loan.objects.visible_to(request.user))
    asked = get_object_or_404(visible.select_related("transaction__loan"), pk=request_id)
    try:
        if "confirm" in request.POST:
            confirm_reversal(request_id=asked.pk, key=uuid4(), by=request.user)
            messages.success(request, _("The entry is reversed."))
        else:
            decline_reversal(request_id=asked.pk, by=request.user)
            messages.success(request, _("The request is declined; the entry stands."))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("loans:reversals")


@permission_required("loans.record_repayment", raise_exception=True)
def unknown_receipt(request: SignedInRequest) -> HttpResponse:
    """Money whose loan is not known: recorded at once, sorted out later."""

    def act(values: dict[str, Any]) -> CashTransaction:
        sent = {name: values[name] for name in ("fund", "amount", "value_on", "key", "paper_no")}
        note, channel = values["note"] or values["reference"], Channel(values["channel"])
        return record_unknown_receipt(by=request.user, channel=channel, note=note, **sent)

    def done(moved: CashTransaction) -> HttpResponse:
        messages.success(request, _("Recorded in suspense. Receipt %(number)s.") % {"number": moved.number})
        return redirect("reports:home")

    return act_form(
        request, UnknownReceiptForm(request.POST or None), act, done, page_title=_("Money for an unknown loan"),
        submit=_("Record the money"),
        notice=_("Take the money and record it here; the office finds the loan afterwards."),
    )  # fmt: skip


def _proposal(loan: Loan, state: Any) -> dict[str, Any]:
    """What is due today; else the next instalment."""
    due = state.amount_due(timezone.localdate()).total
    if not due:
        due = next((r.unpaid for r in state.rows if r.unpaid), None)
    return {"amount": Money(due, loan.currency)} if due else {}


def _split_of(loan: Loan, form: RepaymentForm, request: SignedInRequest) -> Any:
    """The movement this form would make, or None while it cannot be told."""
    values = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else form.initial
    amount, value_on = values.get("amount"), values.get("value_on") or form.fields["value_on"].initial()
    if not amount:
        return None
    ahead = "reduce_principal" if values.get("ahead") else ""
    try:
        state = preview_repayment(loan, amount=amount, value_on=value_on, by=request.user, key=uuid4(), ahead=ahead)
    except Refusal:
        return None
    return {
        "movement": max(state.movements, key=lambda m: m.seq),
        "state": state,
        "change": _change(values, value_on),
    }


def _change(values: Mapping[str, Any], on: Any) -> Money | None:
    """The riel to give back where the other currency is handed over; None where it cannot be told."""
    given = values.get("tendered")
    if not given or not has_rate(on):
        return None
    try:
        return tender_for(values["amount"], given, on=on).change
    except Refusal:
        return None


def _to_receipt(request: SignedInRequest, entry: LoanTransaction | CashTransaction, loan: Loan) -> HttpResponse:
    if isinstance(entry, CashTransaction):
        waits = _("The money waits in suspense under receipt %(number)s. Write this number on the client's paper.")
        messages.warning(request, waits % {"number": entry.number})
        return redirect(loan)
    return redirect("loans:entry", loan.number, entry.seq)
