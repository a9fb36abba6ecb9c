"""First pages with few people in the database and with many: what an officer sees of 300 must not slow down with the
rest, and a manager who sees everybody must not wait a second."""

import shutil
import sys
from pathlib import Path
from time import perf_counter

import django
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.results import Result, tell
from bench.timing import Pair, alternately

SMALL, LARGE, MUCH_LARGER = 1_000, 20_000, 100_000
ROUNDS = 21
PAGES = {"list of loans": "loans:loans", "list of participants": "livelihoods:people", "home": "reports:home"}
OFFICER_TARGET, MANAGER_TARGET = 1.3, 1.0


class Visitor:
    """Somebody signed in to one of the databases."""

    def __init__(self, user, database: Path) -> None:
        self.database = database
        self.come()
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    def come(self) -> None:
        """From here on this process works with this visitor's database."""
        connection.close()
        connection.settings_dict["NAME"] = str(self.database)

    def get(self, page: str):
        answer = self.client.get(reverse(page))
        if answer.status_code != 200:
            raise SystemExit(f"{page} answered {answer.status_code}")
        return answer

    def warm(self, page: str) -> None:
        """As on a working day: the file is open, and what the page needs was read before."""
        self.come()
        self.get(page)


def measure() -> list[Result]:
    django.setup()
    from bench.filling import check_sample, fill, prepare

    most = MUCH_LARGER if "--large" in sys.argv else LARGE
    ground = prepare()
    fill(ground, 1, SMALL)
    small, large = copies()
    officers = [Visitor(ground.officer, file) for file in (small, large)]
    managers = [Visitor(ground.manager, file) for file in (small, large)]
    fill(ground, SMALL + 1, most)
    check_sample()
    check_same_people(ground.officer, officers)
    return [
        *(officer_result(label, seen_by(officers, page), most) for label, page in PAGES.items()),
        *(manager_result(label, seen_by(managers, page), most) for label, page in PAGES.items()),
    ]


def copies() -> tuple[Path, Path]:
    """The database as it is, and a copy of it that will grow."""
    connection.close()
    small = Path(connection.settings_dict["NAME"])
    return small, Path(shutil.copy(small, small.with_stem("large")))


def check_same_people(officer, visitors: list[Visitor]) -> None:
    from bench.filling import MINE
    from livelihoods.models import Participant

    for visitor in visitors:
        visitor.come()
        if (seen := Participant.objects.visible_to(officer).count()) != MINE:
            raise SystemExit(f"The officer should see {MINE} people and sees {seen}")


def seen_by(visitors: list[Visitor], page: str) -> Pair:
    few, many = visitors
    return alternately(
        lambda: few.get(page), lambda: many.get(page), rounds=ROUNDS, clock=perf_counter,
        before=(lambda: few.warm(page), lambda: many.warm(page)),
    )  # fmt: skip


def officer_result(label: str, pair: Pair, most: int) -> Result:
    return Result(name=f"officer's {label}, {most:,} people against {SMALL:,}", value=pair.second, unit="s",
                  ratio=pair.ratio, target=OFFICER_TARGET, at_most=True)  # fmt: skip


def manager_result(label: str, pair: Pair, most: int) -> Result:
    return Result(name=f"manager's {label}, {most:,} people", value=pair.second, unit="s",
                  target=MANAGER_TARGET, at_most=True)  # fmt: skip


if __name__ == "__main__":
    tell(measure)
