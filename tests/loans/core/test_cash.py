"""Sums shared out over funds, notes counted, change given: by hand."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.core.cash import NOTES, Share, share_out, total_of_notes, unknown_notes
from loans.core.exchange import change_in_riel, worth

RATE = D("4100")


@pytest.mark.parametrize(("amount", "held", "shares"), [
    ("300", {1: "200", 2: "500"}, [(1, "200"), (2, "100")]),
    ("200", {1: "200", 2: "500"}, [(1, "200")]),
    ("100", {1: "0", 2: "-50", 3: "100"}, [(3, "100")]),  # who has nothing gives nothing
    ("900", {1: "200", 2: "500"}, [(1, "200"), (2, "500")]),  # less than asked where less is there
    ("0", {1: "200"}, []),
])  # fmt: skip
def test_a_sum_is_shared_out_over_the_funds(amount, held, shares):
    found = share_out(D(amount), {fund: D(has) for fund, has in held.items()})
    assert found == [Share(fund, D(part)) for fund, part in shares]


@given(st.integers(0, 10**6), st.dictionaries(st.integers(1, 9), st.integers(-100, 10**5)))
def test_no_fund_gives_more_than_it_has_and_nothing_is_lost(amount, held):
    shares = share_out(D(amount), {fund: D(has) for fund, has in held.items()})
    assert all(0 < share.amount <= held[share.fund] for share in shares)
    there = sum(has for has in held.values() if has > 0)
    assert sum(share.amount for share in shares) == min(amount, there)


def test_notes_are_added_up():
    assert total_of_notes({100_000: 2, 500: 3, 100: 0}) == 201_500
    assert total_of_notes({}) == 0


def test_notes_no_bank_issues_are_noticed():
    assert unknown_notes([100_000, 70_000, 50], "KHR") == [70_000, 50]
    assert unknown_notes([1, 100], "USD") == []
    assert all(list(notes) == sorted(notes, reverse=True) for notes in NOTES.values())


@pytest.mark.parametrize(("tendered", "amount", "currency", "change"), [
    ("25", "100000", "KHR", "2500"),  # 102,500 less 100,000
    ("24.39", "100000", "KHR", "0"),  # 99,999: one riel short is not asked for
    ("24.37", "100000", "KHR", "-100"),  # 99,917 is 83 short
    ("103000", "25", "USD", "500"),  # 25 dollars are 102,500
    ("102500", "25", "USD", "0"),
    ("102000", "25", "USD", "-500"),
])  # fmt: skip
def test_change_is_given_in_riel(tendered, amount, currency, change):
    assert change_in_riel(D(tendered), D(amount), currency, RATE) == D(change)


def test_what_money_is_worth_in_the_other_currency():
    assert worth(D("25"), "KHR", RATE) == 102_500
    assert worth(D("25.01"), "KHR", RATE) == 102_500  # 102,541
    assert worth(D("100000"), "USD", RATE) == D("24.39")
