"""Sheet Visits: monitoring visits of before, each to one business of one participant."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from livelihoods.models import Visit
from livelihoods.services.told_before import PastVisit, add_past_visits
from reports.workbook.cells import Choice, measure, text
from reports.workbook.columns import Column
from reports.workbook.plan import VisitDraft
from reports.workbook.refs import key_of
from reports.workbook.sheet import Line, Sheet
from reports.workbook.sheets.businesses import KEY as BUSINESSES
from reports.workbook.sheets.common import (
    MOST_REF,
    REF_COLUMN,
    TEXT,
    date_column,
    find_business,
    person_column,
)

if TYPE_CHECKING:
    from reports.workbook.checking import Check
    from reports.workbook.committing import Writer

KEY = "visits"
Found, Difficulty = Visit.Found, Visit.Difficulty
FOUND = Choice(
    (Found.OPERATING, ("operating", "open", "កំពុងដំណើរការ")),
    (Found.PAUSED, ("paused", "seasonal pause", "ផ្អាកតាមរដូវ")),
    (Found.CLOSED, ("closed", "បិទ", "បានបិទ")),
)
USED = Choice((True, ("yes", "បាទ/ចាស", "ត្រូវ")), (False, ("no", "ទេ", "មិនត្រូវ")))
DIFFICULTY = Choice(
    (Difficulty.NONE, ("none", "គ្មាន")),
    (Difficulty.MARKET, ("finding buyers", "market", "ការរកអ្នកទិញ")),
    (Difficulty.PRICES, ("prices", "តម្លៃទំនិញ")),
    (Difficulty.STOCK, ("animals, stock or materials", "stock", "សត្វ ទំនិញ ឬសម្ភារៈ")),
    (Difficulty.TOOLS, ("tools and equipment", "tools", "ឧបករណ៍")),
    (Difficulty.CASH, ("cash", "សាច់ប្រាក់")),
    (Difficulty.TIME, ("time or helping hands", "time", "ពេលវេលា")),
    (Difficulty.SKILLS, ("knowing how", "skills", "ចំណេះធ្វើ")),
    (Difficulty.WEATHER, ("weather", "អាកាសធាតុ")),
    (Difficulty.OTHER, ("other", "ផ្សេងៗ")),
)
COLUMNS = (
    REF_COLUMN,
    person_column(),
    Column("business", ("Business", "មុខរបរ"), text(MOST_REF), required=True, refers_to=BUSINESSES, style=TEXT,
           aliases=("business ref", "លេខយោងមុខរបរ"), note=_("The ref of the business's row.")),
    date_column("visited_on", ("Visited on", "ថ្ងៃចុះតាមដាន"), "date", "visit date", "កាលបរិច្ឆេទ", required=True),
    Column("found", ("The business is", "ស្ថានភាពមុខរបរ"), FOUND, required=True, aliases=("status", "ស្ថានភាព")),
    Column("used", ("Loan used as agreed", "ប្រើកម្ចីតាមការព្រមព្រៀង"), USED, aliases=("loan use", "ការប្រើកម្ចី"),
           note=_("Only where it was looked at.")),
    Column("jobs", ("People working", "អ្នកធ្វើការ"), measure(Decimal(0), Decimal(1000), 1),
           aliases=("jobs", "ការងារ"), note=_("In full days; half days count half.")),
    Column("difficulty", ("Main difficulty", "ការលំបាកចម្បង"), DIFFICULTY, aliases=("difficulty", "ការលំបាក")),
)  # fmt: skip


def check(line: Line, check: "Check") -> None:
    person = check.find(line, "participant")
    business = find_business(line, check, person)
    on = line.read("visited_on")
    if on is not None and on > check.on:
        line.error("visited_on", "told.not_yet")
    found, used, jobs = line.read("found"), line.read("used"), line.read("jobs")
    difficulty = line.read("difficulty", "")
    if line.is_sound and person and business:
        draft = VisitDraft(line=line, person=person, business=business, details={
            "on": on, "found": found, "used_as_agreed": used, "jobs": jobs, "difficulty": difficulty,
        })  # fmt: skip
        check.add(line, draft)
        check.plan.visits.append(draft)


def write(writer: "Writer") -> None:
    drafts = writer.plan.visits
    told = [
        PastVisit(writer.person(d.person), writer.business(d.business), key=key_of(KEY, d.line.ref), **d.details)
        for d in drafts
    ]
    for draft, made in zip(drafts, add_past_visits(told, by=writer.by), strict=True):
        writer.wrote(draft.line, made.pk, secret=writer.person(draft.person).key.secret.hex())


def secrets(pks: Iterable[int]) -> Mapping[int, str | None]:
    visits = Visit.objects.select_related("participant__key").in_bulk(list(pks))
    return {pk: None if v.seal_key.is_destroyed else v.seal_key.secret.hex() for pk, v in visits.items()}


SHEET = Sheet(KEY, ("Visits", "ការចុះតាមដាន"), COLUMNS, check, write, secrets=secrets)
