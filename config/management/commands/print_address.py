from django.conf import settings
from django.core.management.base import BaseCommand

from office.demo import DEMO_PASSWORD, DEMO_USERS


class Command(BaseCommand):
    help = "Say where the pages are, and in the demo who can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options):
        self.stdout.write(f"\n  http://127.0.0.1:{port}/\n")
        if settings.DEMO:
            self.stdout.write(f"  Demo sign-ins, password {DEMO_PASSWORD}:")
            for username, role, _name in DEMO_USERS:
                self.stdout.write(f"    {username:<18} {role.replace('_', ' ')}")
            self.stdout.write("")
