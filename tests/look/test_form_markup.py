"""Forms as the browser gets them: labels above, help below, errors tied to their field and listed at the top."""

import re

import pytest
from django import forms
from django.utils.translation import override


class Paying(forms.Form):
    amount = forms.DecimalField(label="Amount", help_text="In riel", min_value=100)
    paid_on = forms.DateField(label="Day")
    channel = forms.ChoiceField(label="Paid by", choices=[("cash", "Cash"), ("bank", "Bank")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.TextInput(attrs={"placeholder": "Write"}))
    thumb = forms.BooleanField(label="Thumbprint", required=False)
    slip = forms.FileField(label="Slip", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def tag(html, name):
    return re.search(rf"<(?:input|select|textarea)\b[^>]*name=\"{name}\"[^>]*>", html)[0]


def test_an_error_is_tied_to_its_field():
    html = str(Paying({"amount": "12x"}))
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in tag(html, "amount")
    assert 'aria-invalid="true"' in tag(html, "amount")
    assert 'id="id_amount_error"' in html
    assert 'id="id_amount_helptext"' in html


def test_the_summary_leads_to_each_field_and_names_hidden_errors():
    summary = re.search(r"<div class=\"error-summary\".*?</div>", str(Paying({"amount": "12x"})), re.DOTALL)[0]
    assert 'href="#id_amount"' in summary
    assert 'href="#id_paid_on"' in summary
    assert summary.count("<li>") == 4  # amount, day, paid by, and the key nobody sees


def test_a_refusal_of_the_whole_form_stands_in_the_summary():
    form = Paying({})
    form.add_error(None, "This day is closed.")
    assert str(form).index("This day is closed.") < str(form).index('name="amount"')


def test_without_errors_there_is_no_summary():
    assert "error-summary" not in str(Paying())


def test_figures_are_typed_as_text_with_the_keys_of_a_phone():
    amount = tag(str(Paying()), "amount")
    assert 'type="text"' in amount
    assert 'inputmode="decimal"' in amount


def test_a_day_is_picked_and_written_as_browsers_want_it():
    day = tag(str(Paying(initial={"paid_on": "2026-11-21"})), "paid_on")
    assert 'type="date"' in day
    assert 'value="2026-11-21"' in day


def test_what_is_required_says_so_in_a_word():
    html = str(Paying())
    assert html.count('class="must"') == 3


def test_choices_have_a_legend_and_each_its_label():
    html = str(Paying())
    assert "<legend>Paid by" in html
    assert '<label for="id_channel_0">' in html


def test_nothing_is_written_into_an_empty_box():
    assert "placeholder" not in str(Paying())


def test_a_unit_stands_behind_its_figure():
    form = Paying()
    form.fields["amount"].unit = "៛"
    assert '<span class="unit" aria-hidden="true">៛</span>' in str(form)


def test_every_control_has_a_label():
    html = str(Paying())
    ids = re.findall(r"<(?:input|select|textarea)\b(?![^>]*type=\"hidden\")[^>]*\bid=\"([^\"]+)\"", html)
    assert len(ids) == 7
    assert all(f'<label for="{each}"' in html or f'for="{each}">' in html for each in ids)
