import json
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.exposures import KEYS
from reports.portfolio import build_portfolio
from reports.portfolio_rows import portfolio_rows

SHOWN = ("key", "name", "currency", "loans", "outstanding_principal", "par1", "par30", "par60", "par90", "allowance")


class Command(BaseCommand):
    help = (
        "Outstanding principal, portfolio at risk and grades as at the close of a day. A closed month end is shown as "
        "it was reported; any other day with what is known now."
    )

    def add_arguments(self, parser):
        parser.add_argument("--as-of", dest="on", type=date.fromisoformat, help="YYYY-MM-DD (default: today)")
        parser.add_argument("--by", choices=tuple(KEYS), default="commune")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, on: date | None, by: str, format: str, **options):
        report = build_portfolio(as_of=on or timezone.localdate(), by=by)
        rows = portfolio_rows(report)
        if format == "json":
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        self.stdout.write("\t".join(SHOWN))
        for row in rows:
            self.stdout.write("\t".join("" if row[name] is None else str(row[name]) for name in SHOWN))
        self.stderr.write(f"as at {report.as_of}: {report.basis.replace('_', ' ')}", str)
        if report.has_corrections:
            for was, now in zip(report.totals, report.now, strict=False):
                self.stderr.write(
                    f"corrected since: {was.currency} {was.portfolio.principal} -> {now.portfolio.principal}", str
                )
