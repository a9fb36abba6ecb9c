"""Values go to plain JSON and come back, exactly."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from moneyed import Money

from paper.core.frozen import from_plain, to_plain
from tests.factories import riel, usd


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    amount: object = None
    name: str = ""


@dataclass(frozen=True)
class Whole:
    on: date
    rate: Decimal
    cost: Money
    parts: tuple[Part, ...]
    last: Part | None
    count: int = 0
    is_new: bool = False
    added_later: str = "nothing"


WHOLE = Whole(date(2026, 5, 20), Decimal("17.50"), usd("25.50"), (Part(name="ក"), Part()), None, 3, True)


def test_there_and_back_through_json():
    plain = json.loads(json.dumps(to_plain(WHOLE)))
    assert from_plain(Whole, plain) == WHOLE
    assert str(from_plain(Whole, plain).rate) == "17.50"


def test_an_amount_keeps_its_currency_beside_it():
    assert to_plain(riel(100_000)) == {"amount": "100000", "currency": "KHR"}


def test_a_member_of_an_enumeration_becomes_its_text():
    assert type(to_plain(Colour.RED)) is str


def test_what_a_later_version_added_takes_its_default():
    plain = to_plain(WHOLE)
    del plain["added_later"], plain["count"]
    assert (from_plain(Whole, plain).added_later, from_plain(Whole, plain).count) == ("nothing", 0)


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1], object()])
def test_what_a_paper_cannot_state_is_refused(value):
    with pytest.raises(TypeError):
        to_plain(Part(amount=value))
