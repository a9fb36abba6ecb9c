"""Products, funds, and terms tried out."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig
from moneyed import Money

from loans.core.ceiling import ceiling_rate
from loans.core.effective_rate import effective_rate
from loans.core.schedule import build_schedule
from loans.core.terms import Terms, check_terms
from loans.folding import make_terms
from loans.forms.setup import CapitalForm, FundForm, ProductForm, WhatIfForm
from loans.models import CashTransaction, Channel, Fund, LoanProduct
from loans.refusals import words_for
from loans.services.applications import ROOM_TO_MOVE
from loans.services.ceiling import why_no_loan
from loans.services.funds import fund_position, receive_capital
from loans.tables import ProductTable
from loans.views.common import act_form, simple_form
from office import trail
from office.core.money import CURRENCIES
from office.models import PolicyFigure
from office.requests import SignedInRequest
from office.working_days import holidays_between


@permission_required("loans.manage_products", raise_exception=True)
def products(request: SignedInRequest) -> HttpResponse:
    table = ProductTable(LoanProduct.objects.all())
    RequestConfig(request).configure(table)
    return render(request, "loans/products.html", {"table": table})


@permission_required("loans.manage_products", raise_exception=True)
def product_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    product = get_object_or_404(LoanProduct, pk=pk) if pk else None
    form = ProductForm(request.POST or None, instance=product)
    if request.method == "POST" and form.is_valid() and _makes_loans(form):
        saved = form.save()
        trail.record(trail.Act.WRITE, saved, by=request.user, fields=form.changed_data)
        messages.success(request, _("The loan product is saved. Loans already made keep their terms."))
        return redirect("loans:products")
    title = str(product) if product else _("Add a loan product")
    return simple_form(request, form, page_title=title, submit=_("Save"), back_url=reverse("loans:products"),
                       back_label=_("Loan products"))  # fmt: skip


def _makes_loans(form: ProductForm) -> bool:
    """Whether a loan of the least principal could be made on these terms; if not, why not stands at its field."""
    for name, words in why_no_loan(form.instance, on=timezone.localdate()).items():
        form.add_error(name if name in form.fields else None, words)
    return not form.errors


@permission_required("loans.view_fund", raise_exception=True)
def funds(request: SignedInRequest) -> HttpResponse:
    rows = [(fund, _positions(fund)) for fund in Fund.objects.all()]
    return render(request, "loans/funds.html", {"rows": rows})


@permission_required("loans.view_fund", raise_exception=True)
def fund_page(request: SignedInRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund, pk=pk)
    moved = fund.cash_transactions.select_related("entered_by", "office").order_by("-value_on", "-pk")
    return render(request, "loans/fund.html", {"fund": fund, "positions": _positions(fund), "moved": moved[:50]})


@permission_required("loans.manage_funds", raise_exception=True)
def fund_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    fund = get_object_or_404(Fund, pk=pk) if pk else None
    form = FundForm(request.POST or None, instance=fund)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        trail.record(trail.Act.WRITE, saved, by=request.user, fields=form.changed_data)
        messages.success(request, _("The fund is saved."))
        return redirect("loans:fund", saved.pk)
    back = reverse("loans:fund", args=[fund.pk]) if fund else reverse("loans:funds")
    title = str(fund) if fund else _("Add a fund")
    return simple_form(request, form, page_title=title, submit=_("Save"), back_url=back, back_label=_("Loan funds"))


@permission_required("loans.manage_funds", raise_exception=True)
def capital_add(request: SignedInRequest, pk: int) -> HttpResponse:
    fund = get_object_or_404(Fund, pk=pk)

    def act(values: dict[str, Any]) -> CashTransaction:
        sent = {name: values[name] for name in ("amount", "value_on", "key")}
        channel = Channel(values["channel"])
        return receive_capital(fund=fund, channel=channel, note=values["reference"], by=request.user, **sent)

    def done(moved: CashTransaction) -> HttpResponse:
        messages.success(request, _("The capital is recorded."))
        return redirect("loans:fund", fund.pk)

    return act_form(
        request, CapitalForm(request.POST or None), act, done, page_title=_("Record capital"),
        submit=_("Record capital"), back_url=reverse("loans:fund", args=[fund.pk]), back_label=str(fund),
    )  # fmt: skip


@permission_required("loans.simulate_terms", raise_exception=True)
def what_if(request: SignedInRequest) -> HttpResponse:
    """A schedule for any terms: what it costs, and what would fall due when. Nothing is saved."""
    form = WhatIfForm(request.GET or None)
    rare = [form[name] for name in form.fields if name not in form.COMMON]
    context: dict[str, Any] = {
        "form": form,
        "common": [form[name] for name in form.COMMON],
        "rare": rare,
    }
    if request.GET and form.is_valid() and (terms := _terms_from(form)):
        context |= {"schedule": build_schedule(terms), **_costs(terms)}
    context["rare_used"] = any(field.errors for field in rare)
    return render(request, "loans/what_if.html", context)


def _costs(terms: Terms) -> dict[str, Any]:
    """What the loan costs in all, its effective rate, and whether it breaks the ceiling."""
    interest = sum((row.interest for row in build_schedule(terms).rows), Decimal(0))
    rate, held = effective_rate(terms), ceiling_rate(terms)
    ceiling = PolicyFigure.objects.value(PolicyFigure.Name.RATE_CEILING, on=terms.disbursed_on)
    figures = [
        {"label": _("Interest"), "amount": Money(interest, str(terms.currency))},
        {"label": _("Total cost"), "amount": Money(interest + terms.fee, str(terms.currency))},
        {"label": _("Effective annual rate"), "value": "–" if rate is None else f"{rate * 100:.2f} %"},
    ]
    above = held is not None and held > ceiling
    words = _("With its fee the loan costs %(rate)s %% a year, above the ceiling of %(ceiling)s %%.")
    return {
        "figures": figures,
        "over_ceiling": words % {"rate": f"{held:.2f}", "ceiling": ceiling} if above else "",
    }


def _terms_from(form: WhatIfForm) -> Terms | None:
    values = form.cleaned_data
    fee = values["fee"].amount if values["fee"] else Decimal(0)
    terms = make_terms(
        form.instance, currency=values["currency"], principal=values["principal"].amount, fee=fee,
        disbursed_on=values["disbursed_on"], first_due=values["first_due"], due_dates=values["dates"],
    )  # fmt: skip
    refused = check_terms(terms)
    for field, refusals in refused.items():
        name = {"due_dates": "dates"}.get(field, field)
        form.add_error(name if name in form.fields else None, words_for(refusals[0]))
    if refused:
        return None
    last = build_schedule(terms).rows[-1].due
    return replace(terms, holidays=frozenset(holidays_between(terms.disbursed_on, last + ROOM_TO_MOVE)))


def _positions(fund: Fund) -> list[Any]:
    return [p for currency in CURRENCIES if (p := fund_position(fund, currency)).capital.amount or p.lent.amount]
