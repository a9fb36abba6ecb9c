"""From the choice of a product to the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from livelihoods.models import Participant
from loans.core.schedule import build_schedule
from loans.folding import terms_of
from loans.forms.applications import (
    TERMS_FIELDS,
    ApplicationForm,
    ChooseProductForm,
    DebtFormSet,
    DecisionForm,
    GuarantorFormSet,
    debts_from,
    guarantors_from,
)  # fmt: skip
from loans.models import Loan, LoanProduct, LoanStatus
from loans.services import applications
from loans.views.common import loan_or_404, queue_page
from loans.views.facts import facts_of_application, facts_of_terms, warning_of
from office import trail
from office.errors import Refusal
from office.requests import SignedInRequest

COPIED = (
    *TERMS_FIELDS,
    "day_count",
    "instalment_multiple",
    "rounding",
    "interest_rounding",
    "allocation",
    "shift",
)


@permission_required("loans.apply_for_loan", raise_exception=True)
def choose_product(request: SignedInRequest, code: str) -> HttpResponse:
    participant = _participant_or_404(request, code)
    form = ChooseProductForm(request.GET or None, participant=participant)
    if request.GET and form.is_valid():
        business, product = form.cleaned_data["business"], form.cleaned_data["product"]
        return redirect("loans:application-add", code, business.pk, product.pk)
    context = {
        "form": form, "participant": participant, "client": participant.shown_to(request.user),
        "open_loans": Loan.objects.visible_to(request.user).filter(participant=participant).unfinished(),
    }  # fmt: skip
    return render(request, "loans/choose_product.html", context)


@permission_required("loans.apply_for_loan", raise_exception=True)
def add(request: SignedInRequest, code: str, business_id: int, product_id: int) -> HttpResponse:
    participant = _participant_or_404(request, code)
    business = get_object_or_404(participant.businesses.select_related("livelihood", "key"), pk=business_id)
    product = get_object_or_404(LoanProduct, pk=product_id, is_offered=True)
    loan = Loan(participant=participant, business=business, product=product, officer=request.user)
    loan.office = request.user.office or participant.commune.office_link.office
    for name in COPIED:
        setattr(loan, name, getattr(product, name))
    loan.principal_grace = loan.principal_grace or business.livelihood.usual_grace
    return _edit(request, loan)


@permission_required("loans.apply_for_loan", raise_exception=True)
def change(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)
    if loan.status != LoanStatus.DRAFT:
        messages.error(request, _("Only a draft can be changed."))
        return redirect(loan)
    return _edit(request, loan)


def _edit(request: SignedInRequest, loan: Loan) -> HttpResponse:
    form = ApplicationForm(request.POST or None, instance=loan)
    debts = DebtFormSet(request.POST or None, prefix="debts", initial=_debts(loan))
    guarantors = GuarantorFormSet(request.POST or None, prefix="guarantors", initial=_guarantors(loan))
    for row in debts:
        row.use_currency(loan.product.currency)
    if request.method == "POST" and all([form.is_valid(), debts.is_valid(), guarantors.is_valid()]):
        try:
            saved = applications.save_application(
                form.save(), debts=debts_from(debts, loan.product.currency), guarantors=guarantors_from(guarantors),
                by=request.user, on=timezone.localdate(),
            )  # fmt: skip
        except Refusal as refused:
            refused.show_on(form)
        else:
            messages.success(request, _("The application is saved as a draft."))
            return redirect(saved)
    context = {"form": form, "debts": debts, "guarantors": guarantors, "loan": loan,
               "client": loan.client_shown_to(request.user)}  # fmt: skip
    return render(request, "loans/application_form.html", context)


@require_POST
@permission_required("loans.apply_for_loan", raise_exception=True)
def submit(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, applications.submit_application, _("The application waits for approval."))


@require_POST
@permission_required("loans.apply_for_loan", raise_exception=True)
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, applications.withdraw_loan, _("The application is withdrawn."))


@permission_required("loans.approve_loan", raise_exception=True)
def decide(request: SignedInRequest, number: str) -> HttpResponse:
    """Approve or reject, with a note; the note of a rejection must be written."""
    loan = loan_or_404(request, number)
    form = DecisionForm(request.POST or None)
    rejects = "reject" in request.POST
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if rejects and not note:
            form.add_error("note", _("Write why, so that the officer can explain it."))
        else:
            act: Any = applications.reject_loan if rejects else applications.approve_loan
            done = _("The application is rejected.") if rejects else _("The application is approved.")
            return _act(request, number, act, done, note=note)
    context = {
        "form": form, "loan": loan, "client": loan.client_shown_to(request.user),
        "facts": [*facts_of_terms(loan), *facts_of_application(loan, request.user)],
        "others": applications.other_loans(loan),
        "rows": build_schedule(terms_of(loan)).rows,
        "warning": warning_of(loan, applications.verdict_on(loan.debt_service_ratio, on=timezone.localdate())),
    }  # fmt: skip
    return render(request, "loans/decide.html", context)


@permission_required("loans.approve_loan", raise_exception=True)
def waiting(request: SignedInRequest) -> HttpResponse:
    """What waits for the decision of a second person."""
    loans = Loan.objects.visible_to(request.user).waiting_for_approval().for_lists().select_related("officer")
    return queue_page(request, loans, title=_("Applications that wait"), empty=_("Nothing waits for a decision."),
                      act=_("Decide"), url_name="loans:decide")  # fmt: skip


def _act(
    request: SignedInRequest, number: str, service: Callable[..., Loan], done: str, **details: Any
) -> HttpResponse:
    loan = loan_or_404(request, number, read=False)
    try:
        after = service(loan_id=loan.pk, by=request.user, on=timezone.localdate(), **details)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        if service is applications.approve_loan and after.status == LoanStatus.SUBMITTED:
            done = _("Your approval is the first of two; another approver decides.")
        messages.success(request, done)
    return redirect(loan)


def _participant_or_404(request: SignedInRequest, code: str) -> Participant:
    people = Participant.objects.visible_to(request.user).select_related("key", "commune__office_link__office")
    participant = get_object_or_404(people, code=code)
    trail.record(trail.Act.READ, participant, by=request.user)
    return participant


def _debts(loan: Loan) -> list[dict[str, Any]]:
    rows = loan.declared_debts.all() if loan.pk else []
    return [{"lender": d.lender, "balance": d.balance, "monthly_payment": d.monthly_payment} for d in rows]


def _guarantors(loan: Loan) -> list[dict[str, Any]]:
    rows = loan.guarantors.all() if loan.pk else []
    return [{"name": g.name, "phone": g.phone, "relation": g.relation} for g in rows]
