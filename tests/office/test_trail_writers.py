"""On PostgreSQL an id is given out before its row is committed: the sealer waits for such rows."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from office import trail

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def slow_writer():
    """Somebody who has written a line and not committed it; a quicker neighbour has."""
    written, may_commit = Event(), Event()

    def write():
        with transaction.atomic():
            trail.record(trail.Act.READ, "office.slow", by=None)
            written.set()
            may_commit.wait(10)
        connection.close()

    thread = Thread(target=write)
    thread.start()
    written.wait(10)
    trail.record(trail.Act.READ, "office.quick", by=None)

    def commit():
        may_commit.set()
        thread.join()

    yield commit
    commit()


def test_a_line_on_its_way_is_not_sealed_around(slow_writer):
    assert trail.seal_trail() == 0
    slow_writer()
    assert trail.seal_trail() == 2
    assert trail.verify_trail().broken_at is None


def test_without_waiting_the_chain_would_break(slow_writer, monkeypatch):
    monkeypatch.setattr(trail, "_no_entry_is_on_its_way", lambda: True)
    assert trail.seal_trail() == 1
    slow_writer()
    assert trail.verify_trail().broken_at is not None
