import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from loans.documents.printing import issue_statement
from loans.documents.statement import build_statement
from loans.documents.statement_json import statement_json
from loans.errors import LoanError
from loans.models import Loan
from office import trail
from office.models import User

LANGUAGES = ("km", "en", "both")


class Command(BaseCommand):
    help = "Print the repayment statement of one loan, as PDF or as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("loan", help="loan number, for example BM-L26-00007")
        parser.add_argument("--lang", choices=LANGUAGES, default="both")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="first day of the entries shown")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="last day of the entries shown")
        parser.add_argument("--output", default="-", help="a file; - (the default) is standard output")
        parser.add_argument("--format", choices=("pdf", "json"), default="pdf")
        parser.add_argument("--by", help="sign-in name of the person who prints; kept with the paper")

    def handle(self, *, loan: str, lang: Any, output: str, format: str, by: str | None, **options: Any) -> None:
        found = Loan.objects.select_related("participant__key", "participant__commune", "office")
        chosen = found.filter(number__iexact=loan).first()
        if chosen is None:
            raise CommandError(f"There is no loan {loan}.")
        if format == "pdf" and output == "-" and sys.stdout.isatty():
            raise CommandError("A terminal shows no PDF: give --output FILE.pdf")
        user, on = user_named(by), timezone.localdate()
        period = {"start": options["start"], "end": options["end"]}
        try:
            if format == "json":
                content: str | bytes = json_of(chosen, on=on, by=user, **period)
            else:
                content = issue_statement(chosen, language=lang, on=on, by=user, **period).pdf()
        except LoanError as refused:
            raise CommandError(str(refused)) from refused
        self._write(content, output)

    def _write(self, content: str | bytes, output: str) -> None:
        if output != "-":
            self._save(content.encode() if isinstance(content, str) else content, Path(output))
        elif isinstance(content, str):
            self.stdout.write(content)
        else:
            self.stdout.flush()
            self.stdout.buffer.write(content)  # type: ignore[attr-defined]
            self.stdout.buffer.flush()  # type: ignore[attr-defined]

    def _save(self, content: bytes, file: Path) -> None:
        try:
            file.write_bytes(content)
        except OSError as failed:
            raise CommandError(f"{file} cannot be written: {failed.strerror}") from failed
        self.stderr.write(f"{file}: {len(content):,} bytes", str)


def json_of(loan: Loan, *, on: date, by: User | None, start: date | None, end: date | None) -> str:
    statement = build_statement(loan, on=on, start=start, end=end)
    trail.record(trail.Act.EXPORT, loan, by=by)
    return json.dumps(statement_json(statement), ensure_ascii=False, indent=2) + "\n"


def user_named(name: str | None) -> User | None:
    if name is None:
        return None
    if user := User.objects.filter(username=name, is_active=True).first():
        return user
    raise CommandError(f"Nobody signs in as {name}.")
