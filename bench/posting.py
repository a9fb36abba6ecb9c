"""Repayments posted per second, with all that posting does, against a bare INSERT and commit in the same database."""

from collections.abc import Iterator
from time import perf_counter
from uuid import uuid4

import django
from django.db import connection
from moneyed import Money

from bench.results import Result, tell
from bench.timing import alternately

ROUNDS, AT_ONCE = 15, 10
PEOPLE = 260
TARGET = 1 / 25
LEFT_OUT = {"id"}  # the bare table counts its rows itself


def measure() -> list[Result]:
    django.setup()
    from bench.filling import check_sample, fill, prepare

    ground = prepare()
    fill(ground, 1, PEOPLE)
    receipts = Receipts(ground)
    bare = Bare()
    receipts.post()  # warm
    pair = alternately(
        lambda: [receipts.post() for _ in range(AT_ONCE)],
        lambda: [bare.insert() for _ in range(AT_ONCE)],
        rounds=ROUNDS, clock=perf_counter,
    )  # fmt: skip
    check_sample()
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    target = TARGET if connection.vendor == "sqlite" else None
    return [Result(name=f"repayments on {database}, against a bare INSERT", value=AT_ONCE / pair.first,
                   unit="a second", ratio=pair.ratio, target=target)]  # fmt: skip


class Receipts:
    """One more receipt, each for another loan that has something unpaid."""

    def __init__(self, ground) -> None:
        from loans.models import Loan
        from loans.services.repayments import record_repayment

        self.ground, self.record = ground, record_repayment
        self.loans: Iterator = iter(Loan.objects.active().order_by("pk"))

    def post(self) -> None:
        loan = next(self.loans)
        self.record(
            loan_id=loan.pk, amount=Money(100_000, "KHR"), value_on=self.ground.today, key=uuid4(),
            by=self.ground.officer,
        )  # fmt: skip


class Bare:
    """A table with the columns of the journal and no more: no index, no constraint, no trigger, no rule."""

    def __init__(self) -> None:
        from loans.models import LoanTransaction

        journal = LoanTransaction._meta
        columns = [field.column for field in journal.concrete_fields if field.name not in LEFT_OUT]
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE bench_bare AS SELECT {', '.join(columns)} FROM {journal.db_table} WHERE 1 = 0"
            )
            cursor.execute(f"SELECT {', '.join(columns)} FROM {journal.db_table} ORDER BY id DESC LIMIT 1")
            self.row = cursor.fetchone()
        self.sql = f"INSERT INTO bench_bare ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"

    def insert(self) -> None:
        with connection.cursor() as cursor:  # outside a transaction: commits by itself
            cursor.execute(self.sql, self.row)


if __name__ == "__main__":
    tell(measure)
