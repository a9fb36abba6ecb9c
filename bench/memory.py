"""The most memory that one process took for making many statements one after another."""

from resource import RUSAGE_SELF, getrusage

import django

from bench.results import Result, tell

STATEMENTS = 200
MOST = 400


def measure() -> list[Result]:
    django.setup()
    from bench.statements import statement_maker
    from paper.pdf import bulk

    make = statement_maker()
    with bulk():
        for _ in range(STATEMENTS):
            make()
    megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return [Result(name=f"memory after {STATEMENTS} statements", value=megabytes, unit="MB",
                   target=MOST, at_most=True)]  # fmt: skip


if __name__ == "__main__":
    tell(measure)
