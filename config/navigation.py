"""What stands in the navigation, for this user."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    label: Any
    url_name: str
    icon: str
    permissions: tuple[str, ...] = ()
    on_phone: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)


MOST_ON_PHONE = 3  # beside "More"
PLACES: tuple[Place, ...] = (
    Place(_("Today"), "reports:home", "today", on_phone=True),
    Place(_("Participants"), "livelihoods:people", "people", ("livelihoods.view_participant",), on_phone=True),
    Place(_("Tasks"), "livelihoods:tasks", "task", ("livelihoods.change_participant",)),
    Place(_("Reminders"), "reports:reminders", "phone", ("livelihoods.change_participant", "loans.view_loan")),
    Place(_("Visits"), "livelihoods:visits-due", "calendar", ("livelihoods.change_participant",)),
    Place(_("Loans"), "loans:loans", "loans", ("loans.view_loan",), on_phone=True),
    Place(_("What if"), "loans:what-if", "calculator", ("loans.simulate_terms",)),
    Place(_("Loan funds"), "loans:funds", "funds", ("loans.view_fund",)),
    Place(_("Portfolio"), "reports:portfolio", "chart", ("reports.view_portfolio",)),
    Place(_("Outcomes"), "reports:outcomes", "reports", ("reports.view_outcomes",)),
    Place(_("Data quality"), "livelihoods:quality", "check", ("livelihoods.view_quality",)),
    Place(_("Sessions"), "trainings:sessions", "training", ("trainings.view_session",), on_phone=True),
    Place(_("Cascade"), "trainings:cascade", "tree", ("trainings.view_figures",)),
    Place(_("Items"), "trainings:items", "box", ("trainings.view_figures",)),
    Place(_("Courses"), "trainings:courses", "book", ("trainings.manage_trainings",)),
    Place(_("Trainers and staff"), "trainings:staff", "person", ("trainings.manage_trainings",)),
    Place(_("Cash"), "loans:cash", "cash", ("loans.keep_cash",), on_phone=True),
    Place(_("Books"), "loans:books", "book", ("loans.view_books",)),
    Place(_("Deputies"), "loans:deputies", "people", ("loans.name_deputy",)),
    Place(_("Loan products"), "loans:products", "list", ("loans.manage_products",)),
    Place(
        _("Possible duplicates"),
        "livelihoods:duplicates",
        "person",
        ("livelihoods.view_participant", "livelihoods.see_all_communes", "livelihoods.see_names"),
    ),
    Place(_("Livelihoods"), "livelihoods:kinds", "business", ("livelihoods.manage_kinds",)),
    Place(_("Sites"), "trainings:sites", "visit", ("trainings.view_site",)),
    Place(_("Workplan"), "trainings:workplan", "task", ("trainings.view_workplan",)),
    Place(_("Complaints"), "livelihoods:complaints", "message"),
    Place(_("Import a workbook"), "reports:import", "upload", ("reports.import_workbook",)),
    Place(_("Users"), "office:user-list", "key", ("office.manage_users",)),
    Place(_("Communes and officers"), "office:assignment-list", "home", ("office.manage_assignments",)),
    Place(_("Calendar and rates"), "office:holiday-list", "calendar", ("office.manage_calendar",)),
    Place(_("Trail"), "office:trail-list", "eye", ("office.view_trail",)),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The places the user may go to, and those of them in the bar on a phone."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"places": []}
    places = [p for p in PLACES if user.has_perms(p.permissions)]
    return {"places": places, "on_phone": [p for p in places if p.on_phone][:MOST_ON_PHONE]}
