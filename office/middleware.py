"""Limits of a session, pages no browser keeps, and what comes first: an own password, a second factor."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from office.second_factor import lacks_second_factor

TOUCH_EVERY = 60
OPEN_TO_ALL = ("account_", "office:language")
OPEN_WITHOUT_SECOND_FACTOR = ("mfa_", *OPEN_TO_ALL)


class SessionLimitMiddleware:
    """Ends a session after 15 idle minutes or 12 hours, whichever comes first (settings)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = int(time()), request.session
            started, seen = session.get("started_at", now), session.get("seen_at", now)
            idle = now - seen > settings.SESSION_IDLE_SECONDS
            if idle or now - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif "started_at" not in session or now - seen > TOUCH_EVERY:
                session.update({"started_at": started, "seen_at": now})
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # A borrowed phone must not show these pages again after signing out.
            response["Cache-Control"] = "no-store, private"
        return response


class FirstStepsMiddleware:
    """First a password nobody else knows; then a second factor, for those who see beyond their communes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if getattr(request.user, "must_change_password", False):
            return None if name.startswith(OPEN_TO_ALL) else self._to_new_password(request)
        if name.startswith(OPEN_WITHOUT_SECOND_FACTOR) or not lacks_second_factor(request.user):
            return None
        messages.info(request, _("Your role needs a second factor. Set it up to go on."))
        return redirect("mfa_activate_totp")

    def _to_new_password(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, _("Your password is a temporary one. Choose your own to go on."))
        return redirect("account_change_password")
