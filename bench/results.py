"""What a measurement found, whether it is good enough, and the table of all."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from operator import ge, le


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`target` is held against the ratio where there is one, else against the value."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    target: float | None = None
    at_most: bool = False
    holds: bool = field(init=False)

    def __post_init__(self) -> None:
        measured = self.value if self.ratio is None else self.ratio
        good = self.target is None or (le if self.at_most else ge)(measured, self.target)
        object.__setattr__(self, "holds", good)


def tell(measure: Callable[[], list[Result]]) -> None:
    """The whole of a measuring process: its results alone on standard output."""
    json.dump([asdict(result) for result in measure()], sys.stdout)


def heard(text: str) -> list[Result]:
    """What a measuring process told."""
    return [Result(**{k: v for k, v in row.items() if k != "holds"}) for row in json.loads(text)]


def as_json(results: Iterable[Result]) -> str:
    rows = [asdict(result) for result in results]
    for row in rows:
        del row["at_most"]
    return json.dumps(rows, indent=2) + "\n"


def as_table(results: Iterable[Result]) -> str:
    lines = [("what", "value", "unit", "ratio", "target", "")]
    lines += [(r.name, _short(r.value), r.unit, _short(r.ratio), _target(r), _verdict(r)) for r in results]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    is_number = (False, True, False, True, True, False)
    placed = (c.rjust(w) if right else c.ljust(w) for c, w, right in zip(cells, widths, is_number, strict=True))
    return "  ".join(placed).rstrip()


def _short(number: float | None) -> str:
    if number is None:
        return ""
    digits = 0 if number >= 100 else 1 if number >= 10 else 3
    return f"{number:,.{digits}f}"


def _target(result: Result) -> str:
    return "" if result.target is None else f"{'≤' if result.at_most else '≥'} {result.target:g}"


def _verdict(result: Result) -> str:
    return "" if result.target is None else "holds" if result.holds else "MISSED"
