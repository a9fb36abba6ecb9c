"""What was written stays: Python refuses, and so does the database when Python is gone around."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from office import trail
from office.append_only import append_only_tables, drop_triggers, install_triggers
from office.errors import AppendOnlyError
from office.models import TrailEntry, TrailSeal

TABLES = append_only_tables()
CATALOGUE = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal",
}
pytestmark = pytest.mark.django_db


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE[connection.vendor])
        return {table: {n for n, t in rows if t == table} for rows in [cursor.fetchall()] for table in TABLES}


def refused(sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_trail_and_its_seals_are_among_them():
    assert {"office_trailentry", "office_trailseal"} <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_triggers(table):
    assert len(triggers()[table]) == (2 if connection.vendor == "sqlite" else 1)


@pytest.mark.parametrize("model", [TrailEntry, TrailSeal])
def test_raw_updates_and_deletes_are_refused(model):
    trail.record(trail.Act.READ, "office.test", by=None)
    trail.seal_trail()
    assert model.objects.count() == 1
    table = model._meta.db_table
    refused(f"UPDATE {table} SET at = at")
    refused(f"DELETE FROM {table}")
    assert model.objects.count() == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_querysets_are_refused_too(act):
    trail.record(trail.Act.READ, "office.test", by=None)
    rows = TrailEntry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete() if act == "delete" else rows.update(what="other")


def test_python_refuses_first():
    entry = trail.record(trail.Act.READ, "office.test", by=None)
    entry.at = timezone.now()
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()


def test_triggers_can_be_dropped_for_a_flush_and_come_back():
    before = triggers()
    drop_triggers()
    assert not any(triggers().values())
    install_triggers()
    install_triggers()
    assert triggers() == before
