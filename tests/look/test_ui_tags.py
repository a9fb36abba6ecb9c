"""The small template helps."""

from dataclasses import dataclass

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from office.templatetags import ui


@dataclass(frozen=True)
class Place:
    url: str


PLACES = [Place("/"), Place("/loans/"), Place("/loans/collections/")]


@pytest.mark.parametrize(
    ("path", "here"),
    [("/", "/"), ("/loans/", "/loans/"), ("/loans/7/", "/loans/"), ("/loans/collections/3/", "/loans/collections/")],
)
def test_the_current_place_is_the_longest_that_holds_the_page(path, here):
    assert ui.current_place(PLACES, path).url == here


def test_a_page_may_belong_to_no_place():
    assert ui.current_place(PLACES, "/account/logout/") is None


def test_with_query_keeps_the_filter_and_replaces_the_page():
    assert ui.with_query(QueryDict("state=late&page=2"), "page", 3) == "?state=late&page=3"


def test_with_query_drops_an_empty_value():
    assert ui.with_query(QueryDict("state=late&page=2"), "page", "") == "?state=late"


@pytest.mark.parametrize(("language", "name"), [("km", "ឥណទានស្រុក"), ("en", "District Credit")])
def test_the_lender_is_named_in_the_language_of_the_page(settings, language, name):
    settings.LENDER_NAME_KM, settings.LENDER_NAME_EN = "ឥណទានស្រុក", "District Credit"
    with override(language):
        assert ui.lender_name() == name


@pytest.mark.parametrize(
    ("state", "tone"), [("written_off", "late"), ("submitted", "due"), ("closed", "done"), ("active", "")]
)
def test_tones(state, tone):
    assert ui.tone(state) == tone


def test_in_fours():
    assert ui.in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_plot_stands_on_zero():
    drawn = ui.plot([0, 50, 100], 50)
    assert drawn.line == "4.0,96.0 160.0,50.0 316.0,4.0"
    assert drawn.threshold == "50.0"
    assert drawn.dots[1] == "M160.0 50.0h.01"


def test_plot_of_a_loss_goes_below_zero():
    assert ui.plot([-10, 10]).line == "4.0,96.0 316.0,4.0"


def test_plot_of_one_value_and_of_none():
    assert ui.plot([0]).line == "4.0,96.0"
    assert ui.plot([]).line == ""


def test_unit_is_what_the_form_field_says():
    class Paying(forms.Form):
        amount = forms.DecimalField()
        days = forms.IntegerField()

    form = Paying()
    form.fields["amount"].unit = "៛"
    assert (ui.unit(form["amount"]), ui.unit(form["days"])) == ("៛", "")
