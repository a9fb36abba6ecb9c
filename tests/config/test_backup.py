"""A backup restored elsewhere is the same office, and those forgotten in between stay forgotten."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from django.core.management.base import CommandError
from django.db import connection

from config.backup import BackupRefused, unpacked
from config.management.commands.restore import Command
from tests.factories import make_participant

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
from datetime import date
from livelihoods.models import Participant
from livelihoods.services import forget_participant
from loans.models import Loan
from office.models import User
people = Participant.objects.exclude(loans__status__in=["draft", "submitted", "approved", "active", "overpaid"])
forget_participant(people.order_by("pk").first(), by=User.objects.get(username="demo-manager"))
"""


class Place:
    """An office of its own: a database, a data folder and the keys, driven by the commands alone."""

    def __init__(self, folder, name, keys):
        self.url = database_url(folder, name)
        self.env = {
            **os.environ, "DATABASE_URL": self.url, "DATA_DIR": str(folder / name), "KEYS_DIR": str(keys),
        }  # fmt: skip

    def run(self, *command, stdin=""):
        python = [sys.executable, "manage.py", *map(str, command)]
        return subprocess.run(python, cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True)

    def ok(self, *command, stdin=""):
        done = self.run(*command, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout


def needs_its_tools():
    if connection.vendor == "postgresql" and not which("pg_dump"):
        pytest.skip("pg_dump is not installed (Debian package postgresql-client)")


def database_url(folder, name):
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = f"backup_{os.getpid()}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database}")
        cursor.execute(f"CREATE DATABASE {database}")
    return parts._replace(path=f"/{database}").geturl()


@pytest.fixture(scope="module")
def places(tmp_path_factory, django_db_blocker):
    needs_its_tools()
    folder, made = tmp_path_factory.mktemp("offices"), []

    def make(name, keys=folder / "keys"):
        with django_db_blocker.unblock():
            place = Place(folder, name, keys)
        made.append(place)
        return place

    yield make
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for place in made:
                cursor.execute(f"DROP DATABASE {urlsplit(place.url).path[1:]} WITH (FORCE)")


@pytest.fixture(scope="module")
def office(places):
    place = places("office")
    place.ok("migrate", "--verbosity", "0")
    place.ok("seed_demo", "--participants", "6")
    kept = Path(place.env["DATA_DIR"]) / "media" / "papers"
    kept.mkdir(parents=True)
    (kept / "kept.pdf").write_bytes(b"%PDF-1.7")
    return place


@pytest.fixture(scope="module")
def copy(office, tmp_path_factory):
    path = tmp_path_factory.mktemp("backup") / "backup.tar"
    office.ok("backup", path)
    return path


def test_a_backup_restored_elsewhere_is_the_same_office(office, copy, places):
    assert copy.stat().st_mode & 0o077 == 0
    again = office.run("backup", copy)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    loans = json.loads(office.ok("loans", "--format", "json"))
    office.ok("shell", "--no-imports", stdin=SCRIPT)

    other = places("other")
    told = other.ok("restore", copy)
    assert "forgotten again: 1" in told
    assert json.loads(other.ok("loans", "--format", "json")) == loans
    assert (Path(other.env["DATA_DIR"]) / "media" / "papers" / "kept.pdf").read_bytes() == b"%PDF-1.7"
    assert "append-only" in other.run("shell", stdin=TOUCH_JOURNAL).stderr  # the triggers came along

    in_use = other.run("restore", copy)
    assert in_use.returncode == 1
    assert "in use" in in_use.stderr


TOUCH_JOURNAL = """
from django.core.management.base import CommandError
from django.db import connection

from config.backup import BackupRefused, unpacked
from config.management.commands.restore import Command
from tests.factories import make_participant
connection.cursor().execute("UPDATE loans_loantransaction SET amount = 1")
"""


def test_no_key_is_in_the_backup(office, copy):
    with tarfile.open(copy) as tar:
        assert sorted(tar.getnames()) == ["database", "manifest.json", "media/papers/kept.pdf"]
    content = copy.read_bytes()
    assert (Path(office.env["KEYS_DIR"]) / "master_key").read_bytes() not in content


def test_a_damaged_backup_is_refused_before_anything_is_written(copy, tmp_path):
    content = bytearray(copy.read_bytes())
    place = content.find(b"%PDF-1.7")
    content[place : place + 4] = b"%pdf"
    (tmp_path / "damaged.tar").write_bytes(content)
    (tmp_path / "text.tar").write_text("no backup at all")
    for name, reason in (("damaged.tar", "kept.pdf"), ("text.tar", "no backup"), ("missing.tar", "no backup")):
        with pytest.raises(BackupRefused, match=reason):
            unpacked(tmp_path / name, tmp_path / "scratch")


@pytest.mark.django_db
def test_another_master_key_is_noticed(settings):
    make_participant()
    settings.MASTER_KEY = bytes(range(32))
    with pytest.raises(CommandError, match="master key"):
        Command()._check_master_key()
