"""From the sign-in page on, as a browser goes: language, own password, closed sign-ins."""

import pytest
from django.urls import reverse

from office import roles
from office.models import TrailEntry
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "cassava-monsoon-bicycle-42"


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.username, "password": password})


def change(client, old, new, again=None):
    return client.post(
        reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": again or new}
    )


def test_signing_in_leaves_a_line(client):
    user = make_user()
    assert sign_in(client, user).url == reverse("reports:home")
    entry = TrailEntry.objects.get(act="sign_in")
    assert (entry.user, entry.what, entry.object_ids) == (user, "office.user", str(user.pk))


def test_signing_in_brings_the_users_language(client):
    answer = sign_in(client, make_user(language="en"))
    assert answer.cookies["django_language"].value == "en"
    assert client.get(reverse("account_change_password")).wsgi_request.LANGUAGE_CODE == "en"


def test_a_wrong_password_and_an_unknown_name_look_alike(client):
    user = make_user()
    wrong = sign_in(client, user, "x").context["form"].errors
    user.username = "nobody"
    assert sign_in(client, user).context["form"].errors == wrong


def test_a_closed_sign_in_stays_out(client):
    user = make_user(is_active=False)
    assert sign_in(client, user).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_a_session_of_a_closed_sign_in_ends_at_the_next_request(client):
    user = make_user(role=roles.AUDITOR)
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get(reverse("office:trail-list")).url.startswith(reverse("account_login"))


def test_the_flag_falls_when_the_password_was_changed(client):
    user = make_user(role=roles.AUDITOR, must_change_password=True)
    sign_in(client, user)
    assert client.get(reverse("office:trail-list")).url == reverse("account_change_password")
    assert change(client, PASSWORD, NEW).url == reverse("reports:home")
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.check_password(NEW)
    assert client.get(reverse("office:trail-list")).status_code == 200
    assert TrailEntry.objects.filter(what="office.user", act="write", fields="password", user=user).exists()


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [(PASSWORD, PASSWORD, PASSWORD), ("wrong", NEW, NEW), (PASSWORD, NEW, NEW + "x"), (PASSWORD, "password12", None)],
)
def test_a_bad_change_keeps_the_flag(client, old, new, again):
    user = make_user(must_change_password=True)
    client.force_login(user)
    assert change(client, old, new, again).status_code == 200
    user.refresh_from_db()
    assert user.must_change_password
    assert user.check_password(PASSWORD)


def test_nobody_signs_up(client):
    assert client.get("/account/signup/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    client.force_login(make_user())
    assert client.get("/account/signup/").url == reverse("account_login")


def test_a_resealed_secret_of_the_second_factor_is_not_in_clear():
    from allauth.mfa.adapter import get_adapter

    sealed = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert get_adapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"
