"""Today: what this user came to do."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from livelihoods.models import Complaint, Task
from loans.due import DueLoan, due_loans, due_row
from loans.models import CashTransaction, ChangeRequest, Loan, LoanQuerySet, ReversalRequest
from office import trail
from office.models import User
from office.requests import SignedInRequest
from paper.core.dates import weekday_date_en, weekday_date_km
from paper.templatetags.paper_tags import money, short_date
from reports.today import WEEK, News, Sums, news_for, today_for
from trainings.models import Session, WorkplanLine

PER_PAGE = 25
NEXT = "week"


def home(request: SignedInRequest) -> HttpResponse:
    """Due today and overdue, or with ?show=week what comes this week; beside it what waits for this user."""
    today, user = timezone.localdate(), request.user
    context: dict[str, Any] = {"today": today, "day": _day(request, today), "waiting": waiting_for(user)}
    if user.has_perm("loans.view_loan") and user.has_perm("livelihoods.view_participant"):
        loans = Loan.objects.visible_to(user)
        coming = request.GET.get("show") == NEXT
        chosen = due_loans(loans, on=today, until=today + WEEK if coming else today)
        page = Paginator(chosen.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
        rows = [_row(due_row(loan, on=today), user) for loan in page]
        trail.record(trail.Act.LIST, Loan, by=user, objects=page.object_list)
        context |= {
            "figures": _figures(
                today_for(loans, on=today, is_everything=user.has_perm("livelihoods.see_all_communes"))
            ),
            "rows": rows,
            "page": page,
            "coming": coming,
            "news": [_news_row(each, user) for each in news_for(user, on=today)],
        }
    return render(request, "reports/home.html", context)


def waiting_for(user: User) -> list[dict[str, Any]]:
    """What waits for an act of this user, with how many."""
    loans = Loan.objects.visible_to(user)
    waiting = []
    if user.has_perm("livelihoods.change_participant"):
        due = Task.objects.for_user(user).due(on=timezone.localdate())
        waiting.append((_("Tasks due"), "livelihoods:tasks", due.count()))
    if user.has_perm("loans.approve_loan"):
        waiting.append((_("Applications that wait"), "loans:waiting", loans.waiting_for_approval().count()))
    if user.has_perm("loans.pay_out_loan"):
        waiting.append((_("Loans to pay out"), "loans:to-pay-out", loans.to_pay_out().count()))
    if user.has_perm("loans.confirm_reversal"):
        asked = ReversalRequest.objects.filter(_about(loans, "transaction__loan"), settled_at=None)
        waiting.append((_("Reversals that wait"), "loans:reversals", asked.count()))
    if user.has_perm("loans.confirm_change"):
        changes = ChangeRequest.objects.filter(_about(loans, "loan"), settled_at=None)
        waiting.append((_("Changes that wait"), "loans:changes", changes.count()))
    if user.has_perm("trainings.run_session"):
        going_on = Session.objects.run_by(user).going_on(on=timezone.localdate())
        waiting.append((_("Sessions going on"), "trainings:sessions", going_on.count()))
    if user.has_perm("loans.settle_suspense"):
        held = CashTransaction.objects.seen_by(user).waiting_in_suspense()
        waiting.append((_("Money in suspense"), "loans:suspense", held.count()))
    waiting += _given_to(user)
    return [{"label": label, "url": reverse(name), "value": str(count)} for label, name, count in waiting if count]


def _about(loans: LoanQuerySet, path: str) -> Exists:
    # Few requests wait: each is looked up among the loans, which are not listed for it.
    return Exists(loans.filter(pk=OuterRef(path)))


def _given_to(user: User) -> list[tuple[str, str, int]]:
    """What somebody gave the user to do, whatever their role."""
    complaints = Complaint.objects.visible_to(user).open()
    late = WorkplanLine.objects.late(on=timezone.localdate()).filter(responsible=user)
    given = [
        (_("Complaints you deal with"), "livelihoods:complaints", complaints.filter(owner=user).count()),
        (_("Late in the workplan"), "trainings:workplan", late.count()),
    ]
    if user.has_perm("livelihoods.manage_complaints"):
        unowned = complaints.filter(owner=None).count()
        given.append((_("Complaints nobody deals with yet"), "livelihoods:complaints", unowned))
    return given


def _figures(day: Any) -> list[dict[str, Any]]:
    collected = _("collected today: %(amounts)s") % {"amounts": _amounts(day.collected)} if day.collected else ""
    late = ngettext("%(days)d day at the longest", "%(days)d days at the longest", day.longest_late) % {
        "days": day.longest_late
    }
    return [
        _figure(_("Due today"), day.due_today, note=collected),
        _figure(_("Overdue"), day.overdue, note=late if day.overdue else "", tone="late" if day.overdue else ""),
        _figure(_("Due in the next six days"), day.due_this_week),
    ]


def _figure(label: str, sums: Sums, *, note: str = "", tone: str = "") -> dict[str, Any]:
    count = ngettext("%(count)d loan", "%(count)d loans", sums.loans) % {"count": sums.loans}
    line = " · ".join(filter(None, (count if sums else "", note)))
    return {"label": label, "amounts": sums.amounts, "value": "" if sums else "–", "note": line, "tone": tone}


def _row(due: DueLoan, user: User) -> dict[str, Any]:
    loan = due.loan
    if due.days_late:
        note, tone = (
            ngettext("%(days)d day late", "%(days)d days late", due.days_late) % {"days": due.days_late},
            "late",
        )
    else:
        note, tone = _("due %(day)s") % {"day": f"{due.due_on:%d/%m/%Y}"}, "due"
    if due.promised_on:
        note = f"{note} · {_('promised by %(day)s') % {'day': short_date(due.promised_on)}}"
    row = {
        "title": loan.client_shown_to(user),
        "url": loan.get_absolute_url(),
        "context": f"{loan.participant.code} · {loan.business.livelihood.name} · {loan.participant.commune.name}",
        "amount": due.amount,
        "note": note,
        "tone": tone,
    }
    if user.has_perm("loans.record_repayment"):
        row |= {"act_label": _("Receive money"), "act_url": reverse("loans:repayment-add", args=[loan.number])}
    return row


def _news_row(news: News, user: User) -> dict[str, Any]:
    return {
        "title": news.loan.client_shown_to(user),
        "url": news.loan.get_absolute_url(),
        "context": f"{news.loan.number} · {short_date(news.on)}",
        "note": news.text,
        "tone": news.tone,
    }


def _amounts(sums: Sums) -> str:
    return " · ".join(money(a) for a in sums.amounts)


def _day(request: SignedInRequest, today: Any) -> str:
    return weekday_date_km(today) if request.LANGUAGE_CODE == "km" else weekday_date_en(today)
