"""Loans for the tests of the core: small builders, and the comparison of a case with what it expects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from loans.core.parse import parse_event, parse_terms
from loans.core.simulate import simulate
from loans.core.terms import Terms

Json = dict[str, Any]

# 300,000 riel at 1 % a month in three equal parts of principal: interest 3,000, 2,000, 1,000.
RIEL: Json = {
    "currency": "KHR",
    "principal": "300000",
    "annual_rate": "12",
    "method": "declining",
    "amortisation": "equal_principal",
    "instalments": 3,
    "every": 1,
    "unit": "months",
    "disbursed_on": "2025-01-05",
    "day_count": "30/360",
    "step": "100",
    "instalment_multiple": "100",
    "rounding": "half_up",
    "interest_rounding": "down",
    "allocation": "instalment_first",
}
TEXT = {"date", "due", "type", "status"}


def riel(**changes: object) -> Json:
    return RIEL | changes


def terms(**changes: object) -> Terms:
    parsed = parse_terms(riel(**changes))
    assert isinstance(parsed, Terms), parsed
    return parsed


def event(type: str, date: str | None, amount: int | str | None = None, **fields: object) -> Json:
    """An event keyed on its value date, unless `entered_on` says otherwise; `history` numbers it."""
    found = {"type": type, "date": date, "entered_on": date, "amount": amount} | fields
    return {name: str(value) if name == "amount" else value for name, value in found.items() if value is not None}


def paid_out(date: str = "2025-01-05", amount: int | str = 300_000) -> Json:
    return event("disbursement", date, amount)


def pays(date: str, amount: int | str, **fields: object) -> Json:
    return event("repayment", date, amount, **fields)


def settles(date: str, amount: int | str) -> Json:
    return event("settlement", date, amount)


def reschedule(from_due: str, *, on: str = "2025-01-10", **change: object) -> Json:
    return event("reschedule", on, from_due=from_due, **change)


def reversal(reverses: int, entered_on: str = "2026-01-01") -> Json:
    return event("reversal", None, reverses=reverses, entered_on=entered_on)


def history(*events: Json) -> list[Json]:
    return [{"seq": seq} | item for seq, item in enumerate(events, start=1)]


def parsed(*events: Json) -> list[Any]:
    return [parse_event(item) for item in history(*events)]


def run(terms: Json, *events: Json) -> Json:
    return simulate({"terms": terms, "events": history(*events)})


def last(terms: Json, *events: Json) -> Json:
    """The checkpoint after the last event."""
    result = run(terms, *events)
    assert "errors" not in result, result
    return result["checkpoints"][-1]


def refusal(terms: Json, *events: Json) -> Json:
    return run(terms, *events).get("errors", {})


def column(checkpoint: Json, name: str) -> list[int]:
    """One column of the schedule, in whole riel."""
    return [int(Decimal(row[name])) for row in checkpoint["schedule"]]


def split(checkpoint: Json, seq: int) -> dict[str, int]:
    """The components of a movement that are not zero, in whole riel."""
    names = ("principal", "interest", "fee", "penalty", "overpaid")
    movement = next(found for found in checkpoint["transactions"] if found["seq"] == seq)
    return {name: int(Decimal(movement[name])) for name in names if Decimal(movement[name])}


def differences(case: Json) -> list[str]:
    """Where the result of a case differs from what it expects; amounts are compared as numbers."""
    result = simulate(case)
    if "errors" in result:
        return [str(result)]
    checkpoints = {checkpoint["after"]: checkpoint for checkpoint in result["checkpoints"]}
    found = []
    for expected in case["expect"]:
        got = checkpoints[expected["after"]]
        for name, value in expected.items():
            if name not in ("after", "derived"):
                found += [f"after {expected['after']}: {text}" for text in _compare(name, value, got)]
    return found


def _compare(name: str, value: Any, got: Json) -> list[str]:
    schedule, movements = got["schedule"], got["transactions"]
    if name in ("schedule", "transactions"):
        lengths = [] if len(value) == len(got[name]) else [f"{name}: {len(got[name])} rows"]
        return lengths + [t for want, have in zip(value, got[name], strict=False) for t in _fields(want, have)]
    if name == "rows":
        return [text for want in value for text in _fields(want, schedule[want["number"] - 1])]
    if name == "contains":
        return [f"no movement {want}" for want in value if all(_fields(want, have) for have in movements)]
    first = {part: Decimal(schedule[0][part]) for part in ("principal", "interest")}
    if name == "instalment":
        return _fields({name: value}, {name: first["principal"] + first["interest"]})
    if name == "principal_each":
        return _fields({name: value}, {name: first["principal"]})
    return _fields({name: value}, got)


def _fields(want: Json, have: Json) -> list[str]:
    return [
        f"{name} is {have[name]}, not {value} ({want})"
        for name, value in want.items()
        if not _same(name, value, have[name])
    ]


def _same(name: str, want: Any, have: Any) -> bool:
    if name in TEXT or want is None or isinstance(want, bool | int):
        return bool(want == have)
    if isinstance(want, dict):
        return not _fields(want, have)
    return Decimal(want) == Decimal(have)
