"""From template to HTML: both languages, values inside sentences, and where break marks may stand."""

from datetime import date
from decimal import Decimal

import pytest
import tinyhtml5
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from paper.core.khmer_breaks import ZWSP
from paper.pdf import render_html, typeset
from tests.paper.proof import MADE_AT, STATEMENT

SENTENCE = "សូមពិនិត្យព័ត៌មានខាងក្រោម"
BROKEN = "សូម|ពិនិត្យ|ព័ត៌មាន|ខាងក្រោម"


def after_typesetting(html):
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    typeset(root)
    return root


def text_of(html):
    return "".join(after_typesetting(html).find("body").itertext()).replace(ZWSP, "|")


def say(source, language="both", **context):
    template = Template("{% load paper_tags %}" + source)
    return template.render(Context({"language": language, **context}))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>{SENTENCE}</p>", BROKEN),
        (f"<p><b>{SENTENCE}</b> {SENTENCE}</p>", f"{BROKEN} {BROKEN}"),
        (f"<p><span class='name'>{SENTENCE}</span>{SENTENCE}</p>", SENTENCE + BROKEN),
        (f"<p class='n nowrap'><b>{SENTENCE}</b></p>", SENTENCE),
        (f"<p class='place'>{SENTENCE}</p>", SENTENCE),
        (f"<!-- {SENTENCE} --><p>{SENTENCE}</p>", BROKEN),
    ],
)
def test_breaks_go_into_running_text_and_not_into_names(html, text):
    assert text_of(html) == text


def test_what_the_margins_show_may_break_and_never_stops_the_paper():
    body = after_typesetting(f"<body data-subject='{SENTENCE} 😀'>").find("body")
    assert body.get("data-subject").replace(ZWSP, "|") == f"{BROKEN} ?"


def test_attributes_title_and_style_stay_as_they_are():
    root = after_typesetting(f"<title>{SENTENCE}</title><style>/* {SENTENCE} */</style><img alt='{SENTENCE}'>")
    assert root.find("head/title").text == SENTENCE
    assert root.find("head/style").text == f"/* {SENTENCE} */"
    assert root.find("body/img").get("alt") == SENTENCE


def test_text_in_a_picture_is_refused():
    with pytest.raises(ValueError, match="text_path"):
        after_typesetting("<svg xmlns='http://www.w3.org/2000/svg'><g><text>ក</text></g></svg>")
    after_typesetting("<svg xmlns='http://www.w3.org/2000/svg'><title>ក</title><path d='M0 0'/></svg>")


def test_what_no_font_draws_becomes_a_question_mark_and_is_logged(caplog):
    assert text_of("<p>សុខ 😀 漢</p>") == "សុខ ? ?"
    assert "U+1F600" in caplog.text
    assert "U+6F22" in caplog.text


def test_the_page_says_its_language_title_and_lender(proof):
    html = render_html("paper_proof/receipt.html", STATEMENT, language="both", title=_("Receipt"), made_at=MADE_AT)
    assert '<html lang="km">' in html
    assert "<title>បង្កាន់ដៃទទួលប្រាក់ / Receipt</title>" in html
    assert '<meta name="author" content="Small Business Loans">' in html
    assert "Made on 21/11/2026 09:30" in html
    assert "លេខកូដផ្ទៀងផ្ទាត់ / Verification code 7KQ2-M4AX-9P" in html
    assert ZWSP not in html


@pytest.mark.parametrize(
    ("language", "wanted", "unwanted"), [("km", "បង្កាន់ដៃ", "Receipt"), ("en", "Receipt", "បង្កាន់ដៃ")]
)
def test_a_paper_in_one_language_has_none_of_the_other(proof, language, wanted, unwanted):
    html = render_html("paper_proof/receipt.html", STATEMENT, language=language, title=_("Receipt"), made_at=MADE_AT)
    assert wanted in html
    assert unwanted not in html
    assert f'<html lang="{language}">' in html


def test_labels_are_one_text_and_sentences_two_parts(proof):
    assert say('{% label _("Due date") %}') == "ថ្ងៃត្រូវបង់ / Due date"
    assert say('{% head _("Due date") %}') == "ថ្ងៃត្រូវបង់\nDue date"
    assert say('{% say _("Due date") %}') == 'ថ្ងៃត្រូវបង់ <span class="en" lang="en">Due date</span>'
    assert say('{% say _("Due date") %}', "km") == "ថ្ងៃត្រូវបង់"
    assert say('{% label _("Due date") %}', "en") == "Due date"
    assert say('{% label "R-1" %}') == "R-1"  # the same in both: once


def test_values_in_a_sentence_are_written_as_its_language_does(proof):
    message = "Please pay {amount} on {day} at the office or to the loan officer, and ask for a receipt."
    html = say(f'{{% say _("{message}") amount=a day=d %}}', a=Money(Decimal(305000), "KHR"), d=date(2026, 12, 15))
    assert "ចំនួន 305,000៛ នៅថ្ងៃទី១៥ ខែធ្នូ ឆ្នាំ២០២៦" in html
    assert "Please pay 305,000៛ on 15 December 2026" in html


def test_what_a_person_typed_is_escaped_and_a_name_kept_whole(proof):
    message = "The borrower {name} has borrowed {amount} and shall repay it as the repayment schedule says."
    html = say(f'{{% say _("{message}") name=n|whole amount=a %}}', n="<i>{amount}</i>", a="<b>")
    assert '<span class="name">&lt;i&gt;{amount}&lt;/i&gt;</span>' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ riel|money }}", "100,000៛"),
        ("{{ dollars|money }}", "$25.50"),
        ("{{ nothing|money }}", ""),
        ("{{ day|short_date }}", "05/01/2026"),
        ("{{ nothing|short_date }}{{ nothing|long_date }}{{ nothing|km_date }}", ""),
        ("{{ day|long_date }}", "ថ្ងៃទី៥ ខែមករា ឆ្នាំ២០២៦"),
        ("{{ day|long_date:'both' }}", "ថ្ងៃទី៥ ខែមករា ឆ្នាំ២០២៦ / 5 January 2026"),
        ("{{ moment|long_date:'en' }}", "5 January 2026"),  # 18:00 in London is the next day in Phnom Penh
        ("{{ day|km_date }}", "ថ្ងៃទី៥ ខែមករា ឆ្នាំ២០២៦"),
        ("{{ riel|words }}", "មួយសែនរៀលគត់"),
        (
            "{{ dollars|words:'both' }}",
            "ម្ភៃប្រាំដុល្លារអាមេរិក និងហាសិបសេន / Twenty-five US dollars and fifty cents",
        ),
        ("{{ 2026|km_digits }}", "២០២៦"),
        ("{{ sentence|breaks }}", BROKEN.replace("|", ZWSP)),
    ],
)
def test_filters(source, text):
    from datetime import UTC, datetime

    context = {
        "riel": Money(100000, "KHR"),
        "dollars": Money("25.50", "USD"),
        "nothing": None,
        "day": date(2026, 1, 5),
        "moment": datetime(2026, 1, 4, 18, tzinfo=UTC),
        "sentence": SENTENCE,
    }
    with translation.override("km"):
        assert say(source, **context) == text
