"""The administrator of a new office, asked for in a terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from office import roles
from office.demo import DEMO_USERNAMES
from office.management.commands import create_first_user
from office.models import TrailEntry, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(monkeypatch):
    """What is typed, in order: a name, then the password twice; again after a refusal."""

    def type_in(*typed):
        rest = iter(typed)
        monkeypatch.setattr("builtins.input", lambda _question: next(rest))
        monkeypatch.setattr(create_first_user, "getpass", lambda _question: next(rest))
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    return type_in


def run():
    out, err = StringIO(), StringIO()
    call_command("create_first_user", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_first_user_is_an_administrator(answers):
    answers("Desk-Admin", PASSWORD, PASSWORD)
    run()
    user = User.objects.get()
    assert (user.username, user.role, user.must_change_password) == ("desk-admin", roles.ADMIN, False)
    assert user.check_password(PASSWORD)
    assert TrailEntry.objects.filter(what="office.user", fields="added", user=None).exists()


@pytest.mark.parametrize(
    "bad",
    [
        (DEMO_USERNAMES[0], PASSWORD, PASSWORD),
        ("desk", PASSWORD, "other"),
        ("desk", "easy", "easy"),
        ("ឈ្មោះ", PASSWORD, PASSWORD),
    ],
)
def test_it_asks_again_after_a_refusal(answers, bad):
    answers(*bad, "desk-9", PASSWORD, PASSWORD)
    _out, err = run()
    assert err
    assert User.objects.get().username == "desk-9"


def test_where_there_are_users_nothing_is_asked(answers):
    make_user()
    answers()
    run()
    assert User.objects.count() == 1


def test_without_a_terminal_it_fails(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(CommandError):
        run()
