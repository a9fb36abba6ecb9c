"""What the loan pages share: finding a loan in scope, lists of what waits, a page with one form that does one act."""

from collections.abc import Callable, Iterable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from loans.errors import KeyReused
from loans.models import Loan, LoanTransaction
from loans.services.cash import office_of
from office import trail
from office.errors import Refusal
from office.models import Office
from office.requests import SignedInRequest


def loan_or_404(request: SignedInRequest, number: str, *, read: bool = True) -> Loan:
    """The loan, if the user may see it; out of scope looks like not there. Reading it is noted in the trail."""
    loans = Loan.objects.visible_to(request.user).select_related(
        "participant__key", "participant__commune", "business__livelihood", "business__key", "product", "fund",
        "office", "officer__key",
    )  # fmt: skip
    loan = get_object_or_404(loans, number=number)
    if read:
        trail.record(trail.Act.READ, loan, by=request.user)
    return loan


def office_or_404(request: SignedInRequest) -> Office:
    """The office whose box and books the user sees to."""
    try:
        return office_of(request.user)
    except Refusal as refused:
        raise Http404 from refused


def entry_or_404(request: SignedInRequest, number: str, seq: int) -> LoanTransaction:
    loan = loan_or_404(request, number)
    entry = loan.transactions.select_related("entered_by", "office", "reverses").filter(seq=seq).first()
    if entry is None:
        raise Http404
    entry.loan = loan
    return entry


def queue_page(
    request: SignedInRequest, loans: Iterable[Loan], *, title: str, empty: str, act: str, url_name: str
) -> HttpResponse:
    """Loans that wait for one act, each with its button."""
    rows = [
        {
            "title": loan.client_shown_to(request.user), "url": loan.get_absolute_url(),
            "context": f"{loan.number} · {loan.participant.code} · {loan.business.livelihood.name}",
            "amount": loan.principal, "act_label": act, "act_url": reverse(url_name, args=[loan.number]),
        }
        for loan in loans
    ]  # fmt: skip
    return render(request, "loans/waiting.html", {"page_title": title, "rows": rows, "empty": empty})


def simple_form(request: SignedInRequest, form: object, **context: object) -> HttpResponse:
    """One form on a page: page_title, submit, back_url, back_label; context_line, facts, notice."""
    return render(request, "simple_form.html", {"form": form, **context})


def act_form(
    request: SignedInRequest, form: Form, act: Callable[[dict[str, Any]], Any],
    done: Callable[[Any], HttpResponse], *, loan: Loan | None = None, **context: object,
) -> HttpResponse:  # fmt: skip
    """One form that does one act: what is wrong with it is said at its field; `done` answers with what the act made."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except KeyReused as reused:
            return key_reused(request, reused, loan=loan)
        except Refusal as refused:
            refused.show_on(form)
        else:
            return done(made)
    return simple_form(request, form, **context)


def key_reused(request: SignedInRequest, reused: KeyReused, *, loan: Loan | None = None) -> HttpResponse:
    context = {"loan": loan, "message": str(reused)}
    return render(request, "loans/key_reused.html", context, status=409)


def about(request: SignedInRequest, loan: Loan) -> dict[str, Any]:
    """What a form's page says of its loan: whose it is, and the way back to it."""
    return {
        "back_url": loan.get_absolute_url(), "back_label": loan.number,
        "context_line": f"{loan.client_shown_to(request.user)} · {loan.number}",
    }  # fmt: skip
