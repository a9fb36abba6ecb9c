"""The cascade: who certified whom, how far each generation reached, what was learned, who must be refreshed.

Everything is a plain value; people are codes. Whoever was certified first by somebody in the tree stands below them,
one generation further down; whoever was certified elsewhere stands at the top, in generation 1. Later certificates
renew, they move nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

REFRESHER_STAGES = (0, 30, 60)  # days left, the most urgent first
YEAR = timedelta(days=365)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate of somebody who trains. `by` answers for the session; None where it was taken elsewhere."""

    holder: str
    by: str | None
    course: str
    issued_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Taught:
    """A session that was held, and who answers for it."""

    code: str
    lead: str
    by: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody enrolled in such a session."""

    session: str
    person: str
    trains: bool  # a staff member, who stands in the tree; participants are counted below it
    came: bool
    pre: Decimal | None
    post: Decimal | None
    passed: bool
    certified: bool


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the tree: those below them, and the participants who came to their own sessions."""

    code: str
    generation: int
    came: frozenset[str]
    below: tuple["Node", ...]

    @property
    def participants(self) -> int:
        return len(self.came)

    @property
    def reached(self) -> int:
        """Participants reached by them and by everybody below, each counted once."""
        return reached_by(self.everybody)

    @property
    def everybody(self) -> Iterator["Node"]:
        yield self
        for node in self.below:
            yield from node.everybody


@dataclass(frozen=True, slots=True)
class Learning:
    """Pass rate and knowledge gain, each with the number behind it; percent and points, to a tenth."""

    tested: int
    passed: int
    pass_rate: Decimal | None
    matched: int
    gain: Decimal | None


@dataclass(frozen=True, slots=True)
class Generation:
    """What those of one generation did: `reached` and `certified` are people, each counted once."""

    number: int
    people: int
    sessions: int
    reached: int
    certified: int
    learning: Learning


@dataclass(frozen=True, slots=True)
class Refresher:
    """A certificate that ends soon or has ended; `stage` is 60, 30 or 0 days."""

    holder: str
    course: str
    expires_on: date
    stage: int


@dataclass(frozen=True, slots=True)
class Idle:
    """Certified, and without a session for a year: since when."""

    holder: str
    since: date
    has_trained: bool


def reached_by(nodes: Iterable[Node]) -> int:
    """How many participants came to the sessions of any of these."""
    return len(frozenset[str]().union(*(node.came for node in nodes)))


def grow(certificates: Iterable[Certified], taught: Sequence[Taught], seats: Iterable[Seat]) -> tuple[Node, ...]:
    """The tree from the top, those of a row by code. Nobody can stand below themselves: the order is that of dates."""
    parent = _parents(certificates)
    below: dict[str | None, list[str]] = defaultdict(list)
    for code in sorted(parent):
        below[parent[code]].append(code)
    participants = _participants_of(taught, seats)

    def node(code: str, generation: int) -> Node:
        nodes = tuple(node(each, generation + 1) for each in below[code])
        return Node(code, generation, frozenset(participants.get(code, ())), nodes)

    return tuple(node(code, 1) for code in below[None])


def generations(roots: Iterable[Node], taught: Sequence[Taught], seats: Sequence[Seat]) -> tuple[Generation, ...]:
    """From the first on. Sessions of people who are not in the tree are in none of them."""
    nodes = [node for root in roots for node in root.everybody]
    members: dict[int, set[str]] = defaultdict(set)
    for node in nodes:
        members[node.generation].add(node.code)
    return tuple(_generation(number, members[number], taught, seats) for number in sorted(members))


def learning(seats: Iterable[Seat]) -> Learning:
    """Pass rate of those who took the post-test; mean of post minus pre over people with both.

    A person who took both tests more than once counts once, with the mean of their gains.
    """
    taken = list(seats)
    tested = [seat for seat in taken if seat.post is not None]
    passed = sum(seat.passed for seat in tested)
    gains: dict[str, list[Decimal]] = defaultdict(list)
    for seat in taken:
        if seat.pre is not None and seat.post is not None:
            gains[seat.person].append(seat.post - seat.pre)
    means = [sum(each, Decimal(0)) / len(each) for each in gains.values()]
    return Learning(
        tested=len(tested),
        passed=passed,
        pass_rate=_tenth(Decimal(passed * 100) / len(tested)) if tested else None,
        matched=len(means),
        gain=_tenth(sum(means, Decimal(0)) / len(means)) if means else None,
    )


def refreshers(certificates: Iterable[Certified], *, on: date) -> tuple[Refresher, ...]:
    """Whose last certificate in a course ends within 60 days or has ended, the first to end first.

    A stage is the number of days at most left: 60, 30, or 0 on the last day and after it.
    """
    last: dict[tuple[str, str], Certified] = {}
    for each in sorted(certificates, key=lambda c: (c.expires_on or date.max, c.issued_on)):
        last[each.holder, each.course] = each
    due = [
        Refresher(each.holder, each.course, each.expires_on, stage)
        for each in last.values()
        if each.expires_on is not None and (stage := _stage(each.expires_on, on)) is not None
    ]
    return tuple(sorted(due, key=lambda r: (r.expires_on, r.holder, r.course)))


def idle(certificates: Iterable[Certified], taught: Iterable[Taught], *, on: date) -> tuple[Idle, ...]:
    """Who is certified and led no session for a year, nor was certified within it; the longest first."""
    first: dict[str, date] = {}
    for each in certificates:
        first[each.holder] = min(first.get(each.holder, each.issued_on), each.issued_on)
    last: dict[str, date] = {}
    for session in taught:
        last[session.lead] = max(last.get(session.lead, session.last_on), session.last_on)
    since = {code: max(last.get(code, day), day) for code, day in first.items()}
    found = [Idle(code, day, code in last) for code, day in since.items() if day < on - YEAR]
    return tuple(sorted(found, key=lambda each: (each.since, each.holder)))


def _parents(certificates: Iterable[Certified]) -> dict[str, str | None]:
    """For each holder whoever certified them first. A certifier who is not in the tree by then makes a root."""
    parent: dict[str, str | None] = {}
    for each in sorted(certificates, key=lambda c: (c.issued_on, c.by is not None, c.holder)):
        if each.holder not in parent:
            parent[each.holder] = each.by if each.by in parent else None
    return parent


def _participants_of(taught: Iterable[Taught], seats: Iterable[Seat]) -> Mapping[str, set[str]]:
    by = {session.code: session.by for session in taught}
    found: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        if seat.came and not seat.trains and seat.session in by:
            found[by[seat.session]].add(seat.person)
    return found


def _generation(number: int, members: set[str], taught: Iterable[Taught], seats: Iterable[Seat]) -> Generation:
    sessions = {session.code for session in taught if session.by in members}
    theirs = [seat for seat in seats if seat.session in sessions]
    return Generation(
        number=number,
        people=len(members),
        sessions=len(sessions),
        reached=len({seat.person for seat in theirs if seat.came}),
        certified=len({seat.person for seat in theirs if seat.certified}),
        learning=learning(theirs),
    )


def _stage(expires_on: date, on: date) -> int | None:
    left = (expires_on - on).days
    return next((stage for stage in REFRESHER_STAGES if left <= stage), None)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
