"""Every published loan gives the published figures."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from loans.core.simulate import simulate
from tests.loans.core.loan_cases import differences, riel

CASES = Path(__file__).parents[1] / "cases"
LOANS = json.loads((CASES / "loans.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", LOANS, ids=[case["id"] for case in LOANS])
def test_published_loan(case):
    assert differences(case) == []


def test_the_comparison_sees_a_difference():
    case = next(case for case in LOANS if case["id"] == "FIN-009")
    expected = json.loads(json.dumps(case["expect"]))
    expected[0]["schedule"][5]["principal"] = "165.01"
    assert differences(case | {"expect": expected})


def test_amounts_in_and_out_are_text():
    first = simulate({"terms": riel(), "events": []})["checkpoints"][0]
    amounts = [row[name] for row in first["schedule"] for name in ("principal", "interest", "balance")]
    assert amounts[:3] == ["100000.00", "3000.00", "200000.00"]
    assert sum(Decimal(amount) for amount in amounts[::3]) == 300_000
