"""What a real office is refused to be served with; how the keys are made."""

import base64
import stat

import pytest
from django.conf import settings as real

from config.checks import check_keys, check_no_demo_users
from config.keys import KEY_BYTES, is_weak, read_or_make_key
from office.demo import DEMO_USERNAMES
from tests.factories import make_user

STRONG = bytes(range(7, 7 + KEY_BYTES))


def ids(problems):
    return [problem.id for problem in problems]


@pytest.fixture
def served(settings, tmp_path):
    settings.KEYS_DIR, settings.MASTER_KEY, settings.SECRET_KEY = tmp_path, STRONG, STRONG.hex()
    settings.DEMO = settings.DEBUG = False
    return settings


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path):
    folder = tmp_path / "keys"
    key = read_or_make_key(folder, "master_key")
    assert len(key) == KEY_BYTES
    assert not is_weak(key)
    assert read_or_make_key(folder, "master_key") == key != read_or_make_key(folder, "secret_key")
    assert stat.S_IMODE((folder / "master_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(p.name for p in folder.iterdir()) == ["master_key", "secret_key"]


def test_a_key_brought_along_is_read(tmp_path):
    (tmp_path / "master_key").write_bytes(base64.b64encode(STRONG))
    assert read_or_make_key(tmp_path, "master_key") == STRONG


@pytest.mark.parametrize("content", [b"not base64!", b"====", b"\xff\xfe"])
def test_a_broken_key_file_is_never_replaced(tmp_path, content):
    path = tmp_path / "master_key"
    path.write_bytes(content)
    with pytest.raises(ValueError):
        read_or_make_key(tmp_path, "master_key")
    assert path.read_bytes() == content


@pytest.mark.parametrize("key", [b"", b"short", bytes(32), b"ab" * 16, b"0123456789" * 4])
def test_regular_keys_are_weak(key):
    assert is_weak(key)


def test_a_proper_office_may_be_served(served):
    assert check_keys(None) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"KEYS_DIR": real.BASE_DIR / "var" / "keys"}, "serve.E001"),
        ({"MASTER_KEY": bytes(32)}, "serve.E002"),
        ({"SECRET_KEY": "00" * 32}, "serve.E002"),
        ({"DEMO": True}, "serve.E003"),
        ({"DEBUG": True}, "serve.E004"),
    ],
)
def test_what_is_refused(served, changes, problem):
    for name, value in changes.items():
        setattr(served, name, value)
    assert ids(check_keys(None)) == [problem]


@pytest.mark.django_db
def test_a_database_with_the_demos_sign_ins_is_refused():
    make_user()
    assert check_no_demo_users(None, databases=["default"]) == []
    make_user(DEMO_USERNAMES[-1])
    assert ids(check_no_demo_users(None, databases=["default"])) == ["serve.E005"]
    assert check_no_demo_users(None) == []  # asked without a database, it asks none
