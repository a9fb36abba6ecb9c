import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from office.trail import verify_trail


class Command(BaseCommand):
    help = "Check the chain of the trail, and name the entries that wait for a seal."

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, format: str, **options):
        check = verify_trail()
        if format == "json":
            self.stdout.write(json.dumps(asdict(check)))
        else:
            unsealed = len(check.unsealed)
            self.stdout.write(f"{check.entries} entries under {check.seals} seals; {unsealed} unsealed")
        if check.broken_at is not None:
            raise CommandError(f"The chain is broken at the seal up to entry {check.broken_at}.")
