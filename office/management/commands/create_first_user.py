"""Asks for the administrator of a new office; part of starting a real one."""

import sys
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError

from office.errors import Refusal
from office.models import User
from office.services import add_first_user


class Command(BaseCommand):
    help = "Ask for the first user, an administrator. Does nothing where there are users already."

    def handle(self, **options):
        if User.objects.exists():
            return "There are users already."
        if not sys.stdin.isatty():
            raise CommandError("Nobody can sign in yet: run this in a terminal to make the first user.")
        user = None
        while user is None:
            user = self._ask()
        return f"{user.username} may sign in, and is asked for a second factor there."

    def _ask(self) -> User | None:
        username = input("Sign-in name of the administrator (neutral, not a person's name): ")
        password = getpass("Password (several unrelated words): ")
        if getpass("The password again: ") != password:
            self.stderr.write("The two passwords differ.")
            return None
        try:
            return add_first_user(username=username, password=password)
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            return None
