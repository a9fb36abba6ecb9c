"""Users are added, changed, closed; never deleted, and nobody bends their own rights."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from office import roles, services
from office.demo import DEMO_USERNAMES
from office.errors import Refusal
from office.models import TrailEntry, User
from office.services import holdings
from tests.factories import PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_user(role=roles.ADMIN)


@pytest.fixture
def sources(monkeypatch):
    """A registry of one's own for the test."""
    monkeypatch.setattr(holdings, "_sources", dict(holdings._sources))


def add(by, **changes):
    given = {"username": "desk-7", "name": "សុភាព", "role": roles.OFFICER, "office": make_office(), "language": "km"}
    return services.add_user(by=by, **{**given, **changes})


def change(user, by, **changes):
    given = {"name": user.name, "role": user.role, "office": user.office, "language": user.language}
    return services.change_user(user, by=by, **{**given, **changes})


def trail_of(user):
    return list(TrailEntry.objects.filter(what="office.user", object_ids=str(user.pk)).values_list("fields", flat=True))


def test_a_new_user_has_one_role_and_a_password_to_change(admin):
    user, password = add(admin, username=" Desk-7 ")
    assert user.username == "desk-7"
    assert user.check_password(password)
    assert user.must_change_password
    assert [g.name for g in user.groups.all()] == [roles.OFFICER]
    assert trail_of(user) == ["added"]
    group = Group.objects.get(name=roles.OFFICER)
    assert TrailEntry.objects.get(what="auth.group").object_ids == f"{group.pk} {user.pk}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ឈ្មោះ"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": DEMO_USERNAMES[0]}, "username"),
        ({"username": "sopheap", "name": "Chan Sopheap"}, "username"),
        ({"username": "DESK-1"}, "username"),
        ({"role": "king"}, "role"),
        ({"office": None}, "office"),
        ({"role": roles.CASHIER, "office": None}, "office"),
    ],
)
def test_what_a_new_user_may_not_be(admin, changes, field):
    make_user("desk-1")
    with pytest.raises(Refusal) as refused:
        add(admin, **changes)
    assert refused.value.field == field
    assert User.objects.filter(must_change_password=True).count() == 0


def test_an_auditor_needs_no_office(admin):
    assert add(admin, role=roles.AUDITOR, office=None)[0].office is None


def test_a_change_is_written_with_the_names_of_the_fields(admin):
    user = make_user(name="ចាន់")
    change(user, admin, name="ចាន់ ធី", language="km")
    user.refresh_from_db()
    assert (user.name, user.language) == ("ចាន់ ធី", "km")
    assert trail_of(user) == ["name language"]


def test_a_new_role_replaces_the_old_one(admin):
    user = change(make_user(), admin, role=roles.CASHIER)
    assert [g.name for g in user.groups.all()] == [roles.CASHIER]


def test_nobody_changes_their_own_role(admin):
    with pytest.raises(Refusal) as refused:
        change(admin, admin, role=roles.MANAGER)
    assert refused.value.field == "role"
    assert change(admin, admin, language="en").role == roles.ADMIN


@pytest.mark.parametrize("changes", [{"role": roles.CASHIER}, {"office": "SR"}])
def test_communes_are_handed_over_before_role_or_office_change(admin, changes):
    officer = make_user(communes=("010201",))
    if "office" in changes:
        changes = {"office": make_office("SR", communes=())}
    with pytest.raises(Refusal):
        change(officer, admin, **changes)
    assert change(officer, admin, name="ថ្មី").name == "ថ្មី"


def test_a_password_reset_ends_what_was(admin, client):
    user = make_user(role=roles.AUDITOR)
    client.force_login(user)
    assert client.get("/office/trail/").status_code == 200
    password = services.reset_password(user, by=admin)
    user.refresh_from_db()
    assert user.must_change_password
    assert user.check_password(password)
    assert not user.check_password(PASSWORD)
    assert client.get("/office/trail/").url.startswith("/account/login/")
    assert trail_of(user) == ["password_reset"]


def test_the_second_factor_is_taken_away_with_its_recovery_codes(admin):
    user = make_user()
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=user, type=kind, data={})
    services.reset_second_factor(user, by=admin)
    assert not Authenticator.objects.exists()
    assert trail_of(user) == ["second_factor_reset"]


@pytest.mark.parametrize("act", ["reset_password", "reset_second_factor", "deactivate_user"])
def test_nobody_does_it_to_themself(admin, act):
    with pytest.raises(Refusal):
        getattr(services, act)(admin, by=admin)
    admin.refresh_from_db()
    assert admin.is_active
    assert not admin.must_change_password


def test_a_closed_user_stays_and_may_be_opened_again(admin):
    user = make_user()
    services.deactivate_user(user, by=admin)
    user.refresh_from_db()
    assert not user.is_active
    password = services.reactivate_user(user, by=admin)
    user.refresh_from_db()
    assert user.is_active
    assert user.must_change_password
    assert user.check_password(password)
    assert trail_of(user) == ["deactivated", "reactivated", "password_reset"]


def test_who_holds_something_is_not_closed(admin, sources):
    user = make_user()

    @services.register_holdings
    def cash(holder):
        return ["100,000 ៛"] if holder == user else []

    services.register_holdings(cash)
    assert services.holdings_of(user) == ["100,000 ៛"]
    assert services.holdings_of(admin) == []
    with pytest.raises(Refusal, match="100,000"):
        services.deactivate_user(user, by=admin)
    user.refresh_from_db()
    assert user.is_active


def test_assigned_communes_are_held_until_they_end(admin):
    officer = make_user(communes=("010201", "010202"))
    assert "2" in services.holdings_of(officer)[0]
    officer.assignments.update(to_on="2025-12-31")
    assert services.holdings_of(officer) == []


def test_choosing_a_language_leaves_a_line():
    user = make_user(language="en")
    services.choose_language(user, "km")
    user.refresh_from_db()
    assert user.language == "km"
    assert trail_of(user) == ["language"]


def test_the_first_user_is_the_first(admin):
    with pytest.raises(Refusal):
        services.add_first_user(username="desk-9", password=PASSWORD)
