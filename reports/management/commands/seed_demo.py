from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.demo.seeding import HoldsOthers
from reports.demo.seeding import seed as seed_people
from reports.workbook.progress import Progress

MOST = 100_000


class Command(BaseCommand):
    help = "Load fictional people, through a workbook of them. Harmless when repeated."

    def add_arguments(self, parser):
        parser.add_argument("--participants", type=int, default=60, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *, participants: int, seed: int, **options):
        if not 1 <= participants <= MOST:
            raise CommandError(f"--participants: from 1 to {MOST}.")
        progress = Progress(self._tell if self.stderr.isatty() else None)
        try:
            seeded = seed_people(participants, seed=seed, keep=self._keep, progress=progress)
        except HoldsOthers:
            raise CommandError("This database holds other people: the demo does not mix with them.") from None
        if seeded.before == seeded.after:
            self.stdout.write(f"The demo is here already: at least {seeded.before} people. Nothing was changed.")
        else:
            self.stdout.write(f"{seeded.after - seeded.before} fictional people were added; there are {seeded.after}.")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{100 * done // total} %", ending="\n" if done == total else "")

    def _keep(self, first: int, content: bytes) -> None:
        name = "demo.xlsx" if first == 1 else f"demo-{first}.xlsx"
        (settings.DATA_DIR / name).write_bytes(content)
