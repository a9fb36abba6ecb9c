"""Amounts in words, as receipts and contracts carry them beside the figures.

Khmer counts ten thousands (ម៉ឺន) and hundred thousands (សែន) by name; above a million the count starts
again. `គត់` and "only" close an amount without cents, so that nothing can be added behind it.
"""

from decimal import Decimal

_ONES_KM = ("", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន")
_TENS_KM = ("", "ដប់", "ម្ភៃ", "សាមសិប", "សែសិប", "ហាសិប", "ហុកសិប", "ចិតសិប", "ប៉ែតសិប", "កៅសិប")
_PLACES_KM = (("សែន", 100_000), ("ម៉ឺន", 10_000), ("ពាន់", 1_000), ("រយ", 100))
_MILLIONS_KM = (("ទ្រីលាន", 10**12), ("ប៊ីលាន", 10**9), ("លាន", 10**6))

_ONES_EN: tuple[str, ...] = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ONES_EN += ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
_ONES_EN += ("eighteen", "nineteen")
_TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PLACES_EN = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6), ("thousand", 10**3))

_LIMIT = 10**15


def amount_in_words(amount: Decimal, currency: str, language: str) -> str:
    """`មួយសែនរៀលគត់`, "One hundred thousand riel only"; language is `km` or `en`, zero or more."""
    units, cents = divmod(int(amount.scaleb(2)), 100)
    if amount < 0 or amount != amount.quantize(Decimal("0.01")) or (currency == "KHR" and cents):
        raise ValueError(f"Not an amount to hand over: {amount} {currency}")
    return _PHRASES[language](units, cents, currency)


def number_km(number: int) -> str:
    """A whole number in Khmer words."""
    _check(number)
    words = ""
    for name, size in _MILLIONS_KM:
        count, number = divmod(number, size)
        words += _below_a_million_km(count) + name if count else ""
    return (words + _below_a_million_km(number)) or "សូន្យ"


def number_en(number: int) -> str:
    """A whole number in English words."""
    _check(number)
    words = []
    for name, size in _PLACES_EN:
        count, number = divmod(number, size)
        words += [f"{_below_a_thousand_en(count)} {name}"] if count else []
    rest = _below_a_thousand_en(number)
    if rest and words and number < 100:
        rest = f"and {rest}"
    return " ".join([*words, rest]).strip() or "zero"


def _check(number: int) -> None:
    if not 0 <= number < _LIMIT:
        raise ValueError(f"Beyond words: {number}")


def _below_a_million_km(number: int) -> str:
    words = ""
    for name, size in _PLACES_KM:
        count, number = divmod(number, size)
        words += _ONES_KM[count] + name if count else ""
    return words + _TENS_KM[number // 10] + _ONES_KM[number % 10]


def _below_a_thousand_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    small = _ONES_EN[rest] if rest < 20 else "-".join(filter(None, (_TENS_EN[tens], _ONES_EN[ones])))
    return " and ".join(filter(None, (f"{_ONES_EN[hundreds]} hundred" if hundreds else "", small)))


def _phrase_km(units: int, cents: int, currency: str) -> str:
    if currency == "KHR":
        return f"{number_km(units)}រៀលគត់"
    if not cents:
        return f"{number_km(units)}ដុល្លារអាមេរិកគត់"
    dollars = f"{number_km(units)}ដុល្លារអាមេរិក និង" if units else ""
    return f"{dollars}{number_km(cents)}សេន"


def _phrase_en(units: int, cents: int, currency: str) -> str:
    if currency == "KHR":
        return f"{number_en(units)} riel only".capitalize()
    dollars = f"{number_en(units)} US dollar{'' if units == 1 else 's'}"
    small = f"{number_en(cents)} cent{'' if cents == 1 else 's'}"
    phrase = f"{dollars} and {small}" if units and cents else small if cents else f"{dollars} only"
    return phrase[0].upper() + phrase[1:]


_PHRASES = {"km": _phrase_km, "en": _phrase_en}
