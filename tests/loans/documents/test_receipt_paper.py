"""The receipt: what held when the money was entered, however late it is printed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loans.documents.receipt import build_receipt, has_receipt, render_receipt
from loans.errors import LoanError
from tests.factories import receive, riel, usd
from tests.loans.documents.lending import enter, entry_of, fresh, lend, reverse
from tests.loans.documents.pdfs import closed_up, pages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan():
    return lend(riel(1_200_000), method="declining", annual_rate=Decimal(18))


def paid(loan, amount, on, **details):
    return entry_of(loan, pk=receive(fresh(loan), amount, on, **details).pk)


def test_it_states_the_payment_its_split_and_what_is_next(loan):
    r = build_receipt(paid(loan, riel(110_000), date(2026, 2, 15), channel="mobile", reference="FT1", paid_by="family"))
    assert (r.number, r.loan, r.on, r.amount) == ("BM-26-00001", loan.number, date(2026, 2, 15), riel(110_000))
    assert (r.channel, r.reference, r.paid_by) == ("mobile", "FT1", "family")
    assert (r.split.principal, r.split.interest, r.split.charges) == (riel(92_000), riel(18_000), riel(0))
    assert (r.outstanding_principal, r.outstanding) == (riel(1_108_000), riel(1_209_600))
    assert (r.next_due.on, r.next_due.amount, r.arrears) == (date(2026, 3, 15), riel(110_000), riel(0))


def test_what_is_left_of_an_instalment_is_said(loan):
    r = build_receipt(paid(loan, riel(60_000), date(2026, 2, 20)))
    assert (r.arrears, r.next_due.amount) == (riel(50_000), riel(110_000))


def test_a_later_payment_changes_nothing_on_it(loan):
    first = paid(loan, riel(110_000), date(2026, 2, 15))
    before = build_receipt(first)
    paid(loan, riel(500_000), date(2026, 2, 1))  # earlier by date, entered later
    paid(loan, riel(110_000), date(2026, 3, 15))
    assert build_receipt(first) == before


def test_a_reversal_does(loan):
    entry = paid(loan, riel(110_000), date(2026, 2, 15))
    reversal = reverse(entry)
    r = build_receipt(entry_of(loan, pk=entry.pk))
    assert (r.reversed_on, r.amount, r.split.principal) == (reversal.posted_on, riel(110_000), riel(92_000))


def test_money_above_what_is_owed_is_said_to_be_the_client_s():
    loan = lend(usd(300), instalments=3)
    r = build_receipt(paid(loan, usd("325.50"), date(2026, 3, 1)))
    assert (r.split.principal, r.split.credit, r.next_due, r.outstanding) == (usd(300), usd("25.50"), None, usd(0))


def test_money_recovered_has_no_split():
    loan = lend(riel(600_000), instalments=6)
    enter("write_off", loan, riel(600_000), date(2026, 9, 1))
    r = build_receipt(paid(loan, riel(50_000), date(2026, 10, 1)))
    assert (r.split, r.outstanding_principal, r.next_due) == (None, riel(0), None)


def test_only_money_paid_in_has_a_receipt(loan):
    payout = entry_of(loan, seq=1)
    assert not has_receipt(payout)
    with pytest.raises(LoanError):
        build_receipt(payout)


def test_the_paper_has_the_amount_in_figures_and_in_the_words_of_both_languages(loan, khmer):
    r = build_receipt(paid(loan, riel(110_000), date(2026, 2, 15), paper_no="0077"))
    text = text_of(render_receipt(r, language="both"))
    assert "110,000៛" in text
    assert "One hundred and ten thousand riel only" in text
    assert "មួយសែនមួយម៉ឺនរៀលគត់" in closed_up(text)
    assert "BM-26-00001 (0077)" in text
    assert "15/03/2026 · 110,000៛" in text
    for label in ("Received by", "Paid by", "Signature or", "អ្នកទទួលប្រាក់", "ស្នាមមេដៃ"):
        assert label in text


def test_a_reversed_one_says_first_that_it_is_void(loan, khmer):
    entry = paid(loan, riel(110_000), date(2026, 2, 15))
    reverse(entry)
    text = text_of(render_receipt(build_receipt(entry_of(loan, pk=entry.pk)), language="en"), "-raw")
    assert text.splitlines()[2].startswith("Reversed entry, ")
    assert text.splitlines()[3] == "This receipt is no longer valid."
    assert "Next due" not in text  # what came after it no longer holds
    assert "Outstanding" not in text


def test_the_longest_receipt_is_one_page(khmer):
    person = {"name_km": "ចាន់ សុវណ្ណារ៉ា ព្រះពុទ្ធិវង្សរតនា", "name_latin": "Chan Sovannara Preah Putthivongratana"}
    loan = lend(riel(38_000_000), method="declining", annual_rate=Decimal(15), person=person)
    enter("penalty", loan, riel(977_700), date(2026, 2, 10))
    details = {"channel": "bank", "reference": "BANK-REFERENCE-0123456789-ABCDEFGH", "paper_no": "1234567890"}
    entry = paid(loan, riel(3_777_700), date(2026, 3, 20), **details, paid_by="guarantor")
    for reversal in (None, date(2026, 3, 21)):
        r = replace(build_receipt(entry), reversed_on=reversal)
        assert all((r.split.interest, r.split.charges, r.arrears, r.next_due))
        assert [pages_of(render_receipt(r, language=language)) for language in ("km", "en", "both")] == [1, 1, 1]
