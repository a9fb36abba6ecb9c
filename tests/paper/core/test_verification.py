"""The short code: the same for the same statement, another for any other."""

from datetime import date
from decimal import Decimal

import pytest

from paper.core.verification import ALPHABET, canonical_json, is_genuine, verification_code

KEY = b"k" * 32
RECEIPT = {"number": "R-2026-00003", "amount": Decimal("305000"), "currency": "KHR", "on": date(2026, 12, 15)}


def test_the_code_is_short_and_can_be_read_out():
    code = verification_code(RECEIPT, KEY)
    assert [len(part) for part in code.split("-")] == [4, 4, 2]
    assert set(code) <= {*ALPHABET, "-"}  # and for ever the same, since it stands on paper:
    assert code == "Z4VG-DCXT-6N"


@pytest.mark.parametrize("changed", [{"amount": Decimal("305001")}, {"number": "R-2026-00004"}, {"extra": None}])
def test_another_statement_has_another_code(changed):
    code = verification_code(RECEIPT, KEY)
    assert is_genuine(code, RECEIPT, KEY)
    assert not is_genuine(code, {**RECEIPT, **changed}, KEY)
    assert not is_genuine(code, RECEIPT, b"x" * 32)


@pytest.mark.parametrize(
    "typed", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("0", "O").replace("1", "l")]
)
def test_a_code_misread_in_the_usual_ways_is_still_found(typed):
    statement = {"n": next(n for n in range(999) if {"0", "1"} <= set(verification_code({"n": n}, KEY)))}
    assert is_genuine(typed(verification_code(statement, KEY)), statement, KEY)


@pytest.mark.parametrize("code", ["", "-", "7KQ2", "ក", "0000-0000-000"])
def test_nonsense_is_not_genuine(code):
    assert not is_genuine(code, RECEIPT, KEY)


def test_the_same_figures_written_otherwise_are_the_same_statement():
    assert canonical_json({"b": Decimal("25.50"), "a": (1, "ក")}) == canonical_json(
        {"a": [1, "ក"], "b": Decimal("25.5")}
    )
    assert canonical_json({"a": Decimal("1E+2"), "b": Decimal("-0")}) == b'{"a":"100","b":"0"}'


@pytest.mark.parametrize("value", [1.5, object(), b"x"])
def test_a_statement_holds_plain_values_only(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value})
