"""The portfolio's risk as at any day, for who answers for it; an officer sees the own communes."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money

from loans.core.risk import DAYS, Grade
from loans.models import Loan, LoanQuerySet
from office import trail
from office.models import User
from office.requests import SignedInRequest
from paper.core.numbers import format_amount
from paper.exports import csv_response
from reports.forms_portfolio import PortfolioForm
from reports.portfolio import (
    Gauge,
    Group,
    PortfolioReport,
    build_portfolio,
    collected_on_time,
    gauge_of,
    without_small_groups,
    written_off_in,
)
from reports.portfolio_rows import portfolio_rows

MAY = "reports.view_portfolio"
A_YEAR, A_MONTH = timedelta(days=365), timedelta(days=30)
NEAR = 0.8  # of a threshold: time to ask
GRADES = {
    Grade.NORMAL: gettext_lazy("normal"),
    Grade.SPECIAL_MENTION: gettext_lazy("special mention"),
    Grade.SUBSTANDARD: gettext_lazy("substandard"),
    Grade.DOUBTFUL: gettext_lazy("doubtful"),
    Grade.LOSS: gettext_lazy("loss"),
}


@permission_required(MAY, raise_exception=True)
def portfolio(request: SignedInRequest) -> HttpResponse:
    form, asked = _asked(request)
    report, on = asked.shown, asked.shown.as_of
    context: dict[str, Any] = {
        "form": form,
        "report": report,
        "totals": [_total(group) for group in report.totals],
        "grouped_by": dict(form.fields["by"].choices).get(report.by, ""),  # type: ignore[attr-defined]
        "groups": [(group, percent(group.portfolio.par(30))) for group in report.groups],
        "now": [_total(group) for group in report.now] if report.has_corrections else [],
        "collected": [
            (Money(each.paid, each.currency), Money(each.due, each.currency), percent(each.share))
            for each in collected_on_time(start=on - A_MONTH, end=on, loans=asked.loans)
        ],
    }
    if asked.is_whole:
        losses = written_off_in(start=on - A_YEAR, end=on)
        context["written_off"] = [Money(amount, currency) for currency, amount in losses.items()]
        context["gauge"] = _gauge(gauge_of(report.totals, on=on))
    return render(request, "reports/portfolio.html", context)


@permission_required(MAY, raise_exception=True)
def portfolio_export(request: SignedInRequest) -> HttpResponse:
    """The same figures as CSV."""
    _form, report = _asked(request)
    rows = portfolio_rows(report.shown)
    trail.record(trail.Act.EXPORT, Loan, by=request.user, fields=["portfolio"])
    names = list(rows[0]) if rows else ["as_of"]
    return csv_response("portfolio.csv", [names, *([row[name] for name in names] for row in rows)])


class _Asked:
    """The report asked for, cut to what the user may see."""

    def __init__(self, user: User, values: dict[str, Any]) -> None:
        self.is_whole = not user.has_perm("loans.view_loan") or user.has_perm("livelihoods.see_all_communes")
        self.loans: LoanQuerySet | None = None if self.is_whole else Loan.objects.visible_to(user)
        whole = build_portfolio(as_of=values["as_of"], by=values["by"], loans=self.loans)
        self.shown: PortfolioReport = whole if user.has_perm("loans.view_loan") else without_small_groups(whole)


def _asked(request: SignedInRequest) -> tuple[PortfolioForm, _Asked]:
    today = timezone.localdate()
    form = PortfolioForm(request.GET or None, initial={"as_of": today, "by": "commune"})
    return form, _Asked(request.user, form.chosen(as_of=today, by="commune"))


def _total(group: Group) -> dict[str, Any]:
    """One currency's portfolio, in figures, shares and grades."""
    p, currency = group.portfolio, group.currency

    def money(amount: Any) -> Money:
        return Money(amount, currency)

    return {
        "currency": currency,
        "figures": [
            {"label": _("Outstanding principal"), "amount": money(p.principal), "note": _borrowers(p.loans, p.women)},
            {"label": _("PAR 30"), "value": percent(p.par(30)), "tone": "late" if p.late[30] else "",
             "note": _("with all rescheduled loans: %(share)s") % {"share": percent(p.share(p.late_or_rescheduled))}},
            {"label": _("Allowance by grade"), "amount": money(p.allowance),
             "note": _("covers %(share)s of PAR 30") % {"share": percent(p.coverage)} if p.coverage else ""},
        ],
        "par": [{"label": _("PAR %(days)s") % {"days": days}, "value": percent(p.par(days)),
                 "percent": float((p.par(days) or 0) * 100), "tone": "late" if days >= 30 else "due"}
                for days in DAYS],
        "grades": [(GRADES[grade], format_amount(amount, currency)) for grade, amount in p.by_grade.items()],
    }  # fmt: skip


def percent(share: Any) -> str:
    """12.3 %; a dash where there is nothing to divide by."""
    return "–" if share is None else f"{share * 100:.1f} %"


def _borrowers(loans: int, women: int) -> str:
    return _("%(loans)s borrowers, %(women)s of them women") % {"loans": loans, "women": women}


def _gauge(gauge: Gauge | None) -> list[dict[str, Any]]:
    if gauge is None:
        return []
    names = {
        "register": _("Registration, by riel outstanding"),
        "licence": _("Licence, by riel outstanding"),
        "borrowers": _("Licence, by borrowers"),
    }
    return [
        {"label": names[name], "value": percent(share), "percent": min(100.0, float(share * 100)),
         "tone": "late" if share >= 1 else "due" if share >= NEAR else "done"}
        for name, share in gauge.steps
    ]  # fmt: skip
