from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backup import BackupRefused, restore_backup
from livelihoods.services import forget_again
from office.forgotten import forgotten_ids
from office.models import PersonKey
from trainings.services.staff import forget_staff_again


class Command(BaseCommand):
    help = "Put a backup into an empty database, bring it to this version, and forget again whom the office forgot."
    # The database may not be there yet.
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        try:
            manifest = restore_backup(file)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        call_command("migrate", verbosity=0)
        again = forget_again(forgotten_ids()) + forget_staff_again(forgotten_ids())
        self.stdout.write(f"Restored as of {manifest['made_at']}; forgotten again: {again}")
        self._check_master_key()
        call_command("check_books", stdout=self.stdout)

    def _check_master_key(self) -> None:
        key = PersonKey.objects.exclude(wrapped=None).first()
        try:
            _ = key and key.secret
        except InvalidTag:
            raise CommandError(
                "The master key in KEYS_DIR is not the one of this backup: nothing about a person can be read. "
                "Put the right one there; what was restored is whole."
            ) from None
