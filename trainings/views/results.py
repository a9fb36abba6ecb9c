"""Scores of the tests, and certificates."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from office.errors import Refusal
from office.requests import SignedInRequest
from trainings.core.passing import Verdict
from trainings.forms.grids import Cell, cells_of
from trainings.models import Certification, Enrolment
from trainings.services.certifying import issue_certificates, withdraw_certificate
from trainings.services.scores import ScoresRefused, record_scores
from trainings.services.standing import presence_of, standings
from trainings.views.common import enrolments_of, lines_of, own_session_or_404
from trainings.views.facts import verdict_word


@permission_required("trainings.run_session", raise_exception=True)
def scores(request: SignedInRequest, code: str) -> HttpResponse:
    """The whole list is saved or nothing is; what is wrong stands beside its cell, and what was typed stays."""
    session = own_session_or_404(request, code)
    seats = enrolments_of(session, request)
    cells, problem = cells_of(seats, request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        try:
            _save(session, cells, request)
        except Refusal as refused:
            problem = str(refused)
            if isinstance(refused, ScoresRefused):
                cells = _with_reasons(cells, refused, seats)
        else:
            messages.success(request, _("The scores are saved."))
            return redirect(session)
    rows = [(line, cells[line.id]) for line in lines_of(session, seats, request)]
    context = {"session": session, "rows": rows, "problem": problem}
    return render(request, "trainings/scores.html", context)


def _save(session: Any, cells: dict[int, list[Cell]], request: SignedInRequest) -> None:
    flat = [cell for row in cells.values() for cell in row]
    if wrong := {(cell.enrolment, cell.test): cell.error for cell in flat if cell.error}:
        raise ScoresRefused(wrong)
    record_scores(session, [cell.score() for cell in flat], by=request.user)


def _with_reasons(
    cells: dict[int, list[Cell]], refused: ScoresRefused, seats: list[Enrolment]
) -> dict[int, list[Cell]]:
    """Each refused cell with its reason; sent again, it stands against what stands there now."""
    now = cells_of(seats)
    return {
        seat: [
            replace(cell, error=refused.reasons[seat, cell.test], was=now[seat][i].was)
            if (seat, cell.test) in refused.reasons
            else cell
            for i, cell in enumerate(row)
        ]
        for seat, row in cells.items()
    }


@permission_required("trainings.run_session", raise_exception=True)
def certificates(request: SignedInRequest, code: str) -> HttpResponse:
    """Who passed and who did not, with the reason; one act issues to all who passed."""
    session = own_session_or_404(request, code)
    if request.method == "POST":
        new = issue_certificates(session, by=request.user, on=timezone.localdate())
        said = ngettext("%(count)d certificate is issued.", "%(count)d certificates are issued.", len(new))
        messages.success(request, said % {"count": len(new)})
        return redirect("trainings:certificates", session.code)
    seats = enrolments_of(session, request)
    found = standings(session, seats, presence_of(session))
    lines = lines_of(session, seats, request)
    rows = [
        (line, each, each.enrolment.certificate, *verdict_word(each.verdict))
        for line, each in zip(lines, found, strict=True)
    ]
    context = {
        "session": session,
        "rows": rows,
        "to_issue": sum(each.verdict == Verdict.PASSED and not each.enrolment.certificate for each in found),
        "not_over": any(each.verdict == Verdict.NOT_OVER for each in found),
    }
    return render(request, "trainings/certificates.html", context)


@require_POST
@permission_required(("trainings.run_session", "trainings.manage_trainings"), raise_exception=True)
def certificate_withdraw(request: SignedInRequest, code: str, seat: int) -> HttpResponse:
    session = own_session_or_404(request, code)
    standing = Certification.objects.standing().filter(enrolment__session=session)
    certification = get_object_or_404(standing, enrolment__seat=seat)
    withdraw_certificate(certification, by=request.user, on=timezone.localdate())
    messages.success(request, _("The certificate is withdrawn."))
    return redirect("trainings:certificates", session.code)
