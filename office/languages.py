"""The language of the screen: a cookie for this browser, and the user's own preference."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponseBase

YEAR = 365 * 24 * 60 * 60
Response = TypeVar("Response", bound=HttpResponseBase)


def is_offered(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def remember_language(response: Response, language: str) -> Response:
    """The cookie that LocaleMiddleware reads, set on the response."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
