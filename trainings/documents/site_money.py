"""A site's money as the page shows it: budget beside cost, as frozen values."""

from dataclasses import dataclass
from datetime import date

from moneyed import Money

from office.core.months import first_of
from trainings.core.budget import Figure, Pair, Sheet, lay_out
from trainings.models import CostLine, Site, SiteBudget, SiteCost


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A month or a line: budget, actual, difference."""

    label: str
    budget: Money
    actual: Money
    difference: Money
    is_over: bool


@dataclass(frozen=True, slots=True)
class MoneySheet:
    """All amounts are of one currency."""

    currency: str
    months: tuple[MoneyRow, ...]
    lines: tuple[MoneyRow, ...]
    to_date: MoneyRow
    total: MoneyRow


def money_of(site: Site, *, on: date) -> tuple[MoneySheet, ...]:
    """Two queries; one sheet per currency."""
    budget = [
        Figure(row.month, row.line, row.amount.currency.code, row.amount.amount)
        for row in SiteBudget.objects.filter(site=site).in_force()
        if row.amount.amount
    ]
    actual = [
        Figure(first_of(row.spent_on), row.line, row.amount.currency.code, row.amount.amount)
        for row in SiteCost.objects.filter(site=site).standing()
    ]
    return tuple(_shown(sheet, on=on) for sheet in lay_out(budget, actual, lines=CostLine.values))


def _shown(sheet: Sheet, *, on: date) -> MoneySheet:
    def row(label: str, pair: Pair) -> MoneyRow:
        budget, actual, left = (Money(a, sheet.currency) for a in (pair.budget, pair.actual, pair.difference))
        return MoneyRow(label, budget, actual, left, is_over=pair.difference < 0)

    return MoneySheet(
        currency=sheet.currency,
        months=tuple(row(f"{month:%m/%Y}", pair) for month, pair in sheet.months),
        lines=tuple(row(str(CostLine(line).label), pair) for line, pair in sheet.lines),
        to_date=row("", sheet.until(first_of(on))),
        total=row("", sheet.total),
    )
