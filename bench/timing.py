"""Times of two things measured in turn, so that what slows the machine for a while slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of each, and `second / first`: each the median of its rounds."""

    first: float
    second: float
    ratio: float


def nothing() -> None:
    pass


def alternately(
    first: Act, second: Act, *, rounds: int, clock: Callable[[], float], before: tuple[Act, Act] = (nothing, nothing)
) -> Pair:
    """`clock` is time.process_time for what only calculates, time.perf_counter for what waits for a disk.

    What is done `before` each is not timed.
    """
    times = [(_seconds(first, clock, before[0]), _seconds(second, clock, before[1])) for _ in range(rounds)]
    return Pair(
        first=median(one for one, _ in times),
        second=median(other for _, other in times),
        ratio=median(other / one for one, other in times),
    )


def _seconds(act: Act, clock: Callable[[], float], before: Act) -> float:
    before()
    start = clock()
    act()
    return clock() - start
