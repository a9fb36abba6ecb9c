"""The frame, the door, the error pages and the table, as they come out."""

import re

import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from django_tables2 import RequestConfig
from moneyed import Money


def is_clean(html):
    return not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", html)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["km", "en"])
def test_the_door(client, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("account_login")).content.decode()
    assert f'<html lang="{language}">' in page
    assert (settings.LENDER_NAME_KM if language == "km" else settings.LENDER_NAME_EN) in page
    assert page.count("<h1>") == 1
    assert 'class="skip" href="#main"' in page
    assert 'autocomplete="current-password"' in page
    assert is_clean(page)


@pytest.mark.django_db
def test_a_wrong_password_is_answered_at_the_top(client):
    page = client.post(reverse("account_login"), {"login": "desk", "password": "wrong"}).content.decode()
    assert 'class="error-summary" role="alert"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_error_pages_speak_both_languages_and_need_nothing(name):
    page = render_to_string(name)
    assert 'lang="km"' in page
    assert 'lang="en"' in page
    assert is_clean(page)


@pytest.mark.django_db
def test_a_missing_page_is_friendly(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


class Loans(tables.Table):
    number = tables.Column("Number", attrs={"cell": {"class": "head"}})
    owed = tables.Column("Outstanding", attrs={"cell": {"class": "n least"}})

    class Meta:
        attrs = {"class": "stacked"}
        empty_text = "No loans yet."


def shown(rows, query=""):
    request = RequestFactory().get(f"/loans/?{query}")
    table = Loans(rows, request=request)
    RequestConfig(request, paginate={"per_page": 2}).configure(table)
    return render_to_string("tables/table.html", {"table": table}, request)


def test_the_table_says_how_it_is_sorted():
    html = shown([{"number": "B", "owed": 1}, {"number": "A", "owed": 2}], "sort=-number&state=late")
    assert html.count("aria-sort") == 1
    assert re.search(r"<th scope=\"col\"[^>]*head[^>]*aria-sort=\"descending\"", html)
    assert 'href="?sort=number&amp;state=late"' in html or 'href="?state=late&amp;sort=number"' in html


def test_the_table_can_become_rows_and_keeps_its_classes():
    html = shown([{"number": "B", "owed": 1}])
    assert '<table class="table stacked">' in html
    assert 'data-label="Outstanding" class="least n"' in html


def test_the_table_pages_and_keeps_the_filter():
    html = shown([{"number": str(n), "owed": n} for n in range(5)], "state=late&page=2")
    assert 'href="?state=late&amp;page=1"' in html
    assert 'href="?state=late&amp;page=3"' in html


def test_an_empty_table_is_an_empty_state():
    html = shown([])
    assert "<table" not in html
    assert "No loans yet." in html


def test_the_pager_counts():
    with override("en"):
        html = render_to_string(
            "includes/pager.html", {"page": Paginator(range(214), 25).page(2), "query": QueryDict()}
        )
    assert "Page 2 of 9 · 26–50 of 214" in html


def test_a_figure_writes_each_currency_for_itself_and_shows_nothing_as_nothing():
    amounts = [Money(450000, "KHR"), Money(25, "USD")]
    html = render_to_string("includes/figure.html", {"label": "Due", "amounts": amounts})
    assert "<span>450,000៛</span> <span>$25.00</span>" in html
    assert "<span>0៛</span>" in render_to_string("includes/figure.html", {"label": "Due", "amount": Money(0, "KHR")})


def test_a_state_has_a_word_and_a_shape():
    html = render_to_string("includes/tag.html", {"label": "late", "tone": "late"})
    assert "<svg" in html
    assert html.rstrip().endswith("late</span>")


def test_an_icon_is_hidden_from_those_who_listen():
    assert 'aria-hidden="true"' in render_to_string("includes/icon.html", {"name": "receipt"})
