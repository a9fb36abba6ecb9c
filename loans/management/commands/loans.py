import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from loans.models import Loan, LoanStatus
from office.core.money import plain

COLUMNS = ("number", "status", "currency", "principal", "outstanding", "days_past_due")
CHUNK = 2000


class Command(BaseCommand):
    help = "List loans with what is outstanding and how many days they are late today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--status", choices=LoanStatus.values, help="only loans of this status")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, status: str | None, format: str, **options: Any) -> None:
        loans = Loan.objects.filter(status=status) if status else Loan.objects.all()
        rows = list(rows_of(loans, on=timezone.localdate()))
        if format == "json":
            self.stdout.write(json.dumps(rows, indent=2))
            return
        self.stdout.write("\t".join(COLUMNS))
        for row in rows:
            self.stdout.write("\t".join(str(row[name]) for name in COLUMNS))
        self.stderr.write(f"{len(rows)} loans", str)


def rows_of(loans: Any, *, on: date) -> Iterator[dict[str, Any]]:
    for loan in loans.order_by("number").iterator(CHUNK):
        yield {
            "number": loan.number,
            "status": str(loan.status),
            "currency": loan.currency,
            "principal": plain(loan.principal.amount, loan.currency),
            "outstanding": plain(loan.outstanding, loan.currency),
            "days_past_due": loan.days_past_due(on=on),
        }
