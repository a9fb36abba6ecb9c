"""Putting a loan right: charges, waivers, credit, early settlement; a new schedule or a write-off by two persons."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from moneyed import Money

from livelihoods.models import Shock
from loans.core.events import Component
from loans.errors import Doubtful, KeyReused
from loans.folding import fold_loan
from loans.forms.corrections import (
    ChargeForm,
    DeputyForm,
    ReasonForm,
    RefundForm,
    RescheduleForm,
    SettlementForm,
    WaiverForm,
    WriteOffForm,
    after_a_shock,
)
from loans.models import ChangeRequest, Channel, Deputy, Loan, LoanTransaction, PaidBy, WriteOffCause
from loans.services import changes as changing
from loans.services import corrections
from loans.services.deputies import end_deputy, name_deputy
from loans.views.common import about, act_form, key_reused, loan_or_404
from office.errors import Refusal
from office.requests import SignedInRequest
from paper.templatetags.paper_tags import money, short_date

Kind = LoanTransaction.Kind


@permission_required("loans.record_repayment", raise_exception=True)
def settle(request: SignedInRequest, number: str) -> HttpResponse:
    """What settles the loan on a day, part by part; and the money received for it."""
    loan = loan_or_404(request, number)
    on = _day(request.POST.get("value_on") or request.GET.get("on"))
    try:
        quote = corrections.quote_settlement(loan, on=on)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(loan)
    whole = Money(quote.total, loan.currency)
    form = SettlementForm(request.POST or None, loan=loan, initial={"amount": whole, "value_on": on})
    context = {"loan": loan, "client": loan.client_shown_to(request.user), "form": form, "quote": quote, "on": on,
               "saved": Money(fold_loan(loan).outstanding - quote.total, loan.currency)}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "sure": form.cleaned_data["sure"].split()}
        values["channel"], values["paid_by"] = Channel(values["channel"]), PaidBy(values["paid_by"])
        try:
            entry = corrections.settle_loan(loan_id=loan.pk, by=request.user, **values)
        except Doubtful as doubtful:
            context |= {"questions": doubtful.questions, "sure": " ".join(doubtful.questions)}
        except KeyReused as reused:
            return key_reused(request, reused, loan=loan)
        except Refusal as refused:
            refused.show_on(form)
        else:
            return redirect("loans:entry", loan.number, entry.seq)
    return render(request, "loans/settle.html", context)


@permission_required("loans.charge_loan", raise_exception=True)
def charge_add(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)

    def act(values: dict[str, Any]) -> LoanTransaction:
        return corrections.charge(loan_id=loan.pk, by=request.user, **{**values, "kind": Kind(values["kind"])})

    form = ChargeForm(request.POST or None, loan=loan)
    return _entered(request, loan, form, act, title=_("Charge a fee or penalty"), submit=_("Charge it"))


@permission_required("loans.waive_charge", raise_exception=True)
def waive_add(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)

    def act(values: dict[str, Any]) -> LoanTransaction:
        component = Component(values["component"])
        return corrections.waive(loan_id=loan.pk, by=request.user, **{**values, "component": component})

    form = WaiverForm(request.POST or None, loan=loan, state=fold_loan(loan))
    notice = _("Principal is never waived. What is waived shows as waived, never as paid.")
    return _entered(request, loan, form, act, title=_("Waive"), submit=_("Waive it"), notice=notice)


@permission_required("loans.refund_credit", raise_exception=True)
def refund(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)
    credit = Money(fold_loan(loan).overpaid, loan.currency)

    def act(values: dict[str, Any]) -> LoanTransaction:
        return corrections.refund_credit(
            loan_id=loan.pk, by=request.user, **{**values, "channel": Channel(values["channel"])}
        )

    form = RefundForm(request.POST or None, loan=loan, initial={"amount": credit})
    facts = [(_("Credit owed to the client"), money(credit))]
    return _entered(request, loan, form, act, title=_("Pay credit back"), submit=_("Pay it back"), facts=facts)


@permission_required("loans.request_change", raise_exception=True)
def reschedule(request: SignedInRequest, number: str) -> HttpResponse:
    """A new schedule is shown before a second person is asked."""
    loan = loan_or_404(request, number)
    state, today = fold_loan(loan), timezone.localdate()
    shock = Shock.objects.open().filter(business=loan.business).first()
    proposed = after_a_shock(loan, state, on=today) if shock else {}
    form = RescheduleForm(request.POST or None, loan=loan, state=state, initial=proposed)
    context: dict[str, Any] = {"loan": loan, "client": loan.client_shown_to(request.user), "form": form,
                               "today": today, "rows": state.rows, "shock": shock}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            new = form.new_schedule()
            if "ask" in request.POST:
                changing.request_reschedule(
                    loan_id=loan.pk, new=new, value_on=today, reason=form.cleaned_data["reason"], by=request.user
                )
                messages.success(request, _("A second person was asked to decide."))
                return redirect(loan)
            preview = changing.preview_reschedule(loan, new, value_on=today, by=request.user)
            context |= {"preview": preview, "rows": preview.rows}
        except Refusal as refused:
            refused.show_on(form)
    return render(request, "loans/reschedule.html", context)


@permission_required("loans.request_change", raise_exception=True)
def write_off(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)
    outstanding = Money(fold_loan(loan).outstanding, loan.currency)

    def act(values: dict[str, Any]) -> ChangeRequest:
        cause = WriteOffCause(values["cause"])
        return changing.request_write_off(loan_id=loan.pk, by=request.user, **{**values, "cause": cause})

    def done(asked: ChangeRequest) -> HttpResponse:
        messages.success(request, _("A second person was asked to decide."))
        return redirect(loan)

    return act_form(
        request, WriteOffForm(request.POST or None), act, done, page_title=_("Write off"),
        submit=_("Ask a second person"), facts=[(_("Total outstanding"), money(outstanding))],
        notice=_("What is paid later is recorded as a recovery. After a death nobody calls or visits any more."),
        **about(request, loan),
    )  # fmt: skip


@permission_required("loans.confirm_change", raise_exception=True)
def changes(request: SignedInRequest) -> HttpResponse:
    """Write-offs and new schedules that wait for a second person."""
    waiting = _changes_for(request).filter(settled_at=None).order_by("asked_at")
    rows = []
    for asked in waiting:
        rows.append({"asked": asked, "client": asked.loan.client_shown_to(request.user), "facts": _facts(asked)})
    return render(request, "loans/changes.html", {"rows": rows})


@require_POST
@permission_required("loans.confirm_change", raise_exception=True)
def change_decide(request: SignedInRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(_changes_for(request), pk=request_id)
    try:
        if "confirm" in request.POST:
            changing.confirm_change(request_id=asked.pk, key=uuid4(), by=request.user)
            messages.success(request, _("Done as it was asked."))
        else:
            changing.decline_change(request_id=asked.pk, by=request.user)
            messages.success(request, _("The request is declined; nothing changes."))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("loans:changes")


@permission_required("loans.view_loan", raise_exception=True)
def schedule_change(request: SignedInRequest, number: str, seq: int) -> HttpResponse:
    """One rescheduling: what changed; and, for whoever may, taking it back."""
    loan = loan_or_404(request, number)
    rows = loan.schedule_changes.select_related("entered_by__key", "reversed_by__entered_by__key")
    change = get_object_or_404(rows, seq=seq, reverses=None)
    change.loan = loan
    may = request.user.has_perm("loans.confirm_change") and not change.is_reversed
    form = ReasonForm(request.POST or None) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            changing.reverse_reschedule(change=change, reason=form.cleaned_data["reason"], key=uuid4(), by=request.user)
        except Refusal as refused:
            refused.show_on(form)
        else:
            messages.success(request, _("The entry is reversed."))
            return redirect(loan)
    facts = [*_facts(change), (_("Decided by"), change.entered_by.shown_name)]
    if change.is_reversed:
        facts.append((_("Reversed by"), change.reversed_by.entered_by.shown_name))
    context = {"loan": loan, "client": loan.client_shown_to(request.user), "facts": facts, "form": form}
    return render(request, "loans/schedule_change.html", context)


@permission_required("loans.name_deputy", raise_exception=True)
def deputies(request: SignedInRequest) -> HttpResponse:
    """Who decides for this approver, and when."""
    form = DeputyForm(request.POST or None, approver=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            name_deputy(approver=request.user, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            refused.show_on(form)
        else:
            messages.success(request, _("Recorded."))
            return redirect("loans:deputies")
    today = timezone.localdate()
    mine = Deputy.objects.filter(approver=request.user, to_on__gte=today).select_related("deputy__key")
    return render(request, "loans/deputies.html", {"form": form, "rows": mine})


@require_POST
@permission_required("loans.name_deputy", raise_exception=True)
def deputy_end(request: SignedInRequest, pk: int) -> HttpResponse:
    deputy = get_object_or_404(Deputy, pk=pk, approver=request.user)
    end_deputy(deputy, by=request.user, on=timezone.localdate())
    messages.success(request, _("Recorded."))
    return redirect("loans:deputies")


def _entered(
    request: SignedInRequest, loan: Loan, form: Form, act: Callable[[dict[str, Any]], LoanTransaction], *, title: str,
    submit: str, **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form that makes one entry of the loan."""

    def done(entry: LoanTransaction) -> HttpResponse:
        messages.success(request, _("Recorded."))
        return redirect("loans:entry", loan.number, entry.seq)

    return act_form(
        request, form, act, done, loan=loan, page_title=title, submit=submit, **about(request, loan), **context
    )


def _changes_for(request: SignedInRequest) -> Any:
    seen = Loan.objects.visible_to(request.user).values("pk")
    return ChangeRequest.objects.filter(loan__in=seen).select_related(
        "loan__participant__key", "loan__participant__commune", "asked_by__key"
    )


def _facts(change: Any) -> list[tuple[str, Any]]:
    """What is asked, or was done: of a ChangeRequest or a ScheduleChange."""
    facts: list[tuple[str, Any]] = [(_("Date"), short_date(change.value_on))]
    if cause := getattr(change, "cause", ""):
        facts += [(_("Cause"), WriteOffCause(cause).label),
                  (_("Total outstanding"), money(change.loan.outstanding_money))]  # fmt: skip
    if change.from_due:
        facts.append((_("From the instalment due on"), short_date(change.from_due)))
    if change.new_due:
        facts.append((_("New due date"), short_date(change.new_due)))
    if change.extra_instalments:
        facts.append((_("More instalments"), change.extra_instalments))
    if change.principal_grace:
        facts.append((_("Instalments without principal"), change.principal_grace))
    return facts


def _day(typed: str | None) -> date:
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return timezone.localdate()
