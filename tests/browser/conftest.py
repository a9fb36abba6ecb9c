"""A browser that is signed in. Chromium is Debian's; nothing leaves the machine."""

import pytest

from tests.factories import PASSWORD

WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def sign_in(browser, live_server):
    """sign_in(user, language="km", width="phone") -> page, in a context of its own."""
    contexts = []

    def enter(user, *, language="km", width="phone"):
        user.language = language
        user.save(update_fields=["language"])
        context = browser.new_context(viewport=WIDTHS[width], base_url=live_server.url, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto("/account/login/")
        page.fill("input[name=login]", user.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button.main-act")
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield enter
    for context in contexts:
        assert not [error for page in context.pages for error in page.errors]
        context.close()


def fits(page) -> bool:
    """Nothing scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
