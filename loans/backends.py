"""A deputy decides what the approver might, on the days named and nothing besides."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from loans.models import Deputy
from office.roles import PERMISSIONS

LENT = frozenset({"loans.approve_loan", "loans.confirm_reversal", "loans.confirm_change"})


class DeputyBackend(BaseBackend):
    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Asked after the user's own roles said no; once for each request's user."""
        if perm not in LENT or not user_obj.is_active:
            return False
        if not hasattr(user_obj, "_lent"):
            user_obj._lent = _lent_to(user_obj)
        return perm in user_obj._lent


def _lent_to(user: Any) -> set[str]:
    today = timezone.localdate()
    named = Deputy.objects.filter(deputy=user, from_on__lte=today, to_on__gte=today, approver__is_active=True)
    roles = named.values_list("approver__groups__name", flat=True)
    return {perm for role in roles for perm in PERMISSIONS.get(role, ()) if perm in LENT}
