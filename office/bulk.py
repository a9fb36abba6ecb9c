"""Many rows at once, where making an object of each would cost more than the rows themselves."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

ROOMY = -128 * 1024  # kilobytes


@contextmanager
def room_for_pages() -> Iterator[None]:
    """While thousands of rows go into many indexes, SQLite keeps their pages in memory instead of writing each over and
    over to its log: two thirds of the time."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {ROOMY}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of numbers and text by the names of their fields; all other fields have no value. Nothing is returned."""
    quoted = connection.ops.quote_name
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(quoted(column_of[name]) for name in names)
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})", list(rows))
