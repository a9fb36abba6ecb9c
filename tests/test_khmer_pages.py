"""No English is left on a Khmer page: every page, and every form sent empty or with nonsense, is read word by word."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from office.roles import ADMIN, AUDITOR, CASHIER, MANAGER, MONITORING, OFFICER, TRAINER
from tests.factories import make_user
from tests.test_access import PAGES, PUBLIC, member, visit, world  # noqa: F401

pytestmark = pytest.mark.django_db

# Codes, names and what stays Latin in every language.
ALLOWED = re.compile(
    r"English|KHR|USD|CSV|PDF|TOTP|QR|BM[A-Z0-9-]*|[A-Z]-\d+|[0-9A-Z]{7}|demo-\S+|[a-z]+_?[a-z]*_?[a-z]*-\d+|F1|Excel|xlsx|XLSX|"
    r"Sok Sophea|First fund|Loan without interest|A Foundation|MB"
)
LATIN = re.compile(r"[A-Za-z]{2,}")
SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-label", "value")


class Words(HTMLParser):
    """The text a reader sees or hears: outside script and style, of elements not marked as another language."""

    SILENT = ("script", "style", "code")
    VOID = ("input", "meta", "link", "br", "img", "hr", "path", "rect", "circle", "line", "col", "wbr")

    def __init__(self):
        super().__init__()
        self.found, self.stack = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        quiet = tag in self.SILENT or values.get("lang") == "en" or bool(self.stack and self.stack[-1][1])
        if not quiet:
            shown = [values.get(a) for a in SHOWN_ATTRIBUTES if not (a == "value" and values.get("type") != "submit")]
            self.found += [text for text in shown if text]
        if tag not in self.VOID:
            self.stack.append((tag, quiet))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not (self.stack and self.stack[-1][1]):
            self.found.append(data.strip())


def leftovers(html: str) -> set[str]:
    reader = Words()
    reader.feed(html)
    return {text for text in reader.found if LATIN.search(ALLOWED.sub("", text))}


def read_pages(client, user, names, things):
    user.language = "km"
    user.save(update_fields=["language"])
    client.cookies["django_language"] = "km"
    left = {}
    for name in names:
        client.force_login(user)
        answer = visit(client, name, things)
        is_page = answer.status_code == 200 and "text/html" in answer["Content-Type"]
        if is_page and (words := leftovers(answer.content.decode())):
            left[name] = words
    return left


@pytest.mark.parametrize("role", [OFFICER, CASHIER, MANAGER, TRAINER, MONITORING, AUDITOR, ADMIN])
def test_pages(role, world, client):  # noqa: F811
    assert read_pages(client, member(role, world), PAGES, world) == {}


@pytest.mark.parametrize("role", [OFFICER, CASHIER, MANAGER, TRAINER, ADMIN])
def test_forms_with_errors(role, world, client):  # noqa: F811
    """Sent empty, and sent with nonsense in every field: the answer is in Khmer, and nothing breaks."""
    user, left = member(role, world), {}
    user.language = "km"
    user.save(update_fields=["language"])
    client.cookies["django_language"] = "km"
    for name, page in PAGES.items():
        if page.roles == PUBLIC or role not in page.roles or page.post or name.startswith(("mfa_", "account_")):
            continue
        url = reverse(name, args=[world[a] for a in page.args])
        client.force_login(user)
        first = client.get(url)
        form = first.context and first.context.get("form")
        if not form:
            continue
        nonsense = {form.add_prefix(n): "@@@" for n in form.fields}
        for data in ({}, nonsense):
            answer = client.post(url, data)
            assert answer.status_code < 500, (name, data)
            if answer.status_code == 200 and (words := leftovers(answer.content.decode())):
                left.setdefault(name, set()).update(words)
    assert left == {}


def test_sign_in_pages(client):
    client.cookies["django_language"] = "km"
    for url, data in (
        ("/account/login/", None),
        ("/account/login/", {}),
        ("/account/login/", {"login": "x", "password": "y"}),
    ):
        answer = client.get(url) if data is None else client.post(url, data)
        assert leftovers(answer.content.decode()) == set()


def test_not_found_and_refused(client):
    client.force_login(make_user(role=CASHIER, language="km"))
    client.cookies["django_language"] = "km"
    for url, status in (("/loans/nothing/", 404), ("/loans/products/", 403)):
        answer = client.get(url)
        assert answer.status_code == status
        assert leftovers(answer.content.decode()) == set()


def test_the_reader_finds_english():
    """The check can fail."""
    assert leftovers('<p>ថ្ងៃនេះ</p><p>Amount due</p><input type="submit" value="Save">') == {"Amount due", "Save"}
    assert leftovers('<p lang="en">Amount due</p><p>BM-26-00001 KHR</p>') == set()


def test_khmer_is_the_first_language():
    from django.conf import settings

    assert settings.LANGUAGE_CODE == "km"
    assert settings.LANGUAGES[0][0] == "km"
    with translation.override("km"):
        assert translation.gettext("Loans") != "Loans"
