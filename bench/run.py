"""`make bench`: every measurement in a process of its own, over databases made for it and thrown away.

Neither the demo nor an office is touched: databases, keys and files are all made in a temporary folder, and on
PostgreSQL in a database of their own.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from bench.results import Result, as_json, as_table, heard
from tests.services import answering_database

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results.json")
MEASURES = ("schedules", "folding", "posting", "pages", "portfolio", "statements", "memory")
ON_POSTGRES = ("posting",)


def main() -> None:
    options = _options()
    results: list[Result] = []
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        empty = make_empty(folder)
        for measure in options.only or MEASURES:
            results += measured(measure, sqlite(empty, measure), folder, large=options.large)
            if measure in ON_POSTGRES and (server := answering_database()):
                with postgres(server) as url:
                    manage("migrate", url, folder)
                    results += measured(measure, url, folder)
    RESULTS.write_text(as_json(results))
    print(as_table(results))


def measured(measure: str, url: str, folder: Path, *, large: bool = False) -> list[Result]:
    print(f"… {measure}", file=sys.stderr)
    command = [sys.executable, "-m", f"bench.{measure}", *(["--large"] if large else [])]
    done = subprocess.run(command, env=environment(url, folder), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{measure} failed")
    return heard(done.stdout)


def manage(command: str, url: str, folder: Path) -> None:
    call = [sys.executable, "manage.py", command, "--no-input", "--verbosity=0"]
    subprocess.run(call, env=environment(url, folder), cwd=ROOT, check=True)


def environment(url: str, folder: Path) -> dict[str, str]:
    """Settings of the bench alone: nothing of an office's is left in the environment."""
    theirs = ("DATABASE_URL", "CELERY_BROKER_URL", "BEHIND_HTTPS", "ALLOWED_HOSTS", "DEBUG")
    return {
        **{name: value for name, value in os.environ.items() if name not in theirs},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "KEYS_DIR": str(folder / "keys"),
        "REQUIRE_SECOND_FACTOR": "0",
    }


def make_empty(folder: Path) -> Path:
    """A migrated database without people, and the collected static files that pages name."""
    empty = folder / "empty.sqlite3"
    manage("migrate", f"sqlite:///{empty}", folder)
    manage("collectstatic", f"sqlite:///{empty}", folder)
    return empty


def sqlite(empty: Path, measure: str) -> str:
    return f"sqlite:///{shutil.copy(empty, empty.with_stem(measure))}"


@contextmanager
def postgres(server: str) -> Iterator[str]:
    """A database of its own on that server, dropped in the end."""
    name = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MEASURES, help="some of the measurements")
    parser.add_argument(
        "--large", action="store_true", help="pages and portfolio with 100,000 people instead of 20,000"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
