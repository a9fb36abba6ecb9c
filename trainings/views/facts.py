"""What the page of a session shows: figures, facts, acts and the rows of its people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from livelihoods.models import Task
from office.models import User
from trainings.core.passing import Verdict
from trainings.documents.seats import SeatLine
from trainings.models import Session
from trainings.services.standing import Presence, Standing
from trainings.tables import days_shown

Act = tuple[str, str]  # its word, and where it is done


def verdict_word(verdict: Verdict) -> tuple[str, str]:
    """A word and its tone."""
    return {
        Verdict.PASSED: (_("passed"), "done"),
        Verdict.NOT_OVER: ("", ""),
        Verdict.ABSENT: (_("attendance too low"), "late"),
        Verdict.NOT_TESTED: (_("post-test missing"), "due"),
        Verdict.BELOW_MARK: (_("below the pass mark"), "late"),
    }[verdict]


def figures_of(everybody: Sequence[Standing], presence: Presence) -> list[dict[str, Any]]:
    """Of all who are enrolled, whoever may see them."""
    there = sum(each.record.present for each in everybody)
    possible = sum(each.record.half_days for each in everybody)
    passed = sum(each.verdict == Verdict.PASSED for each in everybody)
    certified = sum(each.enrolment.certificate is not None for each in everybody)
    held = _("%(held)s of %(planned)s half-days held") % {"held": len(presence.held), "planned": len(presence.planned)}
    return [
        {"label": _("Enrolled"), "value": str(len(everybody)), "note": held},
        {"label": _("Attendance"), "value": f"{100 * there // possible} %" if possible else "–"},
        {"label": pgettext("people", "Passed"), "value": str(passed)},
        {"label": _("Certificates"), "value": str(certified)},
    ]


def facts_of(session: Session, user: User, presence: Presence) -> list[tuple[str, Any]]:
    course = session.course
    facts = [
        (_("Level"), session.get_level_display()),
        (_("Days"), days_shown(session)),
        (_("Half-days"), len(presence.planned)),
        (_("Commune"), session.commune.full_name),
        (_("Place"), session.place),
        (_("Led by"), session.lead.shown_to(user)),
        (_("Supervised by"), session.supervisor.shown_to(user) if session.supervisor else ""),
        (_("Hours"), course.hours),
        (_("Attendance needed"), f"{course.attendance_needed.normalize():f} %"),
        (_("Pass mark"), f"{course.pass_mark.normalize():f} %"),
        (_("Certificate holds"), _months(course.validity_months)),
        (_("Paid from (code)"), session.fund_code),
    ]
    return [(label, value) for label, value in facts if value != ""]


def acts_on(session: Session, everybody: Sequence[Standing], *, on: date) -> list[Act]:
    """The first is the main one: to enrol while nobody is or before it begins, then the attendance."""
    enrol = (_("Enrol"), _url("enrol", session))
    attendance = (_("Attendance"), _url("attendance", session))
    scores = (_("Scores"), _url("scores", session))
    certificates = (_("Certificates"), _url("certificates", session))
    rest = [(_("Hand out items"), _url("hand-out", session)), (_("Change the plan"), _url("session-change", session))]
    if not everybody:
        return [enrol, rest[-1]]
    if on < session.first_on:
        return [enrol, *rest]
    if session.last_on < on and all(each.record.is_complete for each in everybody):
        return [scores, certificates, attendance, enrol, *rest]
    return [attendance, scores, certificates, enrol, *rest]


def to_call(session: Session) -> int:
    return Task.objects.waiting().filter(kind=Task.Kind.SESSION, reference=session.code).count()


def seat_rows(lines: Iterable[SeatLine], by_seat: Mapping[int, Standing]) -> list[dict[str, Any]]:
    return [_row(line, by_seat[line.id]) for line in lines]


def _row(line: SeatLine, standing: Standing) -> dict[str, Any]:
    word, tone = verdict_word(standing.verdict)
    if standing.enrolment.certificate:
        word, tone = _("certified"), "done"
    share = _("attendance %(share)s %%") % {"share": standing.share} if standing.share is not None else ""
    context = [line.code if line.name else "", line.kind, share, line.safe_hours, line.call_note]
    row = {
        "seat": line.seat,
        "title": line.shown,
        "context": " · ".join(filter(None, context)),
        "note": word,
        "tone": tone,
    }
    if line.phone_link:
        row |= {"act_label": line.phone, "act_url": f"tel:{line.phone_link}"}
    return row


def _months(count: int | None) -> str:
    if count is None:
        return _("without an end")
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def _url(name: str, session: Session) -> str:
    return reverse(f"trainings:{name}", args=[session.code])
