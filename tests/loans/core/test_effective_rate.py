"""Published effective rates, and the rate held against the ceiling."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from loans.core.ceiling import average_life, ceiling_rate
from loans.core.daycount import DayCount
from loans.core.effective_rate import dated_rate, effective_rate, monthly_rate
from loans.core.fold import fold
from loans.core.parse import parse_event
from tests.loans.core.loan_cases import paid_out, riel, run, terms
from tests.loans.core.loan_strategies import any_terms

RATES = json.loads((Path(__file__).parents[1] / "cases" / "effective_rate.json").read_text(encoding="utf-8"))
DATED = [case for case in RATES["cases"] if "flows" in case]
MONTHLY = [case for case in RATES["cases"] if "monthly" in case]


@pytest.mark.parametrize("case", DATED, ids=[case["id"] for case in DATED])
def test_published_dated_flows(case):
    flows = [(date.fromisoformat(flow["date"]), Decimal(flow["amount"])) for flow in case["flows"]]
    expected = round(Decimal(case["effective_rate"]), 6)
    assert abs(dated_rate(flows, DayCount(case["day_count"])) - expected) <= Decimal("0.000001")


@pytest.mark.parametrize("case", MONTHLY, ids=[case["id"] for case in MONTHLY])
def test_published_monthly_loans(case):
    rate = monthly_rate(_monthly_flows(case["monthly"]))
    assert round(rate * 100, 1) == Decimal(case["effective_rate_percent_one_decimal"])


def _monthly_flows(loan):
    principal, count = Decimal(loan["principal"]), loan["payments"]
    if "instalment" in loan:
        payments = [Decimal(loan["instalment"])] * count
    else:
        monthly = Decimal(loan["annual_rate_percent"]) / 1200
        payments = [principal / count + principal * (count - i) / count * monthly for i in range(count)]
    payments[-1] = Decimal(loan.get("last", payments[-1])) + Decimal(loan.get("closing_charge", 0))
    return [Decimal(loan["fee_at_disbursement"]) - principal, *payments]


def test_18_percent_over_12_months_is_19_56():
    loan = riel(
        principal="1000000.00",
        annual_rate="18",
        instalments=12,
        amortisation="equal_instalments",
        step="0.01",
        instalment_multiple="0.01",
        interest_rounding="half_up",
    )
    assert run(loan)["effective_rate"] == "0.195618"
    assert run(loan, paid_out(amount=1_000))["effective_rate"] == "0.195618"


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({"method": "none"}, "0.000000"),
        # 306,000 / 3 after 1, 2 and 3 months would be 12.68 %; interest is exact here.
        ({}, "0.126825"),
        # The day count of the loan does not matter: 31, 28 and 31 actual days, but months all the same.
        ({"first_due": "2025-02-05"}, "0.126825"),
        # One instalment a year later, 100 kept back of 1,100: 1,100 for 1,000.
        (
            {"method": "none", "principal": "1100", "fee": "100", "instalments": 1, "every": 12},
            "0.100000",
        ),
        # From the 30th to the 31st no time passes by 30/360: there is no rate.
        (
            {"disbursed_on": "2025-01-30", "due_dates": ["2025-01-31"], "instalments": None, "every": None}
            | {"unit": None, "annual_rate": "12", "fee": "100"},
            None,
        ),
    ],
)
def test_effective_rate_of_the_proposed_schedule(changes, rate):
    found = effective_rate(terms(**changes))
    assert found == (None if rate is None else Decimal(rate))
    assert run(riel(**changes))["effective_rate"] == rate


def test_a_rate_beside_a_half_of_the_last_place_is_rounded_right():
    # 0.18131350026 by sixty digits: the solver, exact to nine, ends below the half.
    loan = terms(currency="USD", principal="999", annual_rate="18", amortisation="equal_instalments", instalments=8,
                 disbursed_on="2024-02-26", first_due="2024-03-25", step="1", principal_grace=4)  # fmt: skip
    assert effective_rate(loan) == Decimal("0.181314")


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_a_rate_is_never_below_zero_and_rises_with_a_fee(loan):
    rate, free = effective_rate(loan), effective_rate(replace(loan, fee=Decimal(0)))
    # The solver gives up beyond some thousands of percent (days without interest, then a year's).
    if rate is not None and free is not None:
        assert 0 <= free <= rate
    if loan.annual_rate <= 100 and average_life(loan) > Decimal("0.1"):
        assert rate is not None


def test_the_ceiling_spreads_the_fee_over_the_average_life():
    # Three equal parts after 1, 2 and 3 months: 2 months on average. 3,000 of 300,000 is 1 %, 6 % a year.
    loan = terms(fee="3000")
    assert average_life(loan) == Decimal("0.166667")
    assert ceiling_rate(loan) == 12 + 6
    assert ceiling_rate(terms(method="none", fee="3000")) == 6
    assert ceiling_rate(terms()) == 12


def test_the_ceiling_is_rounded_up():
    # 1,000 / 300,000 x 6 = 2 % exactly; a riel more is above it however little.
    assert ceiling_rate(terms(fee="1000")) == 14
    assert ceiling_rate(terms(fee="1000.01")) > 14


def test_the_ceiling_of_a_rescheduled_loan_takes_its_rows():
    loan = terms(fee="3000")
    change = {"seq": 2, "type": "reschedule", "date": "2025-01-10", "entered_on": "2025-01-10"}
    change |= {"from_due": "2025-02-05", "principal_grace": 2}
    events = [parse_event({"seq": 1} | paid_out()), parse_event(change)]
    rows = fold(loan, events).rows
    # Two months without principal: 3, 4 and 5 months, 4 on average: 1 % over a third of a year is 3 %.
    assert ceiling_rate(loan, rows=rows, start=date(2025, 1, 5)) == 15
    assert all(earlier.due < later.due for earlier, later in pairwise(rows))
