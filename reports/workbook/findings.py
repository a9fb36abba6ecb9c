"""What a check found: where, and why, as a code with parameters. The words are in `reports.workbook.words`.

Parameters are stored and shown later, so none of them may tell anything about a person: amounts, dates, cells,
names of places, products and columns only.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from office.core.money import plain

Param = str | int | Mapping[str, str]
_CELL = re.compile(r"([A-Z]+)(\d+)")


class NotAccepted(Exception):
    """A cell, or the whole file, that cannot be taken as it is."""

    def __init__(self, code: str, /, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, or (a warning) to look at. Without a sheet it is about the whole file."""

    code: str
    sheet: str = ""
    cell: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    is_warning: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "cell": self.cell, "code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, is_warning: bool = False) -> "Finding":
        return cls(stored["code"], stored["sheet"], stored["cell"], stored["params"], is_warning)


class Findings:
    """Everything that was found, in the order of the sheets and their rows."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._places = {key: place for place, key in enumerate(["", *sheets])}
        self._all: list[Finding] = []

    def error(self, code: str, sheet: str = "", cell: str = "", /, **params: Param) -> None:
        self._all.append(Finding(code, sheet, cell, params))

    def warn(self, code: str, sheet: str = "", cell: str = "", /, **params: Param) -> None:
        self._all.append(Finding(code, sheet, cell, params, is_warning=True))

    @property
    def errors(self) -> list[Finding]:
        return sorted((f for f in self._all if not f.is_warning), key=self._place)

    @property
    def warnings(self) -> list[Finding]:
        return sorted((f for f in self._all if f.is_warning), key=self._place)

    def _place(self, finding: Finding) -> tuple[int, int, int, str]:
        found = _CELL.fullmatch(finding.cell)
        letters, row = (found[1], int(found[2])) if found else ("", 0)
        return self._places.get(finding.sheet, len(self._places)), row, len(letters), letters


def shown_amount(amount: Decimal, currency: str) -> Mapping[str, str]:
    return {"amount": plain(amount, currency), "currency": currency}


def shown_date(day: date) -> Mapping[str, str]:
    return {"date": day.isoformat()}
