"""The figures the office sets, as a page shows them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.models import PolicyFigure


@dataclass(frozen=True, slots=True)
class FigureInForce:
    """What applies on a day, since when (None: the usual figure, never set), and what comes next."""

    name: str
    label: str
    value: Decimal
    since: date | None
    next_value: Decimal | None
    next_on: date | None


def figures_on(day: date) -> list[FigureInForce]:
    return [_figure(name, day) for name in PolicyFigure.Name]


def _figure(name: PolicyFigure.Name, day: date) -> FigureInForce:
    rows = PolicyFigure.objects.filter(name=name)
    now = rows.filter(from_on__lte=day).order_by("-from_on", "-pk").first()
    later = rows.filter(from_on__gt=day).order_by("from_on", "-pk").first()
    return FigureInForce(
        name=name.value,
        label=str(name.label),
        value=PolicyFigure.objects.value(name, on=day),
        since=now.from_on if now else None,
        next_value=later.value if later else None,
        next_on=later.from_on if later else None,
    )
