"""A stolen copy of the demo's database names nobody."""

import gzip
import json
import pickle
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from livelihoods.models import Business, Participant
from loans.models import Guarantor
from office.models import Place, User
from trainings.models import StaffMember

pytestmark = pytest.mark.django_db
PUBLIC_TABLES = {"office_place"}


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", participants=24, stdout=StringIO(), stderr=StringIO())


def every_cell():
    """Every value of every table but the places, as bytes; whatever its type in this database."""
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - PUBLIC_TABLES):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, row


def as_bytes(value) -> bytes:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return str(value).encode()


def secrets():
    for person in Participant.objects.select_related("key"):
        yield from (person.name_km, person.name_latin, person.phone, person.phone.removeprefix("+855"))
    for business in Business.objects.select_related("key"):
        yield from (business.name, business.place)
    yield from (g.name for g in Guarantor.objects.select_related("loan__participant__key"))
    for member in StaffMember.objects.select_related("key"):
        yield from (member.name_km, member.name_latin, member.phone, member.phone.removeprefix("+855"))
    yield from (user.name for user in User.objects.select_related("key"))


def test_a_dump_holds_no_name_phone_or_business(demo):
    known = {secret for secret in secrets() if len(secret) > 3}
    assert len(known) > 60
    dump = [(table, b"\x1f".join(as_bytes(value) for value in row)) for table, row in every_cell()]
    assert len(dump) > 500
    found = {(table, secret) for table, cells in dump for secret in known if secret.encode() in cells}
    assert found == set()


def test_a_dump_holds_no_village_outside_the_table_of_places(demo):
    villages = {p.village for p in Participant.objects.select_related("key") if p.village}
    assert villages & set(Place.objects.filter(level="village").values_list("name_km", flat=True))
    cells = b"\x1f".join(as_bytes(value) for _table, row in every_cell() for value in row)
    assert {v for v in villages if len(v) > 3 and v.encode() in cells} == set()


def test_nor_are_they_there_packed_or_escaped(demo):
    """The same secrets as JSON escapes them, and inside what is compressed or pickled."""
    known = {secret for secret in secrets() if len(secret) > 3}
    escaped = {json.dumps(secret).strip('"').encode() for secret in known}
    for _table, row in every_cell():
        for value in map(as_bytes, row):
            assert not [e for e in escaped if e in value and not e.isdigit()]
            assert value[:2] != gzip.compress(b"")[:2]
            assert not value.startswith(pickle.dumps("", protocol=4)[:2])
