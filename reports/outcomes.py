"""Outcomes over people of the programme, as the page, the command and later the donor report show them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from livelihoods.core.rounds import MONTHS
from livelihoods.core.survival import AGES, BusinessLife, survival_at
from livelihoods.models import (
    Business,
    BusinessMember,
    BusinessStatus,
    FollowUp,
    IncomeRecord,
    LivelihoodKind,
    Milestone,
    Participant,
    Sex,
    Visit,
)
from livelihoods.models.people import ParticipantQuerySet
from office.ages_text import AgeBand
from office.core.ages import BANDS
from office.models import Place, PolicyFigure
from paper.core.collation import sort_key
from reports.core.outcomes import ALL, Outcomes, Person, Survived, Told, grouped, measure, survived

FOLLOW_UPS = MONTHS[1:]
KEYS = ("sex", "age_band", "district", "livelihood", "training")
LEAST_SHOWN = 10
TRAINED, UNTRAINED, NONE = "trained", "not_trained", "none"
Groups = dict[int, dict[str, str]]  # by participant


@dataclass(frozen=True, slots=True)
class Jobs:
    """Full-day equivalents, where they were told of an operating business: `n` businesses, `total` people working."""

    n: int
    total: Decimal

    @property
    def mean(self) -> Decimal | None:
        return self.total / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of `people` to whom a loan was paid out; `rounds` by months, `survival` by age in months."""

    key: str
    name: str
    people: int
    rounds: dict[int, Outcomes]
    survival: dict[int, Survived | None]
    jobs: Jobs | None


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    as_of: date
    by: str
    total: Group
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class _Life:
    """A business, whose groups count it, its history and the work told last."""

    groups: dict[str, str]
    life: BusinessLife
    status: str
    jobs: Decimal | None


def build_outcomes(*, on: date, by: str, people: ParticipantQuerySet | None = None) -> OutcomeReport:
    """Everything told to date by those to whom a loan was paid out; `people` narrows it. A fixed number of queries."""
    funded = Participant.objects.filter(follow_ups__months=0) if people is None else people.filter(follow_ups__months=0)
    groups = _groups_of(funded)
    rounds = {months: _people(groups, months, on=on) for months in FOLLOW_UPS}
    lives = _lives(groups)
    line = PolicyFigure.objects.value(PolicyFigure.Name.POVERTY_LINE, on=on)
    by_round = {months: grouped(each, lambda person: person.groups[by]) for months, each in rounds.items()}
    by_life = grouped(lives, lambda life: life.groups[by])
    sizes = Counter(of[by] for of in groups.values())

    def group(key: str, name: str) -> Group:
        return _group(key, name, sizes[key], {m: each.get(key, []) for m, each in by_round.items()},
                      by_life.get(key, []), line=line, on=on)  # fmt: skip

    whole = _group(ALL, _("All"), len(groups), rounds, lives, line=line, on=on)
    return OutcomeReport(on, by, whole, tuple(group(key, name) for key, name in _names(by, sizes)))


def without_small_groups(report: OutcomeReport) -> OutcomeReport:
    """For those who see figures and no people: no figure with fewer than ten behind it; and where one group's figure is
    not told, no other group's is either, so that nothing can be taken from the total."""
    groups = [_told_enough(group) for group in report.groups]
    if any(group.people < LEAST_SHOWN for group in groups):
        groups = []
    rounds = {months: _in_all([g.rounds[months] for g in groups]) for months in report.total.rounds}
    survival = {age: all(g.survival[age] for g in groups) for age in report.total.survival}
    kept = tuple(
        replace(
            group,
            rounds={months: _only(each, rounds[months]) for months, each in group.rounds.items()},
            survival={age: each if survival[age] else None for age, each in group.survival.items()},
            jobs=group.jobs if all(g.jobs for g in groups) else None,
        )
        for group in groups
    )
    return replace(report, total=_told_enough(report.total), groups=kept)


def _in_all(outcomes: Sequence[Outcomes]) -> tuple[bool, bool, bool]:
    """Which of the three can be told of every group."""
    return (
        all(each.business for each in outcomes),
        all(each.household for each in outcomes),
        all(each.poverty for each in outcomes),
    )


def _only(outcomes: Outcomes, told: tuple[bool, bool, bool]) -> Outcomes:
    business, household, poverty = told
    return Outcomes(
        outcomes.business if business else None,
        outcomes.household if household else None,
        outcomes.poverty if poverty else None,
    )


def _told_enough(group: Group) -> Group:
    rounds = {months: each.at_least(LEAST_SHOWN) for months, each in group.rounds.items()}
    survival = {age: each and each.at_least(LEAST_SHOWN) for age, each in group.survival.items()}
    jobs = group.jobs if group.jobs and group.jobs.n >= LEAST_SHOWN else None
    return replace(group, rounds=rounds, survival=survival, jobs=jobs)


def _group(
    key: str, name: str, size: int, rounds: dict[int, list[Person]], lives: list["_Life"], *, line: Decimal, on: date
) -> Group:
    return Group(
        key, name, size,
        rounds={months: measure(people, poverty_line=line) for months, people in rounds.items()},
        survival={age: survived(survival_at(life.life, age, on=on) for life in lives) for age in AGES},
        jobs=_jobs(lives),
    )  # fmt: skip


def _groups_of(funded: ParticipantQuerySet) -> Groups:
    """What each person is counted by: the livelihood of the newest business, where they live today."""
    rows = funded.values_list("pk", "sex", "age_band", "commune__parent")
    trained = set(
        Milestone.objects.filter(kind__in=(Milestone.Kind.TRAINED, Milestone.Kind.CERTIFIED)).values_list(
            "participant", flat=True
        )
    )
    members = BusinessMember.objects.order_by("pk").values_list("participant", "business__livelihood__slug")
    livelihoods: dict[int, str] = dict(members)
    return {
        pk: {
            "sex": sex, "age_band": band, "district": district or "", "livelihood": livelihoods.get(pk, NONE),
            "training": TRAINED if pk in trained else UNTRAINED,
        }
        for pk, sex, band, district in rows
    }  # fmt: skip


def _people(groups: Groups, months: int, *, on: date) -> list[Person]:
    """Those whose round of that many months was planned, with what they told then and at the baseline."""
    rows = FollowUp.objects.filter(months__in=(0, months)).values_list(
        "participant", "months", "business_khr", "household_khr", "household_size", "last_on"
    )
    told: dict[int, dict[int, Told]] = defaultdict(dict)
    over: dict[int, bool] = {}
    for person, when, business, household, size, last_on in rows.iterator(chunk_size=5000):
        told[person][when] = Told(business, household, size)
        if when == months:
            over[person] = on > last_on
    return [
        Person(groups[pk], of[0], of[months], over[pk])
        for pk, of in told.items()
        if pk in groups and 0 in of and months in of
    ]


def _lives(groups: Groups) -> list[_Life]:
    """Businesses of these people; each counts once, in the groups of the member who has been in it longest."""
    statuses: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for business, day, status in BusinessStatus.objects.values_list("business", "from_on", "status"):
        statuses[business].append((day, status))
    seen = _seen()
    jobs = dict(
        Visit.objects.standing().filter(jobs__isnull=False).order_by("on", "pk").values_list("business", "jobs")
    )
    first: dict[int, int] = {}
    for business, person in BusinessMember.objects.order_by("from_on", "pk").values_list("business", "participant"):
        if person in groups:
            first.setdefault(business, person)
    rows = Business.objects.exclude(status=Business.Status.PLANNED).filter(started_on__isnull=False)
    return [
        _Life(groups[first[pk]], _life(started_on, statuses[pk], seen.get(pk)), status, jobs.get(pk))
        for pk, started_on, status in rows.values_list("pk", "started_on", "status")
        if pk in first
    ]


def _seen() -> dict[int, date]:
    """When somebody last knew how a business stands: at a visit, or when its income was told."""
    seen = dict(Visit.objects.standing().order_by().values_list("business").annotate(last=Max("on")))
    told = IncomeRecord.objects.standing().filter(net_khr__isnull=False).order_by()
    for business, last in told.values_list("business").annotate(last=Max("told_on")):
        seen[business] = max(last, seen.get(business, last))
    return seen


def _life(started_on: date | None, statuses: list[tuple[date, str]], seen_on: date | None) -> BusinessLife:
    """A change of status was seen by somebody, on its day; the first is what was said when it was entered."""
    days = [day for day, _status in statuses[1:]] + ([seen_on] if seen_on else [])
    return BusinessLife(started_on, statuses, max(days, default=None))


def _jobs(lives: Iterable[_Life]) -> Jobs:
    told = [life.jobs for life in lives if life.status == Business.Status.OPERATING and life.jobs is not None]
    return Jobs(len(told), sum(told, Decimal(0)))


def _names(by: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Each key with its name: age bands from the youngest, all else in the order of a dictionary."""
    names = _words(by)
    named = [(key, names.get(key, "–")) for key in keys]
    if by == "age_band":
        return sorted(named, key=lambda pair: BANDS.index(pair[0]))
    return sorted(named, key=lambda pair: (sort_key(pair[1]), pair[0]))


def _words(by: str) -> dict[str, str]:
    if by == "sex":
        return {value: str(label) for value, label in Sex.choices}
    if by == "age_band":
        return {value: str(label) for value, label in AgeBand.choices}
    if by == "district":
        return {place.pk: place.full_name for place in Place.objects.filter(level=Place.Level.DISTRICT)}
    if by == "training":
        return {TRAINED: _("trained"), UNTRAINED: _("not trained")}
    return {**{kind.slug: kind.name for kind in LivelihoodKind.objects.all()}, NONE: _("no business")}
