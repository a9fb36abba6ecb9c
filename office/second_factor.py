"""Who must have a second factor (TOTP), and who has."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from office.roles import SECOND_FACTOR_ROLES


def lacks_second_factor(user: Any) -> bool:
    """Whether the user's role demands a second factor that is not set up. Decided by settings."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    needs = user.is_superuser or user.groups.filter(name__in=SECOND_FACTOR_ROLES).exists()
    return needs and not is_mfa_enabled(user)
