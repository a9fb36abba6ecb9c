from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import BackupRefused, write_backup


class Command(BaseCommand):
    help = "Write the database and the kept files into one new tar file. The keys are not in it: keep them apart."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="made anew; never written over")

    def handle(self, *, file: Path, **options):
        try:
            manifest = write_backup(file, now=timezone.localtime())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{file}: the {manifest['database']} database and {len(manifest['sha256']) - 1} files")
