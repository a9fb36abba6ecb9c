"""Those who sign in: added, changed, closed. Nobody is deleted, and nobody bends their own rights."""

import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from office import trail
from office.demo import DEMO_USERNAMES
from office.errors import Refusal
from office.models import Office, User
from office.roles import ADMIN, OFFICE_ROLES, PERMISSIONS
from office.services.holdings import holdings_of

# Read aloud or copied by hand once: no letters or digits that look alike.
TEMPORARY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPORARY_GROUPS, TEMPORARY_LENGTH = 4, 4


@transaction.atomic
def add_user(
    *, username: str, name: str, role: str, office: Office | None, language: str, by: User
) -> tuple[User, str]:
    """The user and a temporary password, kept nowhere, to be changed at the first sign-in."""
    username = _free_username(username, name)
    _check_office(role, office)
    password = temporary_password()
    user = User.objects.create_user(
        username, password, name=name, office=office, language=language, must_change_password=True
    )
    trail.record(trail.Act.WRITE, user, by=by, fields=["added"])
    _put_in_role(user, role, by)
    return user, password


@transaction.atomic
def add_first_user(*, username: str, password: str) -> User:
    """The administrator of a new office, with a password of their own."""
    if User.objects.exists():
        raise Refusal(_("There are users already."))
    username = _free_username(username, "")
    try:
        validate_password(password, User(username=username))
    except ValidationError as refused:
        raise Refusal(" ".join(refused.messages), field="password") from refused
    user = User.objects.create_user(username, password)
    trail.record(trail.Act.WRITE, user, by=None, fields=["added"])
    _put_in_role(user, ADMIN, None)
    return user


@transaction.atomic
def change_user(user: User, *, name: str, role: str, office: Office | None, language: str, by: User) -> User:
    """A new role or office only once everything held in the old one is handed over."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if role != user.role and user.pk == by.pk:
        raise Refusal(_("Nobody changes their own role."), field="role")
    _check_office(role, office)
    changed = _changed(user, name=name, role=role, office=office, language=language)
    if not {"role", "office"}.isdisjoint(changed):
        _refuse_while_holding(user)
    user.name, user.office, user.language = name, office, language
    user.save(update_fields=["name", "office", "language"])
    trail.record(trail.Act.WRITE, user, by=by, fields=changed)
    if "role" in changed:
        _put_in_role(user, role, by)
    return user


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """A new temporary password. Every session of the user ends with the old one."""
    _refuse_self(user, by, _("Change your own password from your own menu."))
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    trail.record(trail.Act.WRITE, user, by=by, fields=["password_reset"])
    return password


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Takes away authenticator and recovery codes: a telephone was lost."""
    _refuse_self(user, by, _("Change your own second factor from your own menu."))
    Authenticator.objects.filter(user=user).delete()
    trail.record(trail.Act.WRITE, user, by=by, fields=["second_factor_reset"])


@transaction.atomic
def deactivate_user(user: User, *, by: User) -> None:
    """No sign-in any more, and sessions end at their next request. What the user entered stays signed."""
    _refuse_self(user, by, _("Nobody closes their own account."))
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _refuse_while_holding(user)
    _set_active(user, False, by)


@transaction.atomic
def reactivate_user(user: User, *, by: User) -> str:
    """May sign in again, with a new temporary password: the old one may have been passed on."""
    _set_active(user, True, by)
    return reset_password(user, by=by)


@transaction.atomic
def choose_language(user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])
    trail.record(trail.Act.WRITE, user, by=user, fields=["language"])


def temporary_password() -> str:
    """79 random bits, in groups that can be read aloud: k7mq-2xvd-p9tr-h4ns."""
    letters = (secrets.choice(TEMPORARY_ALPHABET) for _ in range(TEMPORARY_GROUPS * TEMPORARY_LENGTH))
    return "-".join("".join(group) for group in zip(*[letters] * TEMPORARY_LENGTH, strict=True))


def _free_username(username: str, name: str) -> str:
    username = username.strip().lower()
    try:
        ASCIIUsernameValidator()(username)
    except ValidationError as refused:
        raise Refusal(" ".join(refused.messages), field="username") from refused
    if username in DEMO_USERNAMES:
        raise Refusal(_("This sign-in name belongs to the demo."), field="username")
    if username in name.casefold().split():
        raise Refusal(_("The sign-in name must not be part of the person's name."), field="username")
    # Sign-in does not heed case, so two names that differ in case alone would be one.
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal(_("This sign-in name is taken."), field="username")
    return username


def _check_office(role: str, office: Office | None) -> None:
    if role not in PERMISSIONS:
        raise Refusal(_("Choose a role."), field="role")
    if role in OFFICE_ROLES and office is None:
        raise Refusal(_("Who takes money belongs to an office: choose one."), field="office")


def _changed(user: User, **wanted: object) -> list[str]:
    return [field for field, value in wanted.items() if getattr(user, field) != value]


def _refuse_while_holding(user: User) -> None:
    if held := holdings_of(user):
        raise Refusal(_("To be handed over or settled first: %(held)s.") % {"held": ", ".join(held)})


def _refuse_self(user: User, by: User, message: str) -> None:
    if user.pk == by.pk:
        raise Refusal(message)


def _set_active(user: User, active: bool, by: User) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])
    trail.record(trail.Act.WRITE, user, by=by, fields=["reactivated" if active else "deactivated"])


def _put_in_role(user: User, role: str, by: User | None) -> None:
    """One role per user. The trail names the group by its id, as it names everything."""
    group = Group.objects.get(name=role)
    user.groups.set([group])
    trail.record(trail.Act.WRITE, group, by=by, objects=[user], fields=["user"])
