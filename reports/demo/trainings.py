"""Trainings of the demo: nine master trainers, those they trained, and the participants these reached.

Everything goes through the services of the trainings room, so that figures, milestones and tasks are as in an office.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction

from livelihoods.models import Consent, Participant, Task
from livelihoods.services import close_tasks
from office.models import Place, User
from reports.demo.names import make_name
from trainings.models import Course, Enrolment, Item, Session, StaffMember
from trainings.services.attendance import Filled, half_days_of, record_attendance
from trainings.services.certifying import issue_certificates
from trainings.services.courses import save_listed
from trainings.services.enrolling import enrol
from trainings.services.items import hand_out, receive_items
from trainings.services.scores import TESTS, Score, record_scores
from trainings.services.sessions import Plan, plan_session
from trainings.services.staff import add_staff_member, certify_elsewhere

MANAGER, TRAINER = "demo-manager", "demo-trainer"
MASTERS, MOST_PARTICIPANTS = 9, 72
Kind, Level, Topic = StaffMember.Kind, Session.Level, Course.Topic
EVERY_DAY = frozenset(range(7))

# topic, Khmer, English, hours, months a certificate holds
COURSES = (
    (Topic.TRAINING, "ជំនាញបង្រៀនមនុស្សធំ", "Teaching adults", 40, 24),
    (Topic.BUSINESS, "ចាប់ផ្តើមមុខរបរខ្នាតតូច", "Starting a small business", 18, None),
    (Topic.BOOKKEEPING, "ការកត់ត្រាចំណូលចំណាយ", "Keeping simple books", 12, None),
    (Topic.ANIMALS, "ការចិញ្ចឹមមាន់ និងចង្រិត", "Raising chickens and crickets", 12, None),
)
ITEMS = (("កញ្ចប់ឧបករណ៍", "tool kit"), ("ចំណីសត្វ (បាវ)", "feed (sack)"), ("កញ្ចប់អនាម័យ", "hygiene kit"))
# Master who leads, months ago, how many local trainers are trained. Two of the nine have not led for long or ever.
OF_TRAINERS = ((0, 20, 5), (1, 17, 4), (2, 13, 4), (3, 11, 3), (4, 9, 3), (5, 7, 3), (6, 15, 2))
# Who of the local trainers leads, months ago, level, how many.
OF_STAFF = (
    (0, 12, Level.STAFF, 7), (1, 11, Level.FACILITATORS, 9), (4, 10, Level.FACILITATORS, 8), (6, 9, Level.STAFF, 6),
    (9, 8, Level.FACILITATORS, 9), (12, 6, Level.FACILITATORS, 7), (15, 5, Level.STAFF, 5),
    (18, 3, Level.FACILITATORS, 8),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Class:
    """One session of the demo to come: when it begins, how long it is, who sits in it."""

    lead: StaffMember
    course: Course
    level: int
    first_on: date
    days: int
    people: Sequence[Participant | StaffMember]
    fund_code: str = ""


class Demo:
    """The demo's trainings on their way: what the acts below share."""

    def __init__(self, rng: Random, users: Mapping[str, User], communes: Sequence[Place], today: date) -> None:
        self.rng, self.users, self.communes, self.today = rng, users, communes, today
        self.by = users[MANAGER]
        self.courses: dict[str, Course] = {}

    def member(self, kind: str, on: date, user: User | None = None) -> StaffMember:
        sex = self.rng.choice("FM")
        name = make_name(self.rng, sex)
        return add_staff_member(
            kind=kind, sex=sex, name_km=name.km, name_latin=name.latin, phone=f"099 0{self.rng.randrange(100_000):05}",
            user=user, by=self.by, on=on,
        )  # fmt: skip

    def members(self, kind: str, count: int, on: date) -> list[StaffMember]:
        return [self.member(kind, on) for _ in range(count)]

    def hold(self, asked: Class, *, absence: float = 0.08) -> Session:
        """A session from its plan to its certificates, as far as the day has come."""
        session = self.plan(asked)
        seats = [enrol(session, person, by=self.by, on=session.first_on) for person in asked.people]
        self.attend(session, seats, absence)
        if session.last_on < self.today:
            self.test(session, seats)
            issue_certificates(session, by=self.by, on=session.last_on)
            self.settle_calls(session)
        elif session.first_on <= self.today:
            self.test(session, seats, tests=TESTS[:1])
        return session

    def plan(self, asked: Class) -> Session:
        plan = Plan(
            course=asked.course, level=asked.level, first_on=asked.first_on,
            last_on=asked.first_on + timedelta(days=asked.days - 1), commune=self.rng.choice(self.communes),
            place=self.rng.choice(("សាលាឃុំ", "សាលប្រជុំ", "សាលារៀន")), lead=asked.lead, fund_code=asked.fund_code,
            weekdays=EVERY_DAY,
        )  # fmt: skip
        return plan_session(plan, by=self.by)

    def attend(self, session: Session, seats: Sequence[Enrolment], absence: float) -> None:
        """Day by day, as it is entered; some miss a day, a few the last one."""
        for day, group in _by_day(session):
            if day > self.today:
                return
            away = {seat.pk for seat in seats[1:] if self.rng.random() < absence}
            if day == self.today:
                away |= {seat.pk for seat in seats[-2:]}  # for the demo's trainer to call
            marks = {(seat.pk, half_day) for seat in seats if seat.pk not in away for half_day in group}
            filled = Filled({seat.pk for seat in seats}, set(group), set(), marks)
            record_attendance(session, filled, by=self.by, on=day)

    def test(self, session: Session, seats: Iterable[Enrolment], tests: Sequence[str] = TESTS) -> None:
        """The first always passes: there is somebody to lead the next sessions."""
        scores = []
        for seat in seats:
            pre = self.rng.randint(25, 65)
            typed = {"pre": pre, "post": min(98, pre + self.rng.randint(8, 42)), "skills": self.rng.randint(55, 98)}
            typed["post"] = max(typed["post"], 75 if seat.seat == 1 else self.rng.choice((0, 70, 72, 75)))
            scores += [Score(seat.pk, test, None, Decimal(typed[test])) for test in tests]
        record_scores(session, scores, by=self.by)

    def settle_calls(self, session: Session) -> None:
        """Whoever missed a session long ago was called then."""
        waiting = Task.objects.waiting().filter(kind=Task.Kind.SESSION, reference=session.code)
        for person in list(waiting.values_list("participant", flat=True)):
            close_tasks(person, Task.Kind.SESSION, on=session.last_on + timedelta(days=1), reference=session.code)


@transaction.atomic
def seed_trainings(rng: Random, people: Sequence[Participant], users: Mapping[str, User], today: date) -> None:
    """A cascade of three generations above the participants given."""
    communes = list(Place.objects.filter(pk__in={person.commune_id for person in people}).order_by("pk"))
    demo = Demo(rng, users, communes, today)
    demo.courses = dict(_courses(demo.by))
    masters = _masters(demo)
    trainers = _local_trainers(demo, masters)
    facilitators = _staff(demo, trainers)
    _reach(demo, [*facilitators, *filter(_may_lead, trainers[2::5])], people)
    _now(demo, trainers[0], people)


def _courses(by: User) -> Iterator[tuple[str, Course]]:
    for topic, name_km, name_en, hours, months in COURSES:
        course = Course(topic=topic, name_km=name_km, name_en=name_en, hours=hours, validity_months=months)
        yield topic, save_listed(course, by=by)


def _masters(demo: Demo) -> list[StaffMember]:
    """Certified abroad: most well within their two years, some near the end, one past it."""
    masters = []
    for number in range(MASTERS):
        certified = demo.today - timedelta(days=(560, 690, 500, 712, 450, 600, 745, 520, 640)[number])
        master = demo.member(Kind.MASTER, certified)
        certify_elsewhere(
            master, course=demo.courses[Topic.TRAINING], issued_on=certified, expires_on=None, by=demo.by, on=demo.today
        )
        masters.append(master)
    return masters


def _local_trainers(demo: Demo, masters: Sequence[StaffMember]) -> list[StaffMember]:
    trainers: list[StaffMember] = []
    for master, months_ago, count in OF_TRAINERS:
        first_on = max(demo.today - timedelta(days=30 * months_ago), _certified_on(masters[master]))
        group = demo.members(Kind.TRAINER, count, first_on)
        if not trainers:
            group[0] = demo.member(Kind.TRAINER, first_on, demo.users[TRAINER])
        course = demo.courses[Topic.TRAINING]
        demo.hold(Class(masters[master], course, Level.TRAINERS, first_on, 3, group), absence=0)
        trainers += group
    return trainers


def _certified_on(master: StaffMember) -> date:
    certification = master.certifications.first()
    assert certification is not None
    return certification.issued_on + timedelta(days=20)


def _staff(demo: Demo, trainers: Sequence[StaffMember]) -> list[StaffMember]:
    """Of those trained only who passed leads sessions later."""
    able: list[StaffMember] = []
    for lead, months_ago, level, count in OF_STAFF:
        first_on = demo.today - timedelta(days=30 * months_ago)
        kind = Kind.STAFF if level == Level.STAFF else Kind.FACILITATOR
        group = demo.members(kind, count, first_on)
        certified = [member for member in (trainers[lead], trainers[lead + 1], trainers[0]) if _may_lead(member)]
        course = demo.courses[Topic.TRAINING]
        demo.hold(Class(certified[0], course, level, first_on, 2, group), absence=0.02)
        able += [member for member in group if _may_lead(member)][:2]
    return able


def _may_lead(member: StaffMember) -> bool:
    return member.certifications.standing().exists()


def _reach(demo: Demo, leads: Sequence[StaffMember], people: Sequence[Participant]) -> None:
    """Sessions for participants over the last months, each participant in one or two of them."""
    topics = (Topic.BUSINESS, Topic.BOOKKEEPING, Topic.ANIMALS)
    for number, lead in enumerate(leads):
        since = max(certification.issued_on for certification in lead.certifications.all())
        left = (demo.today - since).days - 14
        if left < 7:
            continue
        first_on = demo.today - timedelta(days=demo.rng.randint(12, max(13, min(left, 300))))
        known = [person for person in people if person.registered_on < first_on]
        group = demo.rng.sample(known, min(len(known), demo.rng.randint(6, 11)))
        if group:
            course = demo.courses[topics[number % len(topics)]]
            demo.hold(Class(lead, course, Level.PARTICIPANTS, first_on, 2, group, fund_code="F1"))


def _now(demo: Demo, lead: StaffMember, people: Sequence[Participant]) -> None:
    """What the demo's trainer leads: a session that is going on, and one next week; and items to hand out."""
    known = [person for person in people if person.registered_on < demo.today]
    group = sorted(demo.rng.sample(known, min(len(known), 14)), key=_may_be_called)
    soon = demo.rng.sample(known, min(len(known), 10))
    course = demo.courses[Topic.BUSINESS]
    asked = Class(lead, course, Level.PARTICIPANTS, demo.today - timedelta(days=1), 3, group)
    session = demo.hold(asked, absence=0.2)
    later = replace(asked, first_on=demo.today + timedelta(days=6), people=soon, course=demo.courses[Topic.BOOKKEEPING])
    demo.hold(later)
    _hand_out(demo, session)


def _may_be_called(person: Participant) -> bool:
    agreed = person.consents.filter(purpose=Consent.Purpose.CALL, withdrawn_on=None)
    return bool(person.phone) and agreed.exists()


def _hand_out(demo: Demo, session: Session) -> None:
    for name_km, name_en in ITEMS:
        item = save_listed(Item(name_km=name_km, name_en=name_en), by=demo.by)
        for place in {session.commune, demo.communes[0]}:
            receive_items(
                item=item, place=place, quantity=40, on=demo.today - timedelta(days=20), key=_key(demo.rng), by=demo.by
            )
    kit = Item.objects.get(name_en=ITEMS[0][1])
    seats = list(session.enrolments.order_by("seat")[:6])
    hand_out(session, seats, item=kit, quantity=1, on=demo.today, key=_key(demo.rng), by=demo.by)


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _by_day(session: Session) -> Iterator[tuple[date, list[int]]]:
    days: dict[date, list[int]] = {}
    for half_day in half_days_of(session):
        days.setdefault(half_day.on, []).append(half_day.pk)
    yield from days.items()
