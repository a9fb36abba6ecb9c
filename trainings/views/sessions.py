"""The list of sessions, one session, and planning one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from office import trail
from office.requests import SignedInRequest
from trainings.filters import SessionFilter
from trainings.forms.sessions import SessionForm
from trainings.models import Session
from trainings.services.sessions import change_session, plan_of, plan_session
from trainings.services.standing import presence_of, standings
from trainings.tables import SessionTable, days_shown, session_state
from trainings.views.common import attempt, enrolments_of, lines_of, own_session_or_404, session_or_404
from trainings.views.facts import acts_on, facts_of, figures_of, seat_rows, to_call


class SessionList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    permission_required = "trainings.view_session"
    raise_exception = True
    table_class = SessionTable
    filterset_class = SessionFilter
    template_name = "trainings/sessions.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self) -> QuerySet[Session]:
        return Session.objects.visible_to(self.request.user).for_lists()

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        trail.record(trail.Act.LIST, Session, by=self.request.user, objects=shown)
        return context


@permission_required("trainings.view_session", raise_exception=True)
def session_page(request: SignedInRequest, code: str) -> HttpResponse:
    session, today = session_or_404(request, code), timezone.localdate()
    seats, presence = enrolments_of(session, request), presence_of(session)
    everybody = standings(session, session.enrolments.for_lists(), presence)
    lines = lines_of(session, seats, request, with_phones=True)
    may_change = Session.objects.changeable_by(request.user).filter(pk=session.pk).exists()
    context = {
        "session": session,
        "days": days_shown(session),
        "state": session_state(session, on=today),
        "figures": figures_of(everybody, presence),
        "facts": facts_of(session, request.user, presence),
        "acts": acts_on(session, everybody, on=today) if may_change else [],
        "rows": seat_rows(lines, {each.enrolment.pk: each for each in everybody}),
        "hidden": len(everybody) - len(seats),
        "calls": to_call(session) if may_change else 0,
    }
    return render(request, "trainings/session.html", context)


@permission_required("trainings.run_session", raise_exception=True)
def session_add(request: SignedInRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, user=request.user)
    if form.is_valid():
        session = attempt(form, plan_session, form.plan(), by=request.user)
        if session is not None:
            messages.success(request, _("Planned. The code is %(code)s.") % {"code": session.code})
            return redirect(session)
    return render(request, "trainings/session_form.html", {"form": form})


@permission_required("trainings.run_session", raise_exception=True)
def session_change(request: SignedInRequest, code: str) -> HttpResponse:
    session = own_session_or_404(request, code)
    form = SessionForm(request.POST or None, user=request.user, plan=plan_of(session))
    if form.is_valid() and attempt(form, change_session, session, form.plan(), by=request.user):
        messages.success(request, _("Saved."))
        return redirect(session)
    return render(request, "trainings/session_form.html", {"form": form, "session": session})
