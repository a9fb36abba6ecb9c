"""Cambodian public holidays (package `holidays`, country KH) and those the office adds."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from office.models import Holiday

# The years for which the package knows the moon.
FIRST_YEAR, LAST_YEAR = 1993, 2100
# The package translates by the machine's locale unless told.
PACKAGE_LANGUAGE = {"km": "km", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class HolidayOfYear:
    """A holiday with its name. `added` is the office's own row; None for a public holiday."""

    on: date
    name: str
    added: Holiday | None = None


def holidays_between(first: date, last: date) -> list[date]:
    """Every holiday from first to last, both included, in order. Sundays always count; they are left out."""
    added = Holiday.objects.filter(on__range=(first, last)).values_list("on", flat=True)
    public = (d for year in range(first.year, last.year + 1) for d in public_holidays(year))
    return sorted({d for d in public if first <= d <= last} | set(added))


def holidays_of_year(year: int, language: str) -> list[HolidayOfYear]:
    """Public ones and the office's own, by date."""
    public = [HolidayOfYear(day, name) for day, name in public_holidays(year, language).items()]
    own = [HolidayOfYear(h.on, str(h), h) for h in Holiday.objects.filter(on__year=year)]
    return sorted(public + own, key=lambda holiday: holiday.on)


@lru_cache(maxsize=64)
def public_holidays(year: int, language: str = "km") -> dict[date, str]:
    """Days and names; the caller must not change it."""
    return dict(holidays.country_holidays("KH", years=year, language=PACKAGE_LANGUAGE.get(language, "km")))
