"""Where the cascade stands on paper or screen: rows of circles, lines between them, counts in them.

Only places and numbers; whoever draws adds words. Those below somebody who have nobody below themselves are drawn
together as one circle with their number, so that a hundred people stay readable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainings.core.cascade import Node, reached_by

COLUMN, ROW, MARGIN = 34.0, 116.0, 8.0
TOP = 58.0  # of the first row's circles: its heading stands above
LEAST_RADIUS, ROOM_RADIUS, MOST_RADIUS = 7.0, 11.0, 15.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle: one person (`code`), or several drawn together (no code)."""

    x: float
    y: float
    radius: float
    code: str
    people: int
    participants: int
    below: int  # how many people stand directly below
    generation: int


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Heading:
    """Over a row: the generation, and how many people it has."""

    y: float
    generation: int
    people: int


@dataclass(frozen=True, slots=True)
class Tree:
    width: float
    height: float
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """A node to be drawn, or several childless ones together."""

    code: str
    people: int
    participants: int
    generation: int
    groups: tuple["_Group", ...]
    below: int

    @property
    def columns(self) -> int:
        """The first row's circles bear names, which need room."""
        return max(2 if self.generation == 1 else 1, self.taken)

    @property
    def taken(self) -> int:
        return sum(group.columns for group in self.groups)


def layout(roots: Sequence[Node], *, least_width: float = 940.0) -> Tree:
    """The whole picture; each above the middle of those below."""
    groups = [_group(node) for node in roots]
    columns = sum(group.columns for group in groups)
    column = max(COLUMN, (least_width - 2 * MARGIN) / columns) if columns else COLUMN
    spots: list[Spot] = []
    lines: list[Line] = []
    left = 0.0
    for group in groups:
        _place(group, left, column, spots, lines)
        left += group.columns
    return Tree(
        width=max(least_width, 2 * MARGIN + columns * column),
        height=_depth(spots) * ROW,
        spots=tuple(spots),
        lines=tuple(lines),
        headings=tuple(_headings(roots)),
    )


def _group(node: Node) -> _Group:
    parents = [each for each in node.below if each.below]
    alone = [each for each in node.below if not each.below]
    groups = [_group(each) for each in parents]
    if alone:
        groups.append(_together(alone))
    return _Group(node.code, 1, node.participants, node.generation, tuple(groups), len(node.below))


def _together(nodes: Sequence[Node]) -> _Group:
    code = nodes[0].code if len(nodes) == 1 else ""
    return _Group(code, len(nodes), reached_by(nodes), nodes[0].generation, (), 0)


def _place(group: _Group, left: float, column: float, spots: list[Spot], lines: list[Line]) -> Spot:
    """Those below first, from left to right; then the spot above their middle, and lines to them."""
    placed, taken = [], left + (group.columns - group.taken) / 2
    for each in group.groups:
        placed.append(_place(each, taken, column, spots, lines))
        taken += each.columns
    x = (placed[0].x + placed[-1].x) / 2 if placed else MARGIN + (left + group.columns / 2) * column
    y = TOP + (group.generation - 1) * ROW
    radius = _radius(group)
    spot = Spot(round(x, 1), y, radius, group.code, group.people, group.participants, group.below, group.generation)
    spots.append(spot)
    lines += [Line(spot.x, y + radius, each.x, each.y - each.radius) for each in placed]
    return spot


def _radius(group: _Group) -> float:
    """A circle with a number in it has room for it, and grows with it."""
    number = group.below if group.code else group.people
    return min(MOST_RADIUS, ROOM_RADIUS + number / 2) if number else LEAST_RADIUS


def _headings(roots: Iterable[Node]) -> Iterable[Heading]:
    counts: dict[int, int] = {}
    for root in roots:
        for node in root.everybody:
            counts[node.generation] = counts.get(node.generation, 0) + 1
    return [Heading((number - 1) * ROW + 20.0, number, counts[number]) for number in sorted(counts)]


def _depth(spots: Iterable[Spot]) -> int:
    return max((spot.generation for spot in spots), default=0)
