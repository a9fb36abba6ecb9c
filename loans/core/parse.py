"""Hostile plain values (parsed JSON) to terms and events: a wrong value is a refusal, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from loans.core.calendar import Shift, Unit
from loans.core.choices import AllocationOrder, Amortisation, Currency, Method
from loans.core.daycount import DayCount
from loans.core.events import MOST_SEQ, Ahead, Component, Event, EventType
from loans.core.refusals import Refusal, Refused
from loans.core.rounding import Rounding
from loans.core.terms import MOST_INSTALMENTS, Terms

Parser = Callable[[object], Any]
Errors = dict[str, tuple[Refusal, ...]]

_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOST_HOLIDAYS: Final = 10_000


def parse_terms(value: object) -> Terms | Errors:
    """The terms in a JSON object, or the refusals by field. Whether they are accepted is `check_terms`."""
    if not isinstance(value, Mapping):
        return {"terms": (Refusal("not_an_object"),)}
    parsed, errors = _parse(value, _TERMS)
    errors |= {str(name): (Refusal("unknown_field"),) for name in value if name not in _TERMS}
    missing = _REQUIRED - parsed.keys() - errors.keys()
    errors |= {name: (Refusal("required"),) for name in _IN_ORDER if name in missing}
    return errors or Terms(**parsed)


def parse_event(value: object) -> Event:
    """The event in a JSON object; other keys are ignored. Raises `Refused` naming the field."""
    if not isinstance(value, Mapping):
        raise Refused(Refusal("not_an_object"))
    parsed, errors = _parse(value, _EVENT)
    for name in ("seq", "type", "entered_on"):
        if name not in parsed and name not in errors:
            errors[name] = (Refusal("required"),)
    for name, (refusal, *_) in errors.items():
        raise Refused(Refusal("field", {"name": name, "reason": refusal}), field=name)
    return Event(**parsed)


def _parse(value: Mapping[Any, object], parsers: Mapping[str, Parser]) -> tuple[dict[str, Any], Errors]:
    """Each known field that is present and not null, parsed, and the refusals of those that cannot be."""
    parsed: dict[str, Any] = {}
    errors: Errors = {}
    for name, parser in parsers.items():
        if value.get(name) is not None:
            try:
                parsed[name] = parser(value[name])
            except Refused as refused:
                errors[name] = (refused.refusal,)
    return parsed, errors


def _number(value: object) -> Decimal:
    """Plain digits as text, or a whole JSON number; a JSON fraction is refused, it may already be inexact."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40:
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise Refused(Refusal("not_a_number"))


def _whole(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(Refusal("not_whole"))
    if value < least:
        raise Refused(Refusal("not_positive" if least else "negative"))
    if value > MOST_SEQ:
        raise Refused(Refusal("too_large", {"most": MOST_SEQ}))
    return value


def _positive(value: object) -> int:
    return _whole(value, 1)


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Refused(Refusal("not_a_date"))


def _dates(most: int) -> Callable[[object], tuple[date, ...]]:
    def parse(value: object) -> tuple[date, ...]:
        if not isinstance(value, list):
            raise Refused(Refusal("not_a_list"))
        if len(value) > most:
            raise Refused(Refusal("too_large", {"most": most}))
        return tuple(_date(item) for item in value)

    return parse


def _holidays(value: object) -> frozenset[date]:
    return frozenset(_dates(_MOST_HOLIDAYS)(value))


def _choice(choices: type[StrEnum]) -> Parser:
    names = ", ".join(choices)

    def parse(value: object) -> StrEnum:
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        raise Refused(Refusal("not_a_choice", {"choices": names}))

    return parse


_TERMS: Final[Mapping[str, Parser]] = {
    "currency": _choice(Currency),
    "principal": _number,
    "annual_rate": _number,
    "method": _choice(Method),
    "amortisation": _choice(Amortisation),
    "instalments": _positive,
    "every": _positive,
    "unit": _choice(Unit),
    "due_dates": _dates(MOST_INSTALMENTS),
    "disbursed_on": _date,
    "first_due": _date,
    "day_count": _choice(DayCount),
    "step": _number,
    "instalment_multiple": _number,
    "rounding": _choice(Rounding),
    "interest_rounding": _choice(Rounding),
    "principal_grace": _whole,
    "interest_free": _whole,
    "interest_grace": _whole,
    "allocation": _choice(AllocationOrder),
    "fee": _number,
    "shift": _choice(Shift),
    "holidays": _holidays,
}
_IN_ORDER: Final = tuple(_TERMS)
_REQUIRED: Final = {field.name for field in fields(Terms) if field.default is MISSING}
_EVENT: Final[Mapping[str, Parser]] = {
    "seq": _positive,
    "type": _choice(EventType),
    "date": _date,
    "entered_on": _date,
    "amount": _number,
    "component": _choice(Component),
    "reverses": _positive,
    "from_due": _date,
    "new_due": _date,
    "extra_instalments": _positive,
    "principal_grace": _positive,
    "ahead": _choice(Ahead),
}
