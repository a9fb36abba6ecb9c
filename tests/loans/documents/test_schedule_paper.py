"""The repayment schedule, before signing and after."""

from datetime import date
from decimal import Decimal

import pytest

from loans.documents.schedule import build_repayment_schedule, render_repayment_schedule
from tests.factories import receive, riel
from tests.loans.documents.lending import apply_for, fresh, lend
from tests.loans.documents.pdfs import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    """1,200,000 at 12 %, two months without principal, then ten instalments; 12,000 kept back."""
    loan = apply_for(
        riel(1_200_000), method="declining", annual_rate=Decimal(12), fee=Decimal(12_000), principal_grace=2
    )
    return build_repayment_schedule(loan, on=date(2026, 1, 6))


def test_before_signing_it_states_the_whole_cost(proposal):
    facts = proposal.facts
    assert (proposal.is_proposed, facts.is_paid_out, facts.disbursed_on) == (True, False, date(2026, 1, 15))
    assert (facts.principal, facts.fee, facts.in_hand) == (riel(1_200_000), riel(12_000), riel(1_188_000))
    # Two months of 12,000; then 126,700 a month (exactly 126,698.49), interest 12,000 falling to 1,200.
    assert [row.amount for row in proposal.rows] == [riel(12_000)] * 2 + [riel(126_700)] * 9 + [riel(126_200)]
    assert (facts.interest, facts.cost, facts.to_repay) == (riel(90_500), riel(102_500), riel(1_290_500))
    assert facts.effective_rate == Decimal("14.49")
    assert (proposal.next_due.on, proposal.next_due.amount) == (date(2026, 2, 15), riel(12_000))


def test_its_columns_sum(proposal):
    assert proposal.totals.principal == proposal.facts.principal
    assert proposal.totals.amount == proposal.totals.principal + proposal.totals.interest == proposal.facts.to_repay


def test_rows_of_grace_with_nothing_to_pay_are_not_the_first_due_date():
    proposal = build_repayment_schedule(apply_for(riel(1_200_000), principal_grace=2), on=date(2026, 1, 6))
    assert (proposal.next_due.on, proposal.next_due.amount) == (date(2026, 4, 15), riel(120_000))


def test_after_the_payout_it_is_the_schedule_that_stands():
    loan = lend(riel(1_200_000))
    receive(loan, riel(100_000), date(2026, 2, 15))
    schedule = build_repayment_schedule(fresh(loan), on=date(2026, 2, 20))
    assert (schedule.is_proposed, schedule.next_due.on) == (False, date(2026, 3, 15))


def test_a_proposal_says_that_it_is_one(proposal, khmer):
    text = text_of(render_repayment_schedule(proposal, language="both"))
    for words in (
        "Proposed schedule",
        "This is a proposal, not a contract.",
        "តារាងបង់ប្រាក់ដែលស្នើឡើង",
        "Effective rate",
        "14.49 % a year",
    ):
        assert words in text
