"""The portfolio by commune against SQL written by hand over the same rows, and as at a month ago."""

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

import django
from django.db import connection

from bench.results import Result, tell
from bench.timing import alternately

SMALL, LARGE = 20_000, 100_000
ROUNDS, PAST_ROUNDS = 15, 3
MONTH = timedelta(days=30)
TARGET = 1.5

# Every figure of the report per commune and currency: loans, women, principal, PAR 1, 30, 60, 90, rescheduled, PAR 30
# with rescheduled, each grade with those worse. What each loan owes and since when is read from the loans ...
FROM_LOANS = """
    SELECT l.commune_id AS commune, l.principal_currency AS currency, l.outstanding_principal AS owed,
           l.late_since AS since, l.is_long_term AS is_long, p.sex AS sex, l.id AS id
    FROM loans_loan l JOIN livelihoods_participant p ON p.id = l.participant_id
    WHERE l.status = 'active' AND l.disbursed_on <= %(today)s
"""
# ... or added up from the instalments.
FROM_INSTALMENTS = """
    SELECT l.commune_id AS commune, l.principal_currency AS currency, i.owed AS owed, i.since AS since,
           l.is_long_term AS is_long, p.sex AS sex, l.id AS id
    FROM (SELECT loan_id, SUM(principal - paid_principal) AS owed,
                 MIN(CASE WHEN unpaid > 0 THEN due_on END) AS since
          FROM loans_instalment GROUP BY loan_id HAVING SUM(unpaid) > 0) i
    JOIN loans_loan l ON l.id = i.loan_id AND l.status = 'active' AND l.disbursed_on <= %(today)s
    JOIN livelihoods_participant p ON p.id = l.participant_id
"""
PARS = (1, 30, 60, 90)
SHORT, LONG = (15, 31, 61, 91), (30, 90, 180, 360)


def by_hand(source: str) -> str:
    late = [f"SUM(CASE WHEN since < %(par{n})s THEN owed ELSE 0 END)" for n in PARS]
    at_least = [
        f"SUM(CASE WHEN since <= (CASE WHEN is_long THEN %(at{long})s ELSE %(at{short})s END) THEN owed ELSE 0 END)"
        for short, long in zip(SHORT, LONG, strict=True)
    ]
    return f"""
        WITH changed AS (SELECT DISTINCT c.loan_id FROM loans_schedulechange c
                         LEFT JOIN loans_schedulechange r ON r.reverses_id = c.id
                         WHERE c.reverses_id IS NULL AND r.id IS NULL AND c.value_on <= %(today)s)
        SELECT commune, currency, COUNT(*), SUM(CASE WHEN sex = 'F' THEN 1 ELSE 0 END), SUM(owed), {", ".join(late)},
               SUM(CASE WHEN changed.loan_id IS NOT NULL THEN owed ELSE 0 END),
               SUM(CASE WHEN changed.loan_id IS NOT NULL OR since < %(par30)s THEN owed ELSE 0 END),
               {", ".join(at_least)}
        FROM ({source}) one LEFT JOIN changed ON changed.loan_id = one.id
        GROUP BY commune, currency
    """


def days_of(today: date) -> dict[str, date]:
    found = {"today": today, **{f"par{n}": today - timedelta(days=n) for n in PARS}}
    return found | {f"at{n}": today - timedelta(days=n) for n in (*SHORT, *LONG)}


def measure() -> list[Result]:
    django.setup()
    from django.utils import timezone

    from bench.filling import check_sample, fill, prepare
    from reports.portfolio import build_portfolio

    count = LARGE if "--large" in sys.argv else SMALL
    large = Path(connection.settings_dict["NAME"]).with_stem("large")
    if large.exists():  # the pages were measured on it
        connection.close()
        connection.settings_dict["NAME"] = str(large)
    else:
        fill(prepare(), 1, count)
        check_sample()
    today = timezone.localdate()
    check(today)

    def ours() -> object:
        return build_portfolio(as_of=today, by="commune")

    label = f"portfolio by commune, {loans():,} loans"
    on_loans = alternately(lambda: rows_of(FROM_LOANS, today), ours, rounds=ROUNDS, clock=perf_counter)
    on_rows = alternately(lambda: rows_of(FROM_INSTALMENTS, today), ours, rounds=ROUNDS, clock=perf_counter)
    return [
        Result(name=f"{label}, against SQL by hand", value=on_loans.second, unit="s", ratio=on_loans.ratio,
               target=TARGET, at_most=True),
        Result(name=f"{label}, against SQL by hand over the instalments", value=on_rows.second, unit="s",
               ratio=on_rows.ratio, target=TARGET, at_most=True),
        Result(name=f"{label}, as at a month ago", value=past(today - MONTH), unit="s"),
    ]  # fmt: skip


def rows_of(source: str, today: date) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(by_hand(source), days_of(today))
        return cursor.fetchall()


def past(on: date) -> float:
    from reports.portfolio import build_portfolio

    times = []
    for _ in range(PAST_ROUNDS):
        start = perf_counter()
        build_portfolio(as_of=on, by="commune")
        times.append(perf_counter() - start)
    return median(times)


def loans() -> int:
    from loans.models import Loan

    return Loan.objects.count()


def check(today: date) -> None:
    """Stop unless all three say the same in every figure of every commune."""
    from reports.portfolio import build_portfolio

    ours = {}
    for group in build_portfolio(as_of=today, by="commune").groups:
        p = group.portfolio
        grades = list(p.by_grade.values())
        at_least = [sum(grades[i:]) for i in range(1, len(grades))]
        figures = [p.loans, p.women, p.principal, *p.late.values(), p.rescheduled, p.late_or_rescheduled]
        ours[group.key, group.currency] = [Decimal(each) for each in (*figures, *at_least)]
    for source in (FROM_LOANS, FROM_INSTALMENTS):
        theirs = {(row[0], row[1]): [Decimal(str(each)) for each in row[2:]] for row in rows_of(source, today)}
        if theirs != ours:
            raise SystemExit("The portfolio and the SQL written by hand do not agree.")


if __name__ == "__main__":
    tell(measure)
