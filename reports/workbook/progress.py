"""How far a check or a commit is: told at most a few times a second, in thousandths."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from time import monotonic
from typing import TypeVar

TOTAL = 1000
EVERY = 0.4

Item = TypeVar("Item")
Tell = Callable[[int, int], None]


class Progress:
    """Tells `tell(done, total)`. Work is split into stages, each from one thousandth to another."""

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._told_at = 0.0
        self._from, self._to = 0, TOTAL

    def stage(self, start: int, end: int) -> None:
        self._from, self._to = start, end
        self._say(start)

    def through(self, items: Collection[Item]) -> Iterator[Item]:
        """The items, telling how far through this stage they are."""
        yield from self.counted(items, len(items))

    def in_chunks(self, items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
        """So many at a time, telling how far through this stage they are."""
        for start in self.through(range(0, len(items), size)):
            yield items[start : start + size]

    def counted(self, items: Iterable[Item], count: int) -> Iterator[Item]:
        for number, item in enumerate(items):
            if monotonic() - self._told_at > EVERY:
                share = min(number, count) / count if count else 1
                self._say(self._from + int((self._to - self._from) * share))
            yield item

    def _say(self, done: int) -> None:
        self._told_at = monotonic()
        if self._tell:
            self._tell(done, TOTAL)
