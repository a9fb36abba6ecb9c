"""The portfolio as plain rows, for JSON and CSV: one function for both, so that they agree with the page."""

from decimal import Decimal
from typing import Any

from loans.core.risk import DAYS
from office.core.money import plain
from reports.portfolio import Group, PortfolioReport


def portfolio_rows(report: PortfolioReport) -> list[dict[str, Any]]:
    """Each group, then all together (key "all"), per currency. Ratios are fractions with four places, or null."""
    return [_row(report, group) for group in (*report.groups, *report.totals)]


def _row(report: PortfolioReport, group: Group) -> dict[str, Any]:
    p, currency = group.portfolio, group.currency

    def amount(value: Decimal) -> str:
        return plain(value, currency)

    row: dict[str, Any] = {
        "as_of": report.as_of.isoformat(), "basis": report.basis, "by": report.by, "key": group.key, "name": group.name,
        "currency": currency, "loans": p.loans, "women": p.women, "outstanding_principal": amount(p.principal),
    }  # fmt: skip
    for days in DAYS:
        row[f"par{days}"] = _ratio(p.par(days))
        row[f"par{days}_principal"] = amount(p.late[days])
    row["rescheduled_principal"] = amount(p.rescheduled)
    row["par30_with_rescheduled"] = _ratio(p.share(p.late_or_rescheduled))
    row |= {f"grade_{grade.value}": amount(held) for grade, held in p.by_grade.items()}
    row["allowance"] = amount(p.allowance)
    row["risk_coverage"] = _ratio(p.coverage)
    row["average_principal"] = None if p.average is None else f"{p.average:.2f}"
    return row


def _ratio(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"
