"""Tables whose rows are written once. Python refuses first; the database's triggers refuse raw SQL too."""

from typing import Any, NoReturn

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from office.errors import AppendOnlyError

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END
$$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


class AppendOnly(models.Model):
    """A row that is never edited or deleted; what was wrong is put right by another row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(self._meta.label)


def append_only_tables() -> list[str]:
    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnly))


def install_triggers(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Make the triggers that are missing. Harmless when repeated; skips tables not migrated yet."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        tables = [t for t in append_only_tables() if t in present]
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """For tests that flush whole tables; nothing in the product calls it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in append_only_tables():
            if connection.vendor == "sqlite":
                for act in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")


def _statements(vendor: str, tables: list[str]) -> list[str]:
    if vendor == "sqlite":
        return [SQLITE.format(table=t, act=act) for t in tables for act in ("UPDATE", "DELETE")]
    return [POSTGRES_FUNCTION, *(POSTGRES.format(table=t) for t in tables)]
