"""What is known about a person stands nowhere in clear, and dies with their key."""

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import connection
from django.forms import modelform_factory

from office.errors import KeyDestroyed
from office.models import PersonKey, User
from office.sealing import fingerprint, master_key, seal, unseal
from tests.factories import make_user

NAME = "សុខ សុភាព"
pytestmark = pytest.mark.django_db


def dump(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return b"|".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode()
                         for row in cursor.fetchall() for v in row)  # fmt: skip


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_the_table_holds_no_plain_text():
    user = make_user(name=NAME)
    assert fresh(user).name == NAME
    content = dump("office_user") + dump("office_personkey")
    assert NAME.encode() not in content
    assert "សុភាព".encode() not in content
    assert user.key.secret not in content


def test_the_same_name_is_never_sealed_alike():
    one, two = make_user(name=NAME), make_user(name=NAME)
    assert len({bytes(fresh(u).__dict__["name"]) for u in (one, two)}) == 2


def test_another_persons_key_does_not_open_it():
    one, two = make_user(name=NAME), make_user(name="")
    stolen = fresh(two)
    stolen.__dict__["name"] = bytes(fresh(one).__dict__["name"])
    with pytest.raises(InvalidTag):
        _ = stolen.name


def test_another_master_key_opens_nothing(settings):
    user = make_user(name=NAME)
    settings.MASTER_KEY = bytes(range(32))
    with pytest.raises(InvalidTag):
        _ = fresh(user).name


def test_a_wrapped_key_moved_to_another_person_does_not_open():
    one, two = make_user(), make_user()
    PersonKey.objects.filter(pk=two.key_id).update(wrapped=bytes(PersonKey.objects.get(pk=one.key_id).wrapped))
    with pytest.raises(InvalidTag):
        _ = PersonKey.objects.get(pk=two.key_id).secret


def test_a_destroyed_key_forgets_for_good():
    user = make_user(name=NAME)
    user.key.destroy()
    forgotten = fresh(user)
    assert forgotten.name == ""
    assert forgotten.shown_name == user.username
    assert forgotten.key.is_destroyed
    with pytest.raises(KeyDestroyed):
        _ = forgotten.key.secret


def test_nothing_new_is_sealed_under_a_destroyed_key():
    user = make_user(name=NAME)
    user.key.destroy()
    forgotten = fresh(user)
    forgotten.name = "ឈ្មោះថ្មី"
    with pytest.raises(KeyDestroyed):
        forgotten.save()


@pytest.mark.parametrize("context", ["b", "", "a "])
def test_a_swapped_context_fails(context):
    key = bytes(32)
    assert unseal(key, seal(key, b"text", "a"), "a") == b"text"
    with pytest.raises(InvalidTag):
        unseal(key, seal(key, b"text", "a"), context)


def test_a_flipped_bit_fails():
    sealed = bytearray(seal(bytes(32), b"text", "a"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(32), bytes(sealed), "a")


def test_purposes_have_keys_of_their_own():
    assert master_key("wrap") != master_key("search")
    assert fingerprint("search", "a") != fingerprint("other", "a")
    assert len(fingerprint("search", "a")) == 32


def test_a_name_never_written_reads_as_empty():
    assert fresh(User.objects.create_user("desk-empty", "x")).name == ""


def test_a_model_form_shows_and_seals_it():
    form_class = modelform_factory(User, fields=["username", "name"])
    user = make_user(name=NAME)
    assert form_class(instance=fresh(user)).initial["name"] == NAME
    assert not form_class({"username": "desk-x", "name": "x" * 121}).is_valid()
    form = form_class({"username": user.username, "name": "ឈ្មោះថ្មី"}, instance=fresh(user))
    assert form.has_changed()
    form.save()
    assert fresh(user).name == "ឈ្មោះថ្មី"
    assert "ឈ្មោះថ្មី".encode() not in dump("office_user")


def test_an_unchanged_form_has_not_changed():
    user = make_user(name=NAME)
    form = modelform_factory(User, fields=["name"])({"name": NAME}, instance=fresh(user))
    assert not form.has_changed()


def test_reading_and_saving_again_keeps_it():
    user = fresh(make_user(name=NAME))
    assert user.name == NAME
    user.save()
    user.refresh_from_db()
    user.save(update_fields=["name"])
    assert fresh(user).name == NAME


def test_it_can_be_deferred():
    user = make_user(name=NAME)
    assert User.objects.defer("name").get(pk=user.pk).name == NAME


def test_it_cannot_be_searched():
    with pytest.raises(FieldError):
        User.objects.filter(name=NAME).exists()


def test_update_and_bulk_update_refuse_to_store_it_in_clear():
    user = make_user(name=NAME)
    with pytest.raises(TypeError):
        User.objects.filter(pk=user.pk).update(name="clear")
    user.name = "clear"
    with pytest.raises(TypeError):
        User.objects.bulk_update([user], ["name"])
