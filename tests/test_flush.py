"""After a transactional test the triggers are back, and the places are still there."""

import pytest
from django.db import DatabaseError, connection, transaction

from office.models import Place
from tests.factories import make_active


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_that_writes_the_journal():
    make_active()


@pytest.mark.django_db(transaction=True)
def test_finds_triggers_and_places_after_the_flush():
    assert Place.objects.filter(level="village").count() > 10_000
    make_active()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM loans_loantransaction")
