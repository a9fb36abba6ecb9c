"""The administrator's pages about users."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import roles
from office.models import TrailEntry, User
from tests.factories import make_office, make_user

pytestmark = pytest.mark.django_db
NAME = "សុភាព"


@pytest.fixture
def admin(client):
    user = make_user("desk-admin", role=roles.ADMIN, name="ធារ៉ា")
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"office:user-{name}", args=args)


def filled(**changes):
    given = {"username": "desk-7", "name": NAME, "role": roles.OFFICER, "office": make_office().pk, "language": "km"}
    return {**given, **changes}


def test_the_list_shows_names_roles_and_states_and_leaves_a_line(client, admin):
    user = make_user("desk-7", name=NAME, must_change_password=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    rows = client.get(url("list")).context["table"].rows
    cells = {row.record.username: row for row in rows}
    assert cells["desk-7"].get_cell("name") == NAME
    assert cells["desk-7"].record.has_second_factor
    assert not cells["desk-admin"].record.has_second_factor
    assert TrailEntry.objects.filter(user=admin, act="list", what="office.user", fields="name").count() == 1


def test_the_list_costs_the_same_for_one_and_for_ten(client, admin):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("list"))
        return len(captured)

    make_user(name=NAME)
    queries()
    first = queries()
    for _ in range(9):
        make_user(name=NAME)
    assert queries() == first


def test_adding_shows_the_password_once_and_keeps_it_nowhere(client, admin):
    answer = client.post(url("add"), filled())
    user = User.objects.get(username="desk-7")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert user.check_password(password)
    assert "no-store" in answer["Cache-Control"]
    assert password not in str(dict(client.session))
    assert password not in client.get(url("change", user.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"username": ""}, "username"), ({"username": "a b"}, "username"), ({"name": ""}, "name"),
     ({"name": "x" * 121}, "name"), ({"role": "king"}, "role"), ({"office": "0"}, "office"),
     ({"office": ""}, "office"), ({"language": "fr"}, "language")],
)  # fmt: skip
def test_bad_input_is_said_beside_its_field(client, admin, changes, field):
    answer = client.post(url("add"), filled(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert User.objects.count() == 1


def test_a_change_is_saved(client, admin):
    user = make_user("desk-7")
    assert client.post(url("change", user.pk), filled(role=roles.CASHIER)).url == url("list")
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.role, user.language) == (NAME, roles.CASHIER, "km")


def test_the_users_page_is_a_read_in_the_trail(client, admin):
    user = make_user("desk-7", name=NAME)
    content = client.get(url("change", user.pk)).content.decode()
    assert NAME in content
    assert NAME not in content.split("</title>")[0]
    assert TrailEntry.objects.filter(user=admin, act="read", object_ids=str(user.pk)).count() == 1


def test_a_refused_change_stays_on_the_page(client, admin):
    user = make_user("desk-7", communes=("010201",))
    answer = client.post(url("change", user.pk), filled(role=roles.CASHIER))
    assert answer.context["form"].non_field_errors()


def test_ones_own_role_is_not_asked(client, admin):
    assert client.get(url("change", admin.pk)).context["form"].fields["role"].disabled
    client.post(url("change", admin.pk), filled(role=roles.MANAGER, office=""))
    assert User.objects.get(pk=admin.pk).role == roles.ADMIN


@pytest.mark.parametrize("act", ["reset-password", "reactivate"])
def test_a_new_password_is_shown(client, admin, act):
    user = make_user("desk-7", is_active=act != "reactivate")
    answer = client.post(url(act, user.pk))
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(answer.context["password"])
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("act", ["reset-password", "reset-second-factor", "deactivate"])
def test_nobody_does_it_to_themself(client, admin, act):
    answer = client.post(url(act, admin.pk), follow=True)
    assert answer.context["messages"]
    admin.refresh_from_db()
    assert admin.is_active
    assert not admin.must_change_password


def test_closing_and_its_refusal(client, admin):
    officer = make_user("desk-7", communes=("010201",))
    client.post(url("deactivate", officer.pk))
    officer.refresh_from_db()
    assert officer.is_active
    officer.assignments.update(to_on="2025-12-31")
    client.post(url("deactivate", officer.pk))
    officer.refresh_from_db()
    assert not officer.is_active


def test_the_second_factor_is_taken_away(client, admin):
    user = make_user("desk-7")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.post(url("reset-second-factor", user.pk))
    assert not Authenticator.objects.exists()


def test_a_forged_post_is_refused(admin):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(admin)
    assert stranger.post(url("deactivate", make_user().pk)).status_code == 403
