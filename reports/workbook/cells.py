"""What stands in one cell, as people type it. What can be read in two ways is refused, never guessed."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from office.validators import KHMER_LETTER
from paper.core.dates import parse_date
from paper.core.errors import NotUnderstood
from paper.core.khmer_spelling import folded, one_line
from paper.core.numbers import parse_amount, to_latin_digits
from reports.workbook.findings import NotAccepted
from reports.workbook.opening import UNCALCULATED, ErrorValue, Percent

Reader = Callable[[Any], Any]
YEARS = range(1990, 2100)
MOST_AMOUNT = Decimal(10) ** 12
FLOAT_DIGITS = ".15g"  # what a spreadsheet itself keeps: 25.1, not 25.10000000000000142
_RATE = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")


def text(most: int) -> Reader:
    """Text of at most so many characters, spaces put in order. A number typed where text belongs is its digits."""

    def read(raw: Any) -> str:
        value = one_line(plain_text(raw))
        if len(value) > most:
            raise NotAccepted("text.too_long", most=most)
        return value

    return read


def plain_text(raw: Any) -> str:
    refuse_unreadable(raw)
    if isinstance(raw, bool):
        raise NotAccepted("text.boolean")
    if isinstance(raw, (int, float)):
        return str(_exact(raw))
    if not isinstance(raw, str):
        raise NotAccepted("text.date")  # 1-2 typed as a ref became 1 February
    return raw


def day(raw: Any) -> date:
    """A date, or the text of one. A bare number is not taken for one."""
    refuse_unreadable(raw)
    if isinstance(raw, datetime):
        return _possible(raw.date())
    if isinstance(raw, date):
        return _possible(raw)
    if not isinstance(raw, str):
        raise NotAccepted("date.not_a_date")
    try:
        return _possible(parse_date(raw))
    except NotUnderstood as not_understood:
        raise NotAccepted(f"date.{not_understood.code}") from not_understood


def days(raw: Any) -> tuple[date, ...]:
    """Dates one by one, separated by `;` or line breaks; a single date too."""
    if not isinstance(raw, str):
        return (day(raw),)
    return tuple(day(part) for part in re.split(r"[;\n]", raw) if part.strip())


def whole(least: int, most: int) -> Reader:
    """A whole number between two bounds, both included."""

    def read(raw: Any) -> int:
        number = _number(raw)
        if number != number.to_integral_value():
            raise NotAccepted("number.not_whole")
        if not least <= number <= most:
            raise NotAccepted("number.out_of_range", least=least, most=most)
        return int(number)

    return read


def rate(raw: Any) -> Decimal:
    """Percent a year: 12, 12.5, "12 %", or a cell that shows 12 %. A bare 0.12 is asked back."""
    if isinstance(raw, Percent):
        percent = (_exact(raw) * 100).normalize()
    elif isinstance(raw, str):
        typed = to_latin_digits(raw).strip()
        is_percent, typed = typed.endswith("%"), typed.rstrip("%").strip()
        if not _RATE.fullmatch(typed):
            raise NotAccepted("rate.unreadable")
        percent = Decimal(typed.replace(",", "."))
        _refuse_fraction(percent, is_percent)
    else:
        percent = _number(raw)
        _refuse_fraction(percent, False)
    if not 0 <= percent <= 100 or percent != round(percent, 3):
        raise NotAccepted("rate.out_of_range")
    return percent


def measure(least: Decimal, most: Decimal, places: int) -> Reader:
    """A number between two bounds, both included, with so many decimals at most."""

    def read(raw: Any) -> Decimal:
        number = _number(raw)
        if not least <= number <= most or number != round(number, places):
            raise NotAccepted("number.out_of_range", least=str(least), most=str(most))
        return number

    return read


def amount(raw: Any, currency: str, *, zero: bool = False, counted: bool = True) -> Decimal:
    """An amount above zero (or `zero` too), in the currency given; one that is `counted` out ends in whole notes."""
    refuse_unreadable(raw)
    if isinstance(raw, bool):
        raise NotAccepted("amount.boolean")
    if isinstance(raw, (int, float)) and not isinstance(raw, Percent):
        value = _of_cents(_not_too_large(_exact(raw)), currency)
    elif isinstance(raw, str):
        try:
            value = _not_too_large(parse_amount(raw, currency))
        except NotUnderstood as not_understood:
            raise NotAccepted(f"amount.{not_understood.code}") from not_understood
    else:
        raise NotAccepted("amount.unreadable")
    if zero and value == 0:
        return value
    return _countable(value, currency) if counted else _above_zero(value)


class Choice:
    """One of a few words. Each option is a value and the words that mean it; the first in Khmer and the first in
    English are offered in the sheet's list and named in the error."""

    def __init__(self, *options: tuple[Any, Sequence[str]]) -> None:
        self._meaning = {folded(word): value for value, words in options for word in words}
        self._pairs = [_khmer_and_english(words) for _value, words in options]

    @property
    def offered(self) -> list[str]:
        return [word for pair in self._pairs for word in pair]

    def __call__(self, raw: Any) -> Any:
        typed = str(raw) if isinstance(raw, bool) else plain_text(raw)
        value = self._meaning.get(folded(typed))
        if value is None:
            raise NotAccepted("choice.unknown", choices=" / ".join(" = ".join(pair) for pair in self._pairs))
        return value


def _khmer_and_english(words: Sequence[str]) -> list[str]:
    khmer = next((word for word in words if KHMER_LETTER.search(word)), None)
    return [word for word in (khmer, words[0]) if word]


YES_OR_NO = Choice(
    (True, ("yes", "y", "true", "1", "x", "បាទ/ចាស", "បាទ", "ចាស", "មាន")),
    (False, ("no", "n", "false", "0", "ទេ", "គ្មាន", "អត់")),
)  # fmt: skip


def same_text(raw: Any) -> str:
    """A form of the cell that does not depend on how the same thing was typed: to notice other content."""
    if isinstance(raw, (datetime, date)):
        return (raw.date() if isinstance(raw, datetime) else raw).isoformat()
    if isinstance(raw, Percent):
        return _plain(_exact(raw) * 100)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _plain(_exact(raw))
    return folded(str(raw))


def same_day(raw: Any) -> str:
    try:
        return ";".join(d.isoformat() for d in days(raw))
    except NotAccepted:
        return same_text(raw)


def same_number(raw: Any) -> str:
    """1250000 and "1,250,000៛" are the same; so are 25.5 and "$25.50"."""
    for currency in ("KHR", "USD"):
        try:
            return _plain(parse_amount(raw.rstrip("% "), currency))
        except (NotUnderstood, AttributeError):
            continue
    return same_text(raw)


def refuse_unreadable(raw: Any) -> None:
    if raw is UNCALCULATED:
        raise NotAccepted("cell.uncalculated")
    if isinstance(raw, ErrorValue):
        raise NotAccepted("cell.error")


def _exact(number: float) -> Decimal:
    return Decimal(number) if isinstance(number, int) else Decimal(format(number, FLOAT_DIGITS))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _number(raw: Any) -> Decimal:
    refuse_unreadable(raw)
    if isinstance(raw, bool):
        raise NotAccepted("number.boolean")
    if isinstance(raw, (int, float)) and not isinstance(raw, Percent):
        return _exact(raw)
    try:
        number = Decimal(to_latin_digits(raw).strip() if isinstance(raw, str) else "not a number")
    except InvalidOperation:
        raise NotAccepted("number.unreadable") from None
    if not number.is_finite():
        raise NotAccepted("number.unreadable")
    return number


def _possible(read: date) -> date:
    if read.year not in YEARS:
        raise NotAccepted("date.impossible")
    return read


def _refuse_fraction(percent: Decimal, is_percent: bool) -> None:
    if 0 < percent < 1 and not is_percent:
        raise NotAccepted("rate.fraction")


def _not_too_large(value: Decimal) -> Decimal:
    if abs(value) >= MOST_AMOUNT:
        raise NotAccepted("amount.too_large")
    return value


def _of_cents(value: Decimal, currency: str) -> Decimal:
    places = 0 if currency == "KHR" else 2
    if value != round(value, places):
        raise NotAccepted("amount.decimals")
    return value


def _above_zero(value: Decimal) -> Decimal:
    if value < 0:
        raise NotAccepted("amount.negative")
    if value == 0:
        raise NotAccepted("amount.zero")
    return value.quantize(Decimal("0.01"))


def _countable(value: Decimal, currency: str) -> Decimal:
    value = _above_zero(value)
    if currency == "KHR" and value % 100:
        raise NotAccepted("amount.not_countable")
    return value
