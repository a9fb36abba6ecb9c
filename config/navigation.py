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


SEES_PEOPLE, CHANGES_PEOPLE = "livelihoods.view_participant", "livelihoods.change_participant"
MOST_ON_PHONE = 3  # beside "More"
# What one does every day stands first and without a heading.
GROUPS: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    ("", (
        Place(_("Today"), "reports:home", "today", on_phone=True),
        Place(_("Participants"), "livelihoods:people", "people", (SEES_PEOPLE,), on_phone=True),
        Place(_("Tasks"), "livelihoods:tasks", "task", (CHANGES_PEOPLE,)),
        Place(_("Reminders"), "reports:reminders", "phone", (CHANGES_PEOPLE, "loans.view_loan")),
        Place(_("Visits"), "livelihoods:visits-due", "calendar", (CHANGES_PEOPLE,)),
        Place(_("Loans"), "loans:loans", "loans", ("loans.view_loan",), on_phone=True),
        Place(_("What if"), "loans:what-if", "calculator", ("loans.simulate_terms",)),
        Place(_("Cash"), "loans:cash", "cash", ("loans.keep_cash",), on_phone=True),
        Place(_("Complaints"), "livelihoods:complaints", "message"),
    )),
    (_("Trainings"), (
        Place(_("Sessions"), "trainings:sessions", "training", ("trainings.view_session",), on_phone=True),
        Place(_("Cascade"), "trainings:cascade", "tree", ("trainings.view_figures",)),
        Place(_("Items"), "trainings:items", "box", ("trainings.view_figures",)),
        Place(_("Courses"), "trainings:courses", "book", ("trainings.manage_trainings",)),
        Place(_("Trainers and staff"), "trainings:staff", "person", ("trainings.manage_trainings",)),
    )),
    (_("Figures"), (
        Place(_("Portfolio"), "reports:portfolio", "chart", ("reports.view_portfolio",)),
        Place(_("Outcomes"), "reports:outcomes", "reports", ("reports.view_outcomes",)),
        Place(_("Data quality"), "livelihoods:quality", "check", ("livelihoods.view_quality",)),
        Place(_("Sites"), "trainings:sites", "visit", ("trainings.view_site",)),
        Place(_("Workplan"), "trainings:workplan", "task", ("trainings.view_workplan",)),
    )),
    (_("Money of the office"), (
        Place(_("Loan funds"), "loans:funds", "funds", ("loans.view_fund",)),
        Place(_("Books"), "loans:books", "book", ("loans.view_books",)),
    )),
    (_("Office"), (
        Place(_("Loan products"), "loans:products", "list", ("loans.manage_products",)),
        Place(_("Livelihood templates"), "livelihoods:kinds", "business", ("livelihoods.manage_kinds",)),
        Place(_("Deputies"), "loans:deputies", "people", ("loans.name_deputy",)),
        Place(_("Possible duplicates"), "livelihoods:duplicates", "person",
              (SEES_PEOPLE, "livelihoods.see_all_communes", "livelihoods.see_names")),
        Place(_("Import a workbook"), "reports:import", "upload", ("reports.import_workbook",)),
        Place(_("Users"), "office:user-list", "key", ("office.manage_users",)),
        Place(_("Communes and officers"), "office:assignment-list", "home", ("office.manage_assignments",)),
        Place(_("Calendar and rates"), "office:holiday-list", "calendar", ("office.manage_calendar",)),
        Place(_("Trail"), "office:trail-list", "eye", ("office.view_trail",)),
    )),
)  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The places the user may go to, in groups, and those of them in the bar on a phone."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"places": [], "place_groups": []}
    groups = [(heading, [p for p in places if user.has_perms(p.permissions)]) for heading, places in GROUPS]
    places = [place for _heading, of in groups for place in of]
    on_phone = [place for place in places if place.on_phone][:MOST_ON_PHONE]
    return {"places": places, "place_groups": [group for group in groups if group[1]], "on_phone": on_phone}
