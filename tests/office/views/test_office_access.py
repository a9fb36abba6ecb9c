"""Every page of the office is refused without its permission; the table lists every address."""

import pytest
from django.urls import reverse

from office import roles
from office.models import Holiday
from office.roles import PERMISSIONS
from office.urls import urlpatterns
from tests.factories import make_office, make_user

pytestmark = pytest.mark.django_db

# name: permission, whether it is an act (POST alone)
PAGES = {
    "user-list": ("office.manage_users", False),
    "user-add": ("office.manage_users", False),
    "user-change": ("office.manage_users", False),
    "user-reset-password": ("office.manage_users", True),
    "user-reset-second-factor": ("office.manage_users", True),
    "user-deactivate": ("office.manage_users", True),
    "user-reactivate": ("office.manage_users", True),
    "assignment-list": ("office.manage_assignments", False),
    "assignment-add": ("office.manage_assignments", False),
    "assignment-end": ("office.manage_assignments", False),
    "office-list": ("office.manage_assignments", False),
    "office-add": ("office.manage_assignments", False),
    "office-change": ("office.manage_assignments", False),
    "office-communes": ("office.manage_assignments", False),
    "holiday-list": ("office.manage_calendar", False),
    "holiday-add": ("office.manage_calendar", False),
    "holiday-remove": ("office.manage_calendar", False),
    "rate-list": ("office.manage_calendar", False),
    "rate-set": ("office.manage_calendar", False),
    "policy-list": ("office.manage_calendar", False),
    "policy-set": ("office.manage_calendar", False),
    "trail-list": ("office.view_trail", False),
    "trail-verify": ("office.view_trail", True),
}
WITH_NUMBER = {p.name for p in urlpatterns if "<int:pk>" in str(p.pattern)}


def address(name):
    if name not in WITH_NUMBER:
        return reverse(f"office:{name}")
    officer = make_user(communes=("010201",))
    numbers = {
        "user": officer.pk,
        "assignment": officer.assignments.get().pk,
        "office": make_office().pk,
        "holiday": Holiday.objects.create(on="2099-01-02", name_km="ក", name_en="a").pk,
    }
    return reverse(f"office:{name}", args=[numbers[name.split("-")[0]]])


def test_the_table_lists_every_address():
    assert {p.name for p in urlpatterns} == {*PAGES, "language"}


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_it_leads_to_the_sign_in(client, name):
    assert client.post(address(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", PERMISSIONS)
@pytest.mark.parametrize("name", PAGES)
def test_only_the_permission_opens_it(client, name, role):
    permission, is_act = PAGES[name]
    client.force_login(make_user(role=role))
    status = client.get(address(name)).status_code
    assert status == ((405 if is_act else 200) if permission in PERMISSIONS[role] else 403)


@pytest.mark.parametrize("name", sorted(WITH_NUMBER))
def test_an_unknown_number_is_not_found(client, name):
    user = make_user(role=roles.MANAGER)
    client.force_login(make_user(role=roles.ADMIN) if "user" in name else user)
    answer = client.post(reverse(f"office:{name}", args=[10**6]))
    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("name", [n for n, (_p, is_act) in PAGES.items() if not is_act])
def test_it_shows_in_both_languages(client, name, language):
    role = roles.ADMIN
    client.force_login(make_user(role=role))
    client.cookies["django_language"] = language
    content = client.get(address(name)).content.decode()
    assert f'<html lang="{language}">' in content
    assert "<h1>" in content
