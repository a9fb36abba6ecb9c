"""What stands in the navigation, for this user."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    label: Any
    url_name: str
    icon: str
    permission: str | None = None
    on_phone: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)


PLACES: tuple[Place, ...] = (Place(_("Today"), "reports:home", "today", on_phone=True),)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The places the user may go to, and the name of the one this page belongs to."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"places": []}
    return {"places": [p for p in PLACES if p.permission is None or user.has_perm(p.permission)]}
