"""The demo's sites: eight communes at work, the others planned; their budget and cost, and the workplan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

from moneyed import Money

from office.core.months import add_months, first_of, last_of
from office.models import Place, User
from reports.demo.maker import COMMUNES
from trainings.models import CostLine, Site, SiteCost, WorkplanLine
from trainings.services.sites import add_sites, change_site, set_budget
from trainings.services.workplan import save_line

SITES = 350  # as many as the programme is planned for
PROVINCES = ("01", "02", "15", "17", "22", "24")
STARTED, WORKED, AHEAD = 14, 6, 5  # months: since the start, with cost recorded, planned ahead
WAIT = timedelta(days=240)
MONTHLY: dict[str, Money] = {
    CostLine.TRAINING: Money(600_000, "KHR"),
    CostLine.TRAVEL: Money(240_000, "KHR"),
    CostLine.MATERIALS: Money(160_000, "KHR"),
    CostLine.STAFF: Money(180, "USD"),
}
START_UP: dict[str, Money] = {CostLine.START_UP: Money(450, "USD")}
SPENT_OF_BUDGET = (70, 85, 90, 95, 100, 100, 110)  # percent
STEP = {"KHR": Decimal(1000), "USD": Decimal("0.5")}


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the workplan; days are counted from the day of the demo."""

    km: str
    en: str
    who: str
    first: int
    last: int
    done: int | None = None
    site: int | None = None  # which of the eight communes
    budget: Money | None = None


WORKPLAN = (
    Planned("ប្រជុំជាមួយអាជ្ញាធរឃុំ", "Meet the commune council", "demo-manager", -50, -46, done=-47, site=0),
    Planned("បណ្តុះបណ្តាលការចិញ្ចឹមចង្រិត", "Training on cricket farming", "demo-trainer", -24, -20, done=-20, site=2,
            budget=Money(600_000, "KHR")),
    Planned("ចុះតាមដានមុខរបរ", "Visit the businesses", "demo-officer1", -16, -6, site=1, budget=Money(120_000, "KHR")),
    Planned("ត្រួតពិនិត្យទិន្នន័យចំណូល", "Check the income records", "demo-monitoring", -4, 3),
    Planned("បណ្តុះបណ្តាលការកត់ត្រាបញ្ជី", "Training on bookkeeping", "demo-trainer", -1, 4, site=4,
            budget=Money(450_000, "KHR")),
    Planned("ទិញឧបករណ៍ជួសជុលទូរស័ព្ទ", "Buy tool sets for phone repair", "demo-manager", 2, 8,
            budget=Money(450, "USD")),
    Planned("ប្រជុំជាមួយអ្នកទិញចង្រិត", "Meet the buyers of crickets", "demo-officer2", 6, 7, site=5),
    Planned("រៀបចំរបាយការណ៍ត្រីមាស", "Write the report of the quarter", "demo-monitoring", 20, 34),
    Planned("ជ្រើសរើសឃុំសម្រាប់ឆ្នាំក្រោយ", "Choose the communes of next year", "demo-manager", 40, 60),
)  # fmt: skip


def make_sites(users: Mapping[str, User], *, on: date) -> None:
    """Sites, budgets and costs, then the workplan."""
    manager, monitoring = users["demo-manager"], users["demo-monitoring"]
    places = list(Place.objects.filter(level=Place.Level.COMMUNE, parent__parent__in=PROVINCES).order_by("code"))
    others = [place for place in places if place.pk not in COMMUNES][: SITES - len(COMMUNES)]
    began = [place for place in places if place.pk in COMMUNES]
    add_sites(others, planned_start=first_of(on + WAIT), by=manager)
    active = sorted(add_sites(began, planned_start=None, by=manager), key=lambda s: COMMUNES.index(s.commune_id))
    for number, site in enumerate(active):
        _put_to_work(site, number, by=monitoring, on=on)
    for planned in WORKPLAN:
        _plan(planned, users, active, on=on)


def _put_to_work(site: Site, number: int, *, by: User, on: date) -> None:
    start = add_months(first_of(on), -STARTED + number)
    change_site(site, planned_start=start, started_on=start + timedelta(days=5), closed_on=None, by=by, on=on)
    first, last = add_months(first_of(on), -WORKED), add_months(first_of(on), AHEAD)
    set_budget(site, first=first, last=last, amounts=MONTHLY, by=by)
    set_budget(site, first=first, last=first, amounts=START_UP, by=by)
    SiteCost.objects.bulk_create(_costs(site, first, by=by, on=on))


def _costs(site: Site, first: date, *, by: User, on: date) -> Iterator[SiteCost]:
    """Each line of each month, somewhat below or above its budget; of this month only what is past."""
    random = Random(f"site/{site.commune_id}")
    for count in range(WORKED + 1):
        month = add_months(first, count)
        for line, budget in {**MONTHLY, **(START_UP if count == 0 else {})}.items():
            day = month + timedelta(days=random.randrange(last_of(month).day))
            amount = _near(budget, random)
            if day <= on:
                yield SiteCost(  # type: ignore[misc]
                    site=site, line=line, amount=amount, spent_on=day, entered_by=by, key=uuid4(),
                    reference=f"V-{day:%m}-{random.randint(1, 90):03}",
                )  # fmt: skip


def _near(budget: Money, random: Random) -> Money:
    step = STEP[budget.currency.code]
    spent = budget.amount * random.choice(SPENT_OF_BUDGET) / 100
    return Money(spent // step * step, budget.currency)


def _plan(planned: Planned, users: Mapping[str, User], active: list[Site], *, on: date) -> None:
    save_line(
        WorkplanLine(), activity_km=planned.km, activity_en=planned.en, budget=planned.budget,
        site=None if planned.site is None else active[planned.site], responsible=users[planned.who],
        from_on=on + timedelta(days=planned.first), to_on=on + timedelta(days=planned.last),
        done_on=None if planned.done is None else on + timedelta(days=planned.done),
        by=users["demo-manager"], on=on,
    )  # fmt: skip
