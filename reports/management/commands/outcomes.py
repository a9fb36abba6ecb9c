import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.outcome_rows import outcome_json
from reports.outcomes import KEYS, build_outcomes
from trainings.documents.cascade import build_cascade, cascade_json


class Command(BaseCommand):
    help = "What became of people's income and businesses, from everything told to date. Amounts in riel."

    def add_arguments(self, parser):
        parser.add_argument("--by", choices=KEYS, default="livelihood")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, by: str, format: str, **options):
        today = timezone.localdate()
        told = outcome_json(build_outcomes(on=today, by=by)) | {"cascade": cascade_json(build_cascade(on=today))}
        if format == "json":
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        self.stdout.write("\t".join(("group", "months", "outcome", "n", "lost", "median", "mean", "rose")))
        for group in (told, *told["groups"]):
            for each in group["rounds"]:
                self._write(group["name"], each)

    def _write(self, name: str, told: dict) -> None:
        for outcome in ("business_net", "household_net"):
            change = told[outcome]
            line = (name, told["months"], outcome, change["n"], change["lost"], change["median"], change["mean"],
                    change["rose_by_20_percent"]["share"])  # fmt: skip
            self.stdout.write("\t".join("" if value is None else str(value) for value in line))
