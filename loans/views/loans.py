"""The list of loans, and one loan with its schedule, journal and life."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import SingleTableMixin

from livelihoods.models import Shock
from livelihoods.views.searched import SearchedList
from loans.filters import LoanFilter
from loans.folding import Entry, fold_loan
from loans.models import Loan, LoanStatus, LoanStep, LoanTransaction
from loans.searching import read_loan_query
from loans.services.applications import other_loans
from loans.tables import LoanTable, export_rows
from loans.views.common import loan_or_404
from loans.views.facts import acts_on, facts_of_application, facts_of_terms, figures_of, papers_of
from loans.views.promises import promise_rows
from office import trail
from office.requests import SignedInRequest
from paper.exports import csv_response


class LoanListView(PermissionRequiredMixin, SingleTableMixin, SearchedList):
    permission_required = "loans.view_loan"
    table_class = LoanTable
    filterset_class = LoanFilter
    template_name = "loans/loans.html"
    table_pagination = {"per_page": 25}
    searched_by = ("found", "number")

    def wanted(self, typed: str) -> dict[str, str]:
        return read_loan_query(typed, by_name=self.sees_names)

    def get_queryset(self) -> QuerySet[Loan]:
        loans = Loan.objects.visible_to(self.request.user)
        return loans.none() if self.hint else loans.for_lists()

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        used = [name for name in LoanFilter.base_filters if self.request.GET.get(name)]
        act = trail.Act.SEARCH if self.is_search else trail.Act.LIST
        trail.record(act, Loan, by=self.request.user, objects=shown, fields=used)
        label = _("Loan number, name, phone or code") if self.sees_names else _("Loan number or code")
        return context | {"search_label": label}


@permission_required("loans.view_loan", raise_exception=True)
def export(request: SignedInRequest) -> HttpResponse:
    """The filtered list as CSV: codes, never names."""
    loans = LoanFilter(request.GET, Loan.objects.visible_to(request.user).for_lists(), request=request).qs
    trail.record(trail.Act.EXPORT, Loan, by=request.user)
    return csv_response("loans.csv", export_rows(loans.order_by("number"), on=timezone.localdate()))


@permission_required("loans.view_loan", raise_exception=True)
def loan_page(request: SignedInRequest, number: str) -> HttpResponse:
    loan = loan_or_404(request, number)
    today = timezone.localdate()
    state = fold_loan(loan)
    entries = loan.transactions.select_related("entered_by", "reverses", "reversed_by").in_order()
    acts = acts_on(loan, request.user)
    context = {
        "loan": loan,
        "client": loan.client_shown_to(request.user),
        "today": today,
        "state": state,
        "figures": figures_of(loan, state, on=today),
        "acts": acts,
        "has_rare": any(act.rare for act in acts),
        "papers": papers_of(loan, request.user),
        "terms_facts": facts_of_terms(loan),
        "application_facts": facts_of_application(loan, request.user),
        "movements": journal_lines(loan, entries, state),
        "waiting_change": loan.change_requests.filter(settled_at=None).first(),
        "steps": [(step, step.told_to(request.user)) for step in _steps(loan)],
        "promises": promise_rows(loan, on=today) if request.user.has_perm("livelihoods.change_participant") else [],
        "shock": _shock(loan) if request.user.has_perm("loans.request_change") else None,
        "others": other_loans(loan) if loan.status == LoanStatus.SUBMITTED else [],
    }
    return render(request, "loans/loan.html", context)


def _shock(loan: Loan) -> Shock | None:
    """A misfortune of the business that lasts, while something is still owed."""
    return Shock.objects.open().filter(business=loan.business).first() if loan.status == LoanStatus.ACTIVE else None


def _steps(loan: Loan) -> list[LoanStep]:
    steps = list(loan.steps.select_related("by__key"))
    for step in steps:
        step.loan = loan  # opens the sealed note without asking for the person's key again
    return steps


def journal_lines(loan: Loan, entries: Iterable[LoanTransaction], state: Any) -> list[tuple[Entry, Any]]:
    """Entries and reschedulings, each entry with the split and balance the fold gave it; a reversal with the one it
    takes back."""
    movements = {m.seq: m for m in state.movements}
    changes = loan.schedule_changes.filter(reverses=None).select_related("entered_by", "reversed_by")
    lines: list[Entry] = [*entries, *changes]
    lines.sort(key=lambda entry: (entry.value_on, entry.seq))
    return [(entry, movements.get(entry.reverses.seq if entry.reverses else entry.seq)) for entry in lines]
