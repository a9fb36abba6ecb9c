"""The attendance of a session: one list of people and half-days, saved at once; and those who are to be called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from livelihoods.models import Contact, Task
from livelihoods.services import record_contact
from office.errors import Refusal
from office.requests import SignedInRequest
from trainings.core.attendance import Mark
from trainings.documents.seats import SeatLine
from trainings.forms.grids import read_filled
from trainings.models import Enrolment, HalfDay, Session
from trainings.services.attendance import half_days_of, record_attendance
from trainings.services.standing import presence_of
from trainings.views.common import enrolments_of, lines_of, own_session_or_404

ALL_DAYS, MANY_DAYS = "all", 2
AGAIN = (Contact.Outcome.BUSY, Contact.Outcome.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Cell:
    value: str
    is_there: bool
    is_open: bool
    is_changed: bool  # by somebody else, since the list was opened
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    line: SeatLine
    cells: tuple[Cell, ...]


@permission_required("trainings.run_session", raise_exception=True)
def attendance(request: SignedInRequest, code: str) -> HttpResponse:
    session, today = own_session_or_404(request, code), timezone.localdate()
    others: frozenset[Mark] = frozenset()
    problem = ""
    if request.method == "POST":
        try:
            merged = record_attendance(session, read_filled(request.POST), by=request.user, on=today)
        except Refusal as refused:
            problem = str(refused)
        else:
            others = merged.others
            if not others:
                messages.success(request, _("The attendance is saved."))
                return redirect(session)
    context = _grid(request, session, today, others)
    return render(request, "trainings/attendance.html", context | {"problem": problem, "others": len(others)})


def _grid(request: SignedInRequest, session: Session, today: date, others: frozenset[Mark]) -> dict[str, Any]:
    half_days, marks = half_days_of(session), presence_of(session).marks
    days = sorted({each.on for each in half_days})
    chosen = _chosen_day(request, days, today)
    shown = [each for each in half_days if chosen in (None, each.on)]
    open_ones = {each.pk for each in shown if each.on <= today}
    seats = enrolments_of(session, request)
    lines = lines_of(session, seats, request)
    cells = {(seat.pk, each.pk) for seat in seats for each in shown}
    return {
        "session": session,
        "days": [(day, list(group)) for day, group in groupby(shown, key=lambda each: each.on)],
        "half_days": [(each, each.pk in open_ones) for each in shown],
        "rows": [Row(line, tuple(_cells(line, shown, marks, open_ones, others))) for line in lines],
        "totals": [sum((seat.pk, each.pk) in marks for seat in seats) for each in shown],
        "base": " ".join(f"{seat}-{half_day}" for seat, half_day in sorted(marks & cells)),
        "seats": " ".join(str(seat.pk) for seat in seats),
        "open_ids": " ".join(map(str, sorted(open_ones))),
        "choices": days if len(days) > 1 else [],
        "chosen": chosen,
        "is_early": not open_ones,
    }


def _cells(
    line: SeatLine, shown: Iterable[HalfDay], marks: frozenset[Mark], open_ones: set[int], others: frozenset[Mark]
) -> Iterable[Cell]:
    for each in shown:
        mark = (line.id, each.pk)
        label = f"{line.seat} {line.given_name or line.code}, {each.on:%d/%m} {each.get_part_display()}"
        yield Cell(f"{line.id}-{each.pk}", mark in marks, each.pk in open_ones, mark in others, label)


def _chosen_day(request: SignedInRequest, days: list[date], today: date) -> date | None:
    """The day asked for; of a long session unasked the last that has come. None: all of them."""
    asked = request.GET.get("day", "")
    if asked == ALL_DAYS or (not asked and len(days) <= MANY_DAYS):
        return None
    come = [day for day in days if day <= today]
    return next((day for day in days if day.isoformat() == asked), come[-1] if come else days[0])


@permission_required("trainings.run_session", raise_exception=True)
def absent(request: SignedInRequest, code: str) -> HttpResponse:
    """Who missed the session and is to be called; what came of it is one of a few neutral words."""
    session, today = own_session_or_404(request, code), timezone.localdate()
    tasks = Task.objects.waiting().filter(kind=Task.Kind.SESSION, reference=session.code)
    if request.method == "POST":
        _note_contact(request, tasks, today)
        return redirect("trainings:absent", session.code)
    waiting = {task.participant_id: task for task in tasks}
    seats = [seat for seat in enrolments_of(session, request) if seat.participant_id in waiting]
    lines = lines_of(session, seats, request, with_phones=True)
    context = {
        "session": session,
        "rows": list(zip(lines, map(_task_of(waiting), seats), strict=True)),
        "outcomes": [each for each in Contact.Outcome.choices if each[0] != Contact.Outcome.SENT],
        "channels": [each for each in Contact.Channel.choices if each[0] != Contact.Channel.MESSAGE],
    }
    return render(request, "trainings/absent.html", context)


def _task_of(waiting: dict[int, Task]) -> Any:
    return lambda seat: waiting[seat.participant_id]


def _note_contact(request: SignedInRequest, tasks: Any, today: date) -> None:
    """Busy or not reached: the task waits until tomorrow."""
    pk, outcome = request.POST.get("task", ""), request.POST.get("outcome", "")
    channel = request.POST.get("channel", Contact.Channel.CALL)
    visible = Enrolment.objects.visible_to(request.user).values("participant")
    task = get_object_or_404(tasks.filter(participant__in=visible), pk=pk if pk.isdecimal() else 0)
    if outcome not in Contact.Outcome.values or channel not in Contact.Channel.values:
        messages.error(request, _("Choose what came of it."))
        return
    again_on = today + timedelta(days=1) if outcome in AGAIN else None
    try:
        record_contact(task, channel=channel, outcome=outcome, by=request.user, on=today, again_on=again_on)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Recorded."))
