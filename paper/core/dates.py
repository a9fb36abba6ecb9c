"""Dates as Cambodian papers write them, and as people type them: day, month, year."""

import re
from datetime import date

from paper.core.errors import NotUnderstood
from paper.core.khmer_spelling import folded
from paper.core.numbers import to_khmer_digits

MONTHS_KM: tuple[str, ...] = ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា")
MONTHS_KM += ("កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ")
MONTHS_EN: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
MONTHS_EN += ("July", "August", "September", "October", "November", "December")
WEEKDAYS_KM = ("ច័ន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_YEARS = range(1900, 2100)  # a Buddhist year (2570) is a slip here, never a wish
_MONTH_NUMBERS = {folded(name): number for number, name in enumerate(MONTHS_KM, 1)}
_MONTH_NUMBERS |= {name.casefold(): number for number, name in enumerate(MONTHS_EN, 1)}
_MONTH_NUMBERS |= {name[:3].casefold(): number for number, name in enumerate(MONTHS_EN, 1)}
_MONTH_NUMBERS |= {folded("កុម្ភះ"): 2, "sept": 9}

_SEPARATED = re.compile(r"(\d{1,2})(?P<sep>[/.-])(\d{1,2})(?P=sep)(\d{2,4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?P<sep>[/.-])(\d{1,2})(?P=sep)(\d{1,2})")
_WEEKDAYS = "|".join(map(folded, WEEKDAYS_KM))
_IN_WORDS = re.compile(
    rf"(?:ថ្ងៃ ?(?P<weekday>{_WEEKDAYS})? ?(?:ទី)? ?)?(?P<day>\d{{1,2}}) ?"
    r"(?:ខែ)? ?(?P<month>[^\W\d_][^\d/.,]*?|(?<=ខែ)\d{1,2}|(?<=ខែ )\d{1,2}),? ?(?:ឆ្នាំ)? ?(?P<year>\d{2,4})"
)


def long_date_km(day: date) -> str:
    """ថ្ងៃទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦"""
    return to_khmer_digits(f"ថ្ងៃទី{day.day} ខែ{MONTHS_KM[day.month - 1]} ឆ្នាំ{day.year}")


def weekday_date_km(day: date) -> str:
    """ថ្ងៃសៅរ៍ ទី២១ ខែវិច្ឆិកា ឆ្នាំ២០២៦"""
    return long_date_km(day).replace("ថ្ងៃ", f"ថ្ងៃ{WEEKDAYS_KM[day.weekday()]} ", 1)


def long_date_en(day: date) -> str:
    """21 November 2026"""
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def weekday_date_en(day: date) -> str:
    """Saturday 21 November 2026"""
    return f"{WEEKDAYS_EN[day.weekday()]} {long_date_en(day)}"


def short_date(day: date) -> str:
    """21/11/2026, for tables in either language."""
    return f"{day:%d/%m/%Y}"


def parse_date(text: str) -> date:
    """The day that `text` can only mean; else `NotUnderstood`.

    Read as day, month, year, or year-month-day when four digits stand first. A year of two digits is
    `ambiguous`; a day that no calendar has, or that is another weekday, is `impossible`: 11/21/2026 is not
    turned round.
    """
    typed = re.sub(" ?([/.-]) ?", r"\1", folded(text))
    if not typed:
        raise NotUnderstood("empty", text)
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found[1], int(found[3]), found[4]
    elif found := _SEPARATED.fullmatch(typed):
        day, month, year = found[1], int(found[3]), found[4]
    elif found := _IN_WORDS.fullmatch(typed):
        day, month, year = found["day"], _month(found["month"], text), found["year"]
    else:
        raise NotUnderstood("unreadable", text)
    return _checked(year, month, day, text, found.groupdict().get("weekday"))


def _month(name: str, text: str) -> int:
    name = name.strip()
    number = int(name) if name.isdecimal() else _MONTH_NUMBERS.get(name)
    if number is None:
        raise NotUnderstood("unreadable", text)
    return number


def _checked(year: str, month: int, day: str, text: str, weekday: str | None) -> date:
    if len(year) != 4:
        raise NotUnderstood("ambiguous", text)
    try:
        read = date(int(year), month, int(day))
    except ValueError:
        raise NotUnderstood("impossible", text) from None
    if read.year not in _YEARS or weekday not in (None, folded(WEEKDAYS_KM[read.weekday()])):
        raise NotUnderstood("impossible", text)
    return read
