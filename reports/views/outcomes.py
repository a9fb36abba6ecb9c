"""Outcomes on screen, for who answers for them; an officer sees the own communes."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money

from livelihoods.models import Participant
from office import trail
from office.models import PolicyFigure, User
from office.requests import SignedInRequest
from paper.exports import csv_response
from reports.core.outcomes import Change, Outcomes
from reports.forms_outcomes import OutcomesForm
from reports.outcome_rows import outcome_csv
from reports.outcomes import Group, OutcomeReport, build_outcomes, without_small_groups
from reports.views.portfolio import percent

MAY = "reports.view_outcomes"
TOO_FEW = gettext_lazy("fewer than 10")
USUAL = {"months": 12, "by": "livelihood"}


@permission_required(MAY, raise_exception=True)
def outcomes(request: SignedInRequest) -> HttpResponse:
    form, asked = _asked(request)
    report = _report(request.user, asked["by"])
    months = asked["months"]
    whole = report.total.rounds[months]
    context = {
        "form": form, "report": report, "months": months,
        "figures": _figures(whole, report.total),
        "charts": [(_("Business net income a month"), _bars(whole.business)),
                   (_("Household net income a month"), _bars(whole.household))],
        "counts": [(_("business, net"), whole.business), (_("household, net"), whole.household)],
        "survival": [(age, each, percent(each and each.share)) for age, each in report.total.survival.items()],
        "rows": [_row(group, months) for group in report.groups],
        "grouped_by": dict(form.fields["by"].choices).get(report.by, ""),  # type: ignore[attr-defined]
        "line": Money(PolicyFigure.objects.value(PolicyFigure.Name.POVERTY_LINE, on=report.as_of), "KHR"),
        "hides": not report.groups and bool(report.total.people),
    }  # fmt: skip
    return render(request, "reports/outcomes.html", context)


@permission_required(MAY, raise_exception=True)
def outcomes_export(request: SignedInRequest) -> HttpResponse:
    """The same figures as CSV, every round."""
    _form, asked = _asked(request)
    trail.record(trail.Act.EXPORT, Participant, by=request.user, fields=["outcomes"])
    return csv_response("outcomes.csv", outcome_csv(_report(request.user, asked["by"])))


def _asked(request: SignedInRequest) -> tuple[OutcomesForm, dict[str, Any]]:
    form = OutcomesForm(request.GET or None, initial=USUAL)
    return form, form.chosen(**USUAL)


def _report(user: User, by: str) -> OutcomeReport:
    """What this user may see: the own communes, all, or without small groups."""
    sees_people = user.has_perm("livelihoods.view_participant")
    people = Participant.objects.visible_to(user) if sees_people else None
    report = build_outcomes(on=timezone.localdate(), by=by, people=people)
    return report if sees_people else without_small_groups(report)


def _figures(whole: Outcomes, total: Group) -> list[dict[str, Any]]:
    poverty, jobs = whole.poverty, total.jobs
    poor = {"value": TOO_FEW} if poverty is None else {
        "value": percent(poverty.share_after),
        "note": _("before: %(share)s; %(n)s households") % {"share": percent(poverty.share_before), "n": poverty.n},
    }  # fmt: skip
    work = {"value": TOO_FEW} if jobs is None else {
        "value": f"{jobs.total:.1f}", "note": _("%(n)s businesses") % {"n": jobs.n}
    }  # fmt: skip
    return [
        {"label": _("Business net: median change"), **_changed(whole.business)},
        {"label": _("Household net: median change"), **_changed(whole.household)},
        {"label": _("Below the poverty line"), **poor},
        {"label": _("People working (full-day equivalent)"), **work},
    ]


def _changed(change: Change | None) -> dict[str, Any]:
    if change is None:
        return {"value": TOO_FEW}
    if change.change is None:
        return {"value": "–", "note": _("no matched pair")}
    if change.could_rise is None:
        return {"amount": Money(change.change.median, "KHR")}
    risen = _("rose by 20 %% or more: %(share)s of %(n)s") % {
        "share": percent(change.share_risen), "n": change.could_rise
    }  # fmt: skip
    return {"amount": Money(change.change.median, "KHR"), "note": risen}


def _bars(change: Change | None) -> list[dict[str, Any]]:
    """Median and mean before and after, on one scale."""
    if change is None or change.baseline is None or change.follow_up is None:
        return []
    before, after = change.baseline, change.follow_up
    told = [
        (_("median, before"), before.median, ""), (_("median, after"), after.median, "done"),
        (_("mean, before"), before.mean, ""), (_("mean, after"), after.mean, "done"),
    ]  # fmt: skip
    top = max([*(amount for _label, amount, _tone in told), Decimal(1)])
    return [
        {"label": label, "value": Money(amount, "KHR"), "tone": tone, "percent": max(0.0, float(amount / top) * 100)}
        for label, amount, tone in told
    ]


def _row(group: Group, months: int) -> dict[str, Any]:
    each, survived = group.rounds[months], group.survival[12]
    return {
        "name": group.name, "people": group.people,
        "business": each.business, "business_risen": percent(each.business and each.business.share_risen),
        "household": each.household, "household_risen": percent(each.household and each.household.share_risen),
        "survival": percent(survived and survived.share), "survival_n": survived and survived.n,
    }  # fmt: skip
