"""Each role may do what its row of the table says, and nothing else."""

import pytest
from django.contrib.auth.models import Group, Permission

from office import roles
from office.models import User
from office.roles import PERMISSIONS, ROLE_NAMES, SECOND_FACTOR_ROLES, sync_roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def held(role):
    permissions = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_group_has_exactly_its_permissions(role):
    assert held(role) == set(PERMISSIONS[role])


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_user_of_the_role_has_exactly_those(role):
    assert make_user(role=role).get_all_permissions() == set(PERMISSIONS[role])


def test_syncing_twice_is_harmless_and_puts_right_what_was_bent():
    group = Group.objects.get(name=roles.AUDITOR)
    group.permissions.add(Permission.objects.get(codename="manage_users"))
    for _ in range(2):
        sync_roles()
        assert held(roles.AUDITOR) == set(PERMISSIONS[roles.AUDITOR])
    assert Group.objects.count() == len(PERMISSIONS)


def test_every_permission_of_the_table_exists():
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert {name for names in PERMISSIONS.values() for name in names} <= known


def test_every_role_has_a_name_and_no_name_is_without_a_role():
    assert set(ROLE_NAMES) == set(PERMISSIONS) >= set(SECOND_FACTOR_ROLES)


def test_only_the_administrator_manages_users():
    assert [r for r, names in PERMISSIONS.items() if "office.manage_users" in names] == [roles.ADMIN]


def test_the_administrator_sees_no_participants():
    assert not any(name.startswith(("livelihoods.", "loans.")) for name in PERMISSIONS[roles.ADMIN])


def test_the_auditor_changes_nothing():
    acts = {name.split(".")[1].split("_")[0] for name in PERMISSIONS[roles.AUDITOR]}
    assert acts <= {"view", "see"}
    assert "livelihoods.see_names" not in PERMISSIONS[roles.AUDITOR]


def test_createsuperuser_makes_an_administrator_and_nobody_above_the_roles():
    user = User.objects.create_superuser("root", "x")
    assert (user.is_superuser, user.role) == (False, roles.ADMIN)
