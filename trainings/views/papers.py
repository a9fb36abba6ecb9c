"""The papers of a session as PDF: the list to be signed, and certificates."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from office import trail
from office.requests import SignedInRequest
from paper.exports import pdf_response
from trainings.documents.attendance_list import build_attendance_list, render_attendance_list
from trainings.documents.printing import issue_certificate_paper
from trainings.documents.seats import seat_lines
from trainings.models import Certification, Enrolment
from trainings.services.attendance import half_days_of
from trainings.views.common import enrolments_of, lines_of, own_session_or_404


@permission_required("trainings.run_session", raise_exception=True)
def attendance_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """`?day=YYYY-MM-DD` for one day alone."""
    session = own_session_or_404(request, code)
    lines = lines_of(session, enrolments_of(session, request), request)
    paper = build_attendance_list(session, lines, half_days_of(session), on=_day(request))
    trail.record(trail.Act.PRINT, session, by=request.user, fields=["attendance"])
    return pdf_response(f"attendance-{session.code}.pdf", render_attendance_list(paper, language="both"))


@permission_required("trainings.run_session", raise_exception=True)
def certificate_pdf(request: SignedInRequest, code: str, seat: int) -> HttpResponse:
    """Only where the name is for the reader: a certificate without a name certifies nobody."""
    session = own_session_or_404(request, code)
    seats = Enrolment.objects.visible_to(request.user).filter(session=session).for_lists()
    enrolment = get_object_or_404(seats, seat=seat)
    certification = get_object_or_404(Certification.objects.standing().select_related("course"), enrolment=enrolment)
    enrolment.session = session
    if not seat_lines(session, [enrolment], to=request.user, on=timezone.localdate())[0].name:
        messages.error(request, _("Names are not shown any more: ask the manager to print it."))
        return redirect("trainings:certificates", session.code)
    sheet = issue_certificate_paper(enrolment, certification, by=request.user)
    return pdf_response(sheet.file_name, sheet.pdf())


def _day(request: SignedInRequest) -> date | None:
    text = request.GET.get("day", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest("day") from None
