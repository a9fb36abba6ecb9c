import csv
from datetime import date

from django.core.management.base import BaseCommand

from loans.documents.journal import rows_between, to_beancount, to_csv


class Command(BaseCommand):
    help = "Write the ledger for other programs: as a beancount file, or as CSV. Codes and numbers, never a name."

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=("beancount", "csv"), default="beancount")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="YYYY-MM-DD, by posting date")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="YYYY-MM-DD, by posting date")

    def handle(self, *, format: str, start: date | None, end: date | None, **options):
        rows = rows_between(start, end)
        if format == "csv":
            csv.writer(self.stdout).writerows(to_csv(rows))
            return
        for line in to_beancount(rows):
            self.stdout.write(line)
