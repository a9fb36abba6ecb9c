"""The office of the demo: users, communes, products, and its people by way of their workbook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from livelihoods.models import Participant
from loans.models import LoanProduct
from office import trail
from office.bulk import room_for_pages
from office.demo import DEMO_PASSWORD, DEMO_USERNAMES, DEMO_USERS
from office.garbage import collecting_once
from office.models import ExchangeRate, Office, OfficeCommune, Place, User
from office.services import assign_communes, save_office
from reports.demo.complaints import make_complaints
from reports.demo.maker import COMMUNES, DemoBook, Ground, batches, make_book, participant_ref
from reports.demo.sites import make_sites
from reports.demo.terms import PRODUCTS, product_of
from reports.demo.trainings import MOST_PARTICIPANTS, seed_trainings
from reports.models import ImportedRow
from reports.workbook.checking import check_book
from reports.workbook.committing import commit
from reports.workbook.progress import Progress
from reports.workbook.refs import imported, ref_of
from reports.workbook.sheets import participants
from trainings.models import Course

OFFICERS, MANAGER, SECOND = ("demo-officer1", "demo-officer2"), "demo-manager", "demo-manager2"
BATCH = 4000  # people in one workbook: it stays below what may be sent, and fits into little memory
SINCE = timedelta(days=4 * 365)
RIEL_PER_DOLLAR = Decimal(4100)
Keep = Callable[[int, bytes], None]  # number of the first person, the workbook as a file


class HoldsOthers(Exception):
    """The database holds people who are not of the demo."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many people of the demo there were before, and how many there are now."""

    before: int
    after: int


def seed(last: int, *, seed: int, keep: Keep, progress: Progress) -> Seeded:
    """Fictional people up to that number. What is there already stays as it is.

    Of several batches the first workbook is kept, as an example of a file that may be sent.
    """
    before = _people_up_to(last)
    if before == 0:
        _refuse_others()
    on = _day_of_the_demo()
    for first, until in batches(before + 1, last, BATCH):
        with collecting_once(), room_for_pages(), transaction.atomic():
            users = _prepare_office(on)
            book = make_book(first, until, seed=seed, on=on, ground=_ground())
            _import(book, users, on, progress)
            if first == 1:
                make_sites(users, on=on)
                make_complaints(users, on=on)
            if not Course.objects.exists():
                seed_trainings(Random(f"{seed}/trainings"), _first_people(), users, on)
        if first == before + 1:
            keep(first, book.as_file())
    return Seeded(before, max(before, last))


def _first_people() -> list[Participant]:
    """Those who were trained, however many people the demo has."""
    return list(Participant.objects.select_related("key").order_by("pk")[:MOST_PARTICIPANTS])


def _people_up_to(last: int) -> int:
    """How many of the demo's people of these numbers are here; whatever their seed was."""
    refs = (ref_of(participants.KEY, participant_ref(number)) for number in range(1, last + 1))
    return len(imported(participants.KEY, refs))


def _refuse_others() -> None:
    """Neither real people nor real staff may share a database with sign-ins whose password everybody knows."""
    strangers = User.objects.exclude(username__in=DEMO_USERNAMES).exists()
    if strangers or Participant.objects.exists() or ImportedRow.objects.exists():
        raise HoldsOthers


def _day_of_the_demo() -> date:
    """The day of the first seeding: dates of people added later follow from the same day."""
    first = User.objects.filter(username__in=DEMO_USERNAMES).order_by("created_at").first()
    return timezone.localdate(first.created_at) if first else timezone.localdate()


def _import(book: DemoBook, users: dict[str, User], on: date, progress: Progress) -> None:
    check = check_book(book, on=on, by=users[MANAGER], progress=progress)
    if errors := check.findings.errors:
        raise ValueError(f"the demo's own workbook is refused: {errors[:3]}")
    commit(check, by=users[MANAGER], second=users[SECOND], on=on, progress=progress)


# the office --------------------------------------------------------------------------------------------


def _prepare_office(on: date) -> dict[str, User]:
    """Users, office, communes and products; what is there already is left as it is."""
    users = {user.username: user for user in User.objects.filter(username__in=DEMO_USERNAMES)}
    if users:
        return users
    users = {name: _user(name, role, shown) for name, role, shown in DEMO_USERS}
    manager = users[MANAGER]
    office = save_office(Office(code="BM", name_km="ការិយាល័យបន្ទាយមានជ័យ", name_en="Banteay Meanchey office",
                                phone="054 000 111"), by=manager)  # fmt: skip
    User.objects.filter(pk__in=[user.pk for user in users.values()]).update(office=office)
    for user in users.values():
        user.office = office
    OfficeCommune.objects.bulk_create(OfficeCommune(office=office, commune_id=code) for code in COMMUNES)
    for officer, codes in zip(OFFICERS, (COMMUNES[:4], COMMUNES[4:]), strict=True):
        communes = list(Place.objects.filter(code__in=codes))
        assign_communes(user=users[officer], communes=communes, from_on=on - SINCE, by=manager)
    LoanProduct.objects.bulk_create(product_of(key) for key in PRODUCTS)
    ExchangeRate.objects.create(on=on - SINCE, riel_per_dollar=RIEL_PER_DOLLAR)
    trail.record(trail.Act.WRITE, "reports.demo", by=manager, fields=["seeded"])
    return users


def _user(username: str, role: str, name: str) -> User:
    user = User.objects.create_user(username, DEMO_PASSWORD, name=name)
    user.groups.add(Group.objects.get(name=role))
    return user


def _ground() -> Ground:
    communes = Place.objects.filter(code__in=COMMUNES).select_related("parent").prefetch_related("children")
    return Ground(
        communes={c.code: (c.name_km, c.parent.name_km if c.parent else "") for c in communes},
        villages={c.code: [v.name_km for v in c.children.all()] for c in communes},
    )
