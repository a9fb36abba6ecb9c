"""Small workbooks for the tests: made with openpyxl, as somebody would type them."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from reports.workbook.sheets import BY_KEY

TODAY = date(2026, 6, 15)
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def fund(**cells: Any) -> dict[str, Any]:
    return {
        "ref": "F-1", "code": "KH1", "name_km": "មូលនិធិ", "name_en": "Fund", "currency": "KHR", "amount": 5_000_000,
        "received_on": date(2025, 12, 1), **cells,
    }  # fmt: skip


def person(**cells: Any) -> dict[str, Any]:
    return {
        "ref": "P-1", "name_km": "មាស ដារ៉ា", "name_latin": "Meas Dara", "sex": "M", "year_of_birth": 1990,
        "commune": "Banteay Neang", "phone": "012 345 678", "registered_on": date(2025, 12, 20), **cells,
    }  # fmt: skip


def business(**cells: Any) -> dict[str, Any]:
    return {"ref": "B-1", "participant": "P-1", "livelihood": "phone repair", "started_on": date(2025, 6, 1), **cells}


def loan(**cells: Any) -> dict[str, Any]:
    """1,200,000 riel without interest in 12 months from 5 January 2026."""
    return {
        "ref": "L-1", "participant": "P-1", "business": "B-1", "fund": "KH1", "product": "Loan without interest",
        "principal": 1_200_000, "first_due": date(2026, 2, 5), "disbursed_on": date(2026, 1, 5), **cells,
    }  # fmt: skip


def repayment(number: int = 1, **cells: Any) -> dict[str, Any]:
    """The instalment of that number, on its day."""
    return {
        "ref": f"R-{number}", "loan": "L-1", "amount": 100_000, "paid_on": date(2026, 1 + number, 5), **cells,
    }  # fmt: skip


def whole_book(**changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One of everything, and three repayments."""
    rows = {
        "funds": [fund()], "participants": [person()], "businesses": [business()], "loans": [loan()],
        "repayments": [repayment(1), repayment(2), repayment(3)],
    }  # fmt: skip
    return {**rows, **changes}


def make_book(
    rows: Rows,
    *,
    language: str = "both",
    titles: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """The workbook with the columns that the rows use. `extra`: cells to write besides, by sheet key and address."""
    book = Workbook()
    book.remove(book.active)
    for key, lines in rows.items():
        sheet = BY_KEY[key]
        page = book.create_sheet((titles or {}).get(key) or words(sheet.names, language))
        used = [c for c in sheet.columns if any(c.key in line for line in lines)]
        page.append([words(column.names, language) for column in used])
        for line in lines:
            page.append([line.get(column.key) for column in used])
    for (key, cell), value in (extra or {}).items():
        book[words(BY_KEY[key].names, language)][cell] = value
    return saved(book)


def words(names: tuple[str, str], language: str) -> str:
    return {"en": names[0], "km": names[1], "both": " · ".join(names)}[language]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def column_of(rows: Rows, key: str, column: str) -> str:
    """The letter of a column in `make_book(rows)`."""
    used = [c.key for c in BY_KEY[key].columns if any(c.key in line for line in rows[key])]
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[used.index(column)]


def visit(**cells: Any) -> dict[str, Any]:
    return {"ref": "V-1", "participant": "P-1", "business": "B-1", "visited_on": date(2026, 3, 10),
            "found": "operating", **cells}  # fmt: skip


def income(**cells: Any) -> dict[str, Any]:
    """March 2026, told on the last day of the month."""
    return {"ref": "I-1", "participant": "P-1", "business": "B-1", "month": date(2026, 3, 1), "currency": "KHR",
            "revenue": 900_000, "cost": 300_000, "household": 650_000, **cells}  # fmt: skip


def session(**cells: Any) -> dict[str, Any]:
    """Two days, four half-days: Monday 2 and Tuesday 3 March 2026. `lead` is a trainer's code."""
    return {"ref": "S-1", "course": "Starting a business", "first_on": date(2026, 3, 2), "last_on": date(2026, 3, 3),
            "commune": "Banteay Neang", **cells}  # fmt: skip


def attendance(**cells: Any) -> dict[str, Any]:
    return {"ref": "A-1", "session": "S-1", "participant": "P-1", "present": "all", "pre": 40, "post": 80, **cells}
