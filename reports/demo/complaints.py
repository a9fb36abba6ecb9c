"""The demo's complaints and linkages: some open, one overdue, some closed, with one about an officer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from livelihoods.models import Complaint, Linkage, Participant
from livelihoods.services import add_linkage, give_complaint, record_complaint, settle_linkage, take_step
from office.models import User

Category, Channel, Stage, Outcome = Complaint.Category, Complaint.Channel, Complaint.Stage, Complaint.Outcome
Kind = Linkage.Kind


@dataclass(frozen=True, slots=True)
class Heard:
    """A complaint; days are counted back from the day of the demo. Steps: stage, days back, what was said."""

    category: str
    channel: str
    days: int
    text: str
    by: str
    owner: str = ""
    about: str = ""
    person: int | None = None  # which of the first people; None: nobody named
    steps: tuple[tuple[str, int, str], ...] = ()
    ending: dict[str, str] = field(default_factory=dict)


COMPLAINTS = (
    Heard(Category.OTHER, Channel.IN_PERSON, 0, "កៅអីនៅកន្លែងរង់ចាំមិនគ្រប់គ្រាន់។", "demo-trainer"),
    Heard(Category.STAFF, Channel.PHONE, 4, "មន្ត្រីមកយឺតជាងម៉ោងណាត់ពីរដង។", "demo-cashier", owner="demo-manager2",
          about="demo-officer1", steps=((Stage.ACKNOWLEDGED, 3, ""),)),
    Heard(Category.DELAY, Channel.IN_PERSON, 6, "បានសុំតារាងបង់ប្រាក់ថ្មី តែរង់ចាំពីរសប្តាហ៍ហើយ។", "demo-officer1",
          owner="demo-officer1", person=0, steps=((Stage.ACKNOWLEDGED, 5, "បានប្រាប់ថានឹងយកមកឱ្យសប្តាហ៍នេះ។"),)),
    Heard(Category.INFORMATION, Channel.BOX, 18, "សូមបិទម៉ោងបើកការិយាល័យនៅមុខទ្វារ។", "demo-cashier",
          owner="demo-officer2"),
    Heard(Category.MONEY, Channel.PAPER, 40, "ចំនួនប្រាក់លើបង្កាន់ដៃមិនដូចប្រាក់ដែលបានបង់។", "demo-officer2",
          owner="demo-manager", person=1,
          steps=((Stage.ANSWERED, 33, "បានផ្ទៀងផ្ទាត់ និងចេញបង្កាន់ដៃថ្មី។"), (Stage.CLOSED, 31, "")),
          ending={"outcome": Outcome.RESOLVED, "satisfied": Complaint.Satisfied.YES}),
    Heard(Category.INFORMATION, Channel.IN_PERSON, 55, "ចង់ដឹងថា ហេតុអ្វីថ្ងៃបង់ប្រាក់ត្រូវប្តូរ។", "demo-officer1",
          owner="demo-officer1", steps=((Stage.CLOSED, 54, "បានពន្យល់អំពីថ្ងៃឈប់សម្រាក។"),),
          ending={"outcome": Outcome.EXPLAINED, "satisfied": Complaint.Satisfied.UNKNOWN}),
)  # fmt: skip
# Of the first people one after another: kind, with whom, days back, and what came of it how many days back.
LINKAGES = (
    (Kind.MARKET, "អ្នកទិញនៅផ្សារសេរីសោភ័ណ", 12, None),
    (Kind.BANK, "ក្រុមសន្សំភូមិ", 30, (Linkage.Outcome.WORKS, 9)),
    (Kind.VOCATIONAL, "សាលាវិជ្ជាជីវៈខេត្ត", 8, None),
    (Kind.MARKET, "ហាងលក់ចំណីសត្វ", 45, (Linkage.Outcome.ONCE, 20)),
    (Kind.LAND, "ដីទំនេរក្បែរវត្ត", 21, None),
    (Kind.MARKET, "ភោជនីយដ្ឋាននៅប៉ោយប៉ែត", 26, (Linkage.Outcome.WORKS, 2)),
)


def make_complaints(users: Mapping[str, User], *, on: date) -> None:
    """Complaints of the first people and of nobody named, then linkages."""
    people = list(Participant.objects.select_related("key").order_by("pk")[: len(LINKAGES)])
    for heard in COMPLAINTS:
        _complain(heard, users, people, on=on)
    for person, (kind, to, days, ending) in zip(people, LINKAGES, strict=False):
        linkage = add_linkage(person, kind=kind, to=to, made_on=on - timedelta(days), by=users["demo-manager"], on=on)
        if ending:
            outcome, back = ending
            done_on = on - timedelta(back)
            settle_linkage(linkage, outcome=outcome, done_on=done_on, by=users["demo-manager"], on=on)


def _complain(heard: Heard, users: Mapping[str, User], people: list[Participant], *, on: date) -> None:
    came_on = on - timedelta(heard.days)
    named = heard.person is not None and heard.person < len(people)
    complaint = record_complaint(
        category=heard.category, channel=heard.channel, received_on=came_on, text=heard.text, form_key=uuid4(),
        by=users[heard.by], on=came_on, participant=people[heard.person or 0] if named else None,
        about=users.get(heard.about),
    )  # fmt: skip
    if heard.owner:
        give_complaint(complaint, owner=users[heard.owner], by=users["demo-manager"], on=came_on)
    for stage, back, note in heard.steps:
        said = heard.ending if stage == Stage.CLOSED else {}
        take_step(complaint, stage, on=on - timedelta(back), by=users[heard.owner], today=on, note=note, **said)
