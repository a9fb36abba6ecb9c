"""The trail: one line per act, chained by seals; what was touched afterwards is found."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from office import trail
from office.append_only import drop_triggers
from office.models import Office, TrailEntry, TrailSeal
from office.tasks import seal_trail
from tests.factories import make_office, make_user

pytestmark = pytest.mark.django_db


def record(number=1):
    return [trail.record(trail.Act.READ, "office.test", by=None, objects=[n]) for n in range(number)]


def tamper(sql, *values):
    """As somebody with the database's own password might."""
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_line_names_ids_and_fields():
    user, office = make_user(), make_office()
    entry = trail.record(trail.Act.WRITE, office, by=user, objects=[7, user], fields=["code", "phone"])
    assert (entry.what, entry.object_ids, entry.fields) == ("office.office", f"{office.pk} 7 {user.pk}", "code phone")
    assert trail.record(trail.Act.LIST, Office, by=user).what == "office.office"


def test_a_whole_chain_verifies():
    record(3)
    assert trail.seal_trail() == 3
    record(2)
    assert seal_trail() == 2
    assert trail.seal_trail() == 0
    assert trail.verify_trail() == trail.TrailCheck(seals=2, entries=5, broken_at=None, unsealed=())


def test_the_unsealed_tail_is_named():
    record(1)
    trail.seal_trail()
    tail = record(2)
    assert trail.verify_trail().unsealed == tuple(e.pk for e in tail)
    assert trail.seal_state().unsealed == 2
    assert trail.seal_state().last == TrailSeal.objects.get()


@pytest.mark.parametrize(
    ("field", "value"),
    [("act", "write"), ("what", "office.other"), ("object_ids", "9"), ("fields", "name"), ("user_id", None)],
)
def test_a_changed_line_breaks_its_seal(field, value):
    user = make_user()
    entry = trail.record(trail.Act.READ, "office.test", by=user)
    trail.seal_trail()
    tamper(f"UPDATE office_trailentry SET {field} = %s WHERE id = %s", value, entry.pk)
    assert trail.verify_trail().broken_at == entry.pk


def test_a_changed_time_breaks_its_seal():
    entry = record()[0]
    trail.seal_trail()
    tamper("UPDATE office_trailentry SET at = %s WHERE id = %s", "2020-01-01 00:00:00+00:00", entry.pk)
    assert trail.verify_trail().broken_at == entry.pk


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_deleted_line_breaks_its_seal(index):
    entries = record(3)
    trail.seal_trail()
    tamper("DELETE FROM office_trailentry WHERE id = %s", entries[index].pk)
    assert trail.verify_trail().broken_at == entries[-1].pk


def test_a_line_slipped_in_later_breaks_the_seal_above_it():
    entries = record(2)
    trail.seal_trail()
    tamper("UPDATE office_trailseal SET entries = 1, last_id = %s", entries[0].pk)
    assert trail.verify_trail().broken_at == entries[0].pk


def test_a_seal_made_anew_breaks_the_next_one():
    first = record()[0]
    trail.seal_trail()
    second = record()[0]
    trail.seal_trail()
    tamper("DELETE FROM office_trailseal WHERE last_id = %s", first.pk)
    assert trail.verify_trail().broken_at == second.pk


def test_many_lines_are_sealed_in_batches(monkeypatch):
    monkeypatch.setattr(trail, "BATCH", 2)
    record(5)
    assert [trail.seal_trail() for _ in range(4)] == [2, 2, 1, 0]
    assert trail.verify_trail().seals == 3


def test_every_what_is_found_once():
    for what in ("b", "a", "b", "c"):
        trail.record(trail.Act.READ, what, by=None)
    assert TrailEntry.objects.whats() == ["a", "b", "c"]


def test_the_command_prints_json_alone():
    record(2)
    trail.seal_trail()
    tail = record(1)
    out = StringIO()
    call_command("verify_trail", format="json", stdout=out)
    assert json.loads(out.getvalue()) == {"seals": 1, "entries": 2, "broken_at": None, "unsealed": [tail[0].pk]}


def test_the_command_fails_on_a_broken_chain():
    entry = record()[0]
    trail.seal_trail()
    tamper("UPDATE office_trailentry SET what = %s", "office.other")
    out = StringIO()
    with pytest.raises(CommandError, match=f"entry {entry.pk}"):
        call_command("verify_trail", format="json", stdout=out)
    assert json.loads(out.getvalue())["broken_at"] == entry.pk
