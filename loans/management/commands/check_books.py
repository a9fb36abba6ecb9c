import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from loans.models import Loan
from loans.services.books import Difference, check_books, rebuild


class Command(BaseCommand):
    help = (
        "Derive every schedule, allocation and balance again from the journal and report each difference. "
        "Exit status 1 while there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="write anew what is derived; the journal itself is never touched"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, rebuild: bool, format: str, **options: Any) -> None:
        checked = Loan.objects.count()
        found = list(check_books())
        wrong = sorted({difference.loan for difference in found})
        left = repaired(wrong) if rebuild else found
        rebuilt = len(wrong) if rebuild else 0
        if format == "json":
            report = {"checked": checked, "differences": _plain(found), "rebuilt": rebuilt, "remaining": _plain(left)}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._tell(found, left, checked=checked, rebuilt=rebuilt)
        if left:
            sys.exit(1)

    def _tell(self, found: list[Difference], left: list[Difference], *, checked: int, rebuilt: int) -> None:
        for each in found:
            state = "" if each in left else " (repaired)"
            self.stdout.write(f"{each.loan}: {each.where} is {each.stored}, should be {each.expected}{state}")
        repaired = f", {rebuilt} loans rebuilt, {len(left)} differences left" if rebuilt else ""
        self.stderr.write(f"{checked} loans checked, {len(found)} differences{repaired}", str)


def repaired(numbers: Iterable[str]) -> list[Difference]:
    """Rebuild these loans; what still differs then."""
    loans = list(Loan.objects.filter(number__in=list(numbers)).order_by("pk"))
    for loan in loans:
        rebuild(loan)
    return list(check_books(Loan.objects.filter(pk__in=[loan.pk for loan in loans]).order_by("pk")))


def _plain(differences: Iterable[Difference]) -> list[dict[str, str]]:
    return [asdict(difference) for difference in differences]
