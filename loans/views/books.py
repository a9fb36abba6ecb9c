"""The books read: trial balance, the entries of an account, what was put right, months closed."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loans.documents.journal import rows_between, to_csv
from loans.forms.books import BooksForm, DaysForm
from loans.models import Account, Fund, LedgerEntry, Loan, MonthClose
from loans.put_right import corrections_of
from loans.services.ledger import entries_of, trial_balances
from loans.services.months import close_month, next_to_close
from office import trail
from office.core.money import CURRENCIES
from office.errors import Refusal
from office.requests import SignedInRequest
from paper.exports import csv_response

MAY = "loans.view_books"
PER_PAGE = 50
A_MONTH = timedelta(days=30)


@permission_required(MAY, raise_exception=True)
def books(request: SignedInRequest) -> HttpResponse:
    """The trial balance of every fund and currency, as at a day."""
    today = timezone.localdate()
    form = BooksForm(request.GET or None, initial={"on": today})
    on = form.cleaned_data["on"] if form.is_valid() and form.cleaned_data["on"] else today
    coming = next_to_close()
    context: dict[str, Any] = {
        "form": form,
        "on": on,
        "balances": trial_balances(on=on),
        "closes": MonthClose.objects.select_related("by__key")[:12],
        "closable": coming if coming and coming < today else None,
    }
    return render(request, "loans/books.html", context)


@permission_required(MAY, raise_exception=True)
def account(request: SignedInRequest, pk: int, currency: str, name: str) -> HttpResponse:
    """What touches one account of a fund, the newest first."""
    fund = get_object_or_404(Fund, pk=pk)
    if name not in Account.values or currency not in CURRENCIES:
        raise Http404
    page = Paginator(entries_of(fund, currency, name), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, row.debit == name, Account(row.credit if row.debit == name else row.debit)) for row in page]
    context = {"fund": fund, "currency": currency, "account": Account(name), "rows": rows, "page": page}
    return render(request, "loans/account.html", context)


@permission_required(MAY, raise_exception=True)
def put_right(request: SignedInRequest) -> HttpResponse:
    """What was reversed, waived, written off and rescheduled, by whom and why; a month unless other days are asked."""
    today = timezone.localdate()
    usual = {"start": today - A_MONTH, "end": today}
    form = DaysForm(request.GET or None, initial=usual)
    days = form.cleaned_data if form.is_valid() else usual
    rows = [
        (each, each.loan.client_shown_to(request.user))
        for each in corrections_of(Loan.objects.visible_to(request.user), **days)
    ]
    return render(request, "loans/put_right.html", {"form": form, "rows": rows})


@permission_required(MAY, raise_exception=True)
def books_export(request: SignedInRequest) -> HttpResponse:
    """The ledger as CSV: codes and numbers, never a name."""
    form = BooksForm(request.GET or None)
    end: date | None = form.cleaned_data["on"] if form.is_valid() else None
    trail.record(trail.Act.EXPORT, LedgerEntry, by=request.user)
    return csv_response("ledger.csv", to_csv(rows_between(None, end)))


@require_POST
@permission_required("loans.close_month", raise_exception=True)
def month_close(request: SignedInRequest) -> HttpResponse:
    try:
        end = date.fromisoformat(request.POST.get("end", ""))
        close_month(end=end, by=request.user, today=timezone.localdate())
    except ValueError:
        messages.error(request, _("This is not a month that can be closed."))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The month is closed; how every loan stood is kept."))
    return redirect("loans:books")
