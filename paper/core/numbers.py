"""Numbers and money as Cambodian lenders print them, and as people type them.

Latin digits and `,` for thousands wherever there is a table or an amount; Khmer digits and `.` only in the
running text of a paper that is all in Khmer. What can be read in two ways is refused, never guessed.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from paper.core.errors import NotUnderstood

_STEP = {"KHR": Decimal("1"), "USD": Decimal("0.01")}
_MOST_DIGITS = 12  # a trillion: two digits fewer than any column holds, so that sums fit too

_TO_KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_TO_LATIN = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_TO_KHMER_NUMBER = str.maketrans("0123456789,.", "០១២៣៤៥៦៧៨៩.,")

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_NAMES = {
    "KHR": "៛|រៀល|riels?|khr",
    "USD": r"us\$|\$|ដុល្លារ(?:អាមេរិក)?|dollars?|usd",
}
_AT_AN_END = {
    currency: re.compile(rf"(?:{names})\s*(?P<first>.*)|(?P<last>.*?)\s*(?:{names})", re.IGNORECASE)
    for currency, names in _NAMES.items()
}
_GROUPS = r"[1-9][0-9]{0,2}(?P<sep>[,. ])[0-9]{3}(?:(?P=sep)[0-9]{3})*"
_WHOLE = re.compile(rf"[0-9]+|{_GROUPS}")
_WITH_DECIMALS = re.compile(rf"(?P<whole>[0-9]*|{_GROUPS})(?P<point>[,.])(?P<decimals>[0-9]+)")
_TWO_READINGS = re.compile("[1-9][0-9]{0,2}[,.][0-9]{3}")


def to_khmer_digits(text: str) -> str:
    """Latin digits become Khmer digits; all else stays."""
    return text.translate(_TO_KHMER)


def to_latin_digits(text: str) -> str:
    """Khmer digits become Latin digits; all else stays."""
    return text.translate(_TO_LATIN)


def format_number(number: Decimal | int, places: int = 0) -> str:
    """`1,234,567`, or `1,234.50` with two places; halves are rounded away from zero."""
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded + 0:,f}"  # + 0: no negative zero


def format_khmer_number(number: Decimal | int, places: int = 0) -> str:
    """`១.២៣៤.៥៦៧`: for the running text of a paper all in Khmer."""
    return format_number(number, places).translate(_TO_KHMER_NUMBER)


def format_amount(amount: Decimal, currency: str) -> str:
    """`100,000៛` and `$25.50`; below zero `-100,000៛` and `-$25.50`."""
    if _known(currency) == "KHR":
        return f"{format_number(amount)}៛"
    number = format_number(amount, places=2)
    return f"-${number[1:]}" if number.startswith("-") else f"${number}"


def parse_amount(text: str, currency: str) -> Decimal:
    """The amount that `text` can only mean in `currency`, at that currency's step; else `NotUnderstood`.

    Riel has no decimals, so `,` and `.` before every three digits are grouping. In dollars `1.250` and
    `1,250` are both a thousand and a little more than one: they are asked back.
    """
    number = _without_currency(_tidied(text), text, _known(currency))
    if not number:
        raise NotUnderstood("empty", text)
    if number[0] in "-\u2212\u2013(":
        raise NotUnderstood("negative", text)
    amount = _read_riel(number, text) if currency == "KHR" else _read_dollars(number, text)
    if amount >= 10**_MOST_DIGITS:
        raise NotUnderstood("too_large", text)
    return amount.quantize(_STEP[currency])


def _known(currency: str) -> str:
    if currency not in _STEP:
        raise ValueError(f"No such currency here: {currency!r}")
    return currency


def _tidied(text: str) -> str:
    """Latin digits, and of the spaces only those that may stand between groups of digits."""
    text = " ".join(to_latin_digits(_INVISIBLE.sub("", text)).split())
    return re.sub(" ?([,.]) ?", r"\1", text)


def _without_currency(number: str, text: str, currency: str) -> str:
    """The currency may be named once, before or after the number; only its own."""
    for name, pattern in _AT_AN_END.items():
        if found := pattern.fullmatch(number):
            if name != currency:
                raise NotUnderstood("wrong_currency", text)
            return found["first"] or found["last"] or ""
    return number


def _read_riel(number: str, text: str) -> Decimal:
    if _WHOLE.fullmatch(number):
        return _decimal(number)
    raise NotUnderstood("decimals" if _WITH_DECIMALS.fullmatch(number) else "unreadable", text)


def _read_dollars(number: str, text: str) -> Decimal:
    if _TWO_READINGS.fullmatch(number):
        raise NotUnderstood("ambiguous", text)
    split = _WITH_DECIMALS.fullmatch(number)
    if split and split["point"] != split["sep"]:
        if len(split["decimals"]) > 2:
            raise NotUnderstood("decimals", text)
        return _decimal(split["whole"]) + Decimal("." + split["decimals"])
    if _WHOLE.fullmatch(number):
        return _decimal(number)
    raise NotUnderstood("unreadable", text)


def _decimal(whole: str) -> Decimal:
    return Decimal(re.sub("[,. ]", "", whole) or "0")
