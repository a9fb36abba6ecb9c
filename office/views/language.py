"""The switch between Khmer and English, on every page and before sign-in too."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from office.languages import is_offered, remember_language
from office.services import choose_language


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    response = redirect(_next_page(request))
    if not is_offered(wanted):
        return response
    if request.user.is_authenticated:
        choose_language(request.user, wanted)
    return remember_language(response, wanted)


def _next_page(request: HttpRequest) -> str:
    """Back to a page of this site, and to no other."""
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    # A word alone would be taken for the name of a page.
    return page if safe and page.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
