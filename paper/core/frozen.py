"""Frozen values as plain JSON and back, exactly: what was handed out is kept so, and printed again from it."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from moneyed import Money

Value = TypeVar("Value")


def to_plain(value: object) -> Any:
    """Dictionaries, lists, text, whole numbers and null; an amount keeps its currency beside it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency.code}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return str(value)  # a member of an enumeration becomes its text
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"A paper does not state a {type(value).__name__}")


def from_plain(kind: type[Value], plain: Any) -> Value:
    """The value of that dataclass again. What a later version added takes its default."""
    return cast(Value, _read(kind, plain))


def _read(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    if is_dataclass(kind):
        return _read_fields(kind, plain)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in plain)
    if get_origin(kind) in (Union, types.UnionType):
        return _read(next(each for each in get_args(kind) if each is not types.NoneType), plain)
    if kind is Money:
        return Money(Decimal(plain["amount"]), plain["currency"])
    if kind is date:
        return date.fromisoformat(plain)
    return Decimal(plain) if kind is Decimal else plain


def _read_fields(kind: Any, plain: Mapping[str, Any]) -> Any:
    return kind(**{name: _read(hint, plain[name]) for name, hint in _hints(kind).items() if name in plain})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
