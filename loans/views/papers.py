"""Papers of a loan as PDF, and the statement as JSON. Each is kept as it is handed out."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from loans.documents import statement_json as plain
from loans.documents.printing import (
    Sheet,
    issue_receipt,
    issue_schedule,
    issue_statement,
    issue_suspense_receipt,
    kept_sheet,
)
from loans.documents.receipt import has_receipt
from loans.documents.statement import build_statement
from loans.errors import LoanError
from loans.models import CashTransaction
from loans.views.common import entry_or_404, loan_or_404
from office import trail
from office.requests import SignedInRequest
from paper.exports import pdf_response
from paper.languages import Language
from paper.models import IssuedDocument


@permission_required("loans.print_paper", raise_exception=True)
def statement_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """`?lang=km|en|both`, `?from=` and `?to=` as YYYY-MM-DD."""
    loan = loan_or_404(request, number)
    start, end = _day(request, "from"), _day(request, "to")
    try:
        sheet = issue_statement(
            loan, language=_language(request), on=timezone.localdate(), by=request.user, start=start, end=end
        )
    except LoanError as refused:
        messages.error(request, str(refused))
        return redirect(loan)
    return _shown(sheet)


@permission_required("loans.print_paper", raise_exception=True)
def statement_json(request: SignedInRequest, number: str) -> HttpResponse:
    """The figures of the statement; of the client only the code."""
    loan = loan_or_404(request, number)
    start, end = _day(request, "from"), _day(request, "to")
    try:
        statement = build_statement(loan, on=timezone.localdate(), start=start, end=end)
    except LoanError as refused:
        return JsonResponse({"errors": [str(refused)]}, status=409)
    trail.record(trail.Act.EXPORT, loan, by=request.user)
    return JsonResponse(plain.statement_json(statement))


@permission_required("loans.print_paper", raise_exception=True)
def schedule_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)
    return _shown(issue_schedule(loan, language=_language(request), on=timezone.localdate(), by=request.user))


@permission_required("loans.print_paper", raise_exception=True)
def receipt_pdf(request: SignedInRequest, number: str, seq: int) -> HttpResponse:
    entry = entry_or_404(request, number, seq)
    if not has_receipt(entry):
        raise Http404
    return _shown(issue_receipt(entry, language=_language(request), by=request.user))


@permission_required("loans.settle_suspense", raise_exception=True)
def suspense_receipt_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = CashTransaction.objects.seen_by(request.user)
    moved = get_object_or_404(seen, pk=pk, kind=CashTransaction.Kind.SUSPENSE_IN)
    return _shown(issue_suspense_receipt(moved, language=_language(request), by=request.user))


@permission_required("loans.print_paper", raise_exception=True)
def kept_pdf(request: SignedInRequest, number: str, document_id: int) -> HttpResponse:
    """A paper handed out before, as it was."""
    loan = loan_or_404(request, number)
    of_loan = [loan.number, *loan.transactions.exclude(number="").values_list("number", flat=True)]
    papers = IssuedDocument.objects.select_related("key").filter(reference__in=of_loan)
    document = get_object_or_404(papers, pk=document_id)
    trail.record(trail.Act.PRINT, document, by=request.user, fields=[document.kind])
    return _shown(kept_sheet(document, to=request.user))


def _shown(sheet: Sheet) -> HttpResponse:
    return pdf_response(sheet.file_name, sheet.pdf())


def _language(request: SignedInRequest) -> Language:
    """Both unless asked for one: the paper is the client's, whatever the language of the screen."""
    asked = request.GET.get("lang")
    return "km" if asked == "km" else "en" if asked == "en" else "both"


def _day(request: SignedInRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest(name) from None
