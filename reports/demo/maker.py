"""The workbook of fictional people: the same seed and day give the same rows, whatever else is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from openpyxl import Workbook

from reports.demo.names import make_name
from reports.demo.story import DemoLoan, loans_of
from reports.demo.terms import DOLLAR_FUND, FUND_NAMES, FUND_OF, KINDS, PRODUCTS, RIEL_FUND
from reports.demo.told import Told, told_by
from reports.workbook.opening import RawSheet
from reports.workbook.sheets import SHEETS

# Eight communes of Banteay Meanchey, the first four of one officer, the others of the second.
COMMUNES = ("010202", "010208", "010607", "010608", "010503", "010502", "011001", "011002")
ROUND_CAPITAL = {"KHR": Decimal(1_000_000), "USD": Decimal(1_000)}
FUND_CURRENCY = {RIEL_FUND: "KHR", DOLLAR_FUND: "USD"}
PLACES = ("ជិតផ្សារ", "មុខផ្ទះ", "តាមផ្លូវជាតិ", "ជិតសាលាបឋម", "ជិតវត្ត", "ក្រោយផ្ទះ", "ខាងកើតភូមិ", "មាត់ស្ទឹង")
HOURS = ("ពេលព្រឹក", "ក្រោយម៉ោង ៥ ល្ងាច", "ម៉ោង ១១ ដល់ ១", "ថ្ងៃសៅរ៍")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the maker takes from the official list: names of the communes, their districts and villages."""

    communes: Mapping[str, tuple[str, str]]
    villages: Mapping[str, list[str]]


class DemoBook:
    """A workbook of fictional people: to be checked as it stands, or written as a file that reads the same."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def sheets(self) -> list[RawSheet]:
        return [RawSheet(sheet.title, i) for i, sheet in enumerate(SHEETS, start=1)]

    def size(self, sheet: RawSheet) -> int:
        return len(self._rows[SHEETS[sheet.position - 1].key]) + 1

    def rows(self, sheet: RawSheet) -> Iterator[tuple[int, list[Any]]]:
        """Number and values of each row as a reader of the file would find them."""
        return ((number, [_as_read(value) for value in row]) for number, row in enumerate(self._lines(sheet), start=1))

    def as_file(self) -> bytes:
        book = Workbook(write_only=True)
        for sheet in self.sheets():
            page = book.create_sheet(sheet.title)
            for row in self._lines(sheet):
                page.append(row)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def _lines(self, sheet: RawSheet) -> Iterator[list[Any]]:
        columns = SHEETS[sheet.position - 1].columns
        yield [column.header for column in columns]
        for row in self._rows[SHEETS[sheet.position - 1].key]:
            yield [row.get(column.key) for column in columns]


def _as_read(value: Any) -> Any:
    """A cell holds no Decimal and no date without a time."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return datetime.combine(value, time()) if isinstance(value, date) else value


def make_book(first: int, last: int, *, seed: int, on: date, ground: Ground) -> DemoBook:
    """People `first` to `last`, both included, with their funds, businesses, loans and repayments."""
    rows: Rows = {sheet.key: [] for sheet in SHEETS}
    for number in range(first, last + 1):
        _add_person(rows, number, seed, on, ground)
    rows["funds"] = list(_funds(rows["loans"], first, last, on))
    return DemoBook(rows)


def participant_ref(number: int) -> str:
    return f"P-{number:06}"


def _add_person(rows: Rows, number: int, seed: int, on: date, ground: Ground) -> None:
    random = Random(f"{seed}/{number}")
    sex, kind = "F" if random.random() < 0.55 else "M", KINDS[(number - 1) % len(KINDS)]
    commune = COMMUNES[(number - 1) % len(COMMUNES)]
    loans = loans_of(number, kind, random, on=on)
    started = min((loan.disbursed_on for loan in loans), default=on) - timedelta(days=random.randint(20, 60))
    name = make_name(random, sex)
    commune_km, district_km = ground.communes[commune]
    rows["participants"].append({
        "ref": participant_ref(number), "name_km": name.km, "name_latin": name.latin, "sex": sex,
        "year_of_birth": started.year - random.randint(20, 62), "commune": commune_km, "district": district_km,
        "village": random.choice(ground.villages[commune]), "phone": _phone(number, random),
        "safe_hours": random.choice(HOURS) if random.random() < 0.3 else None,
        "may_call": "yes" if random.random() < 0.7 else "no", "household_size": random.randint(1, 8),
        "registered_on": started,
    })  # fmt: skip
    rows["businesses"].append({
        "ref": f"B-{number:06}", "participant": participant_ref(number), "livelihood": kind,
        "name": f"ហាង{name.given_km}" if kind.endswith(("repair", "shop")) else None, "place": random.choice(PLACES),
        "status": _status(random, bool(loans)), "started_on": started + timedelta(days=15),
    })  # fmt: skip
    for count, loan in enumerate(loans, start=1):
        _add_loan(rows, number, count, loan, random)
    told = told_by(kind, loans, rows["businesses"][-1]["status"], Random(f"{seed}/{number}/told"), on=on)
    for count, each in enumerate(told, start=1):
        _add_told(rows, number, count, each)


def _add_told(rows: Rows, number: int, count: int, told: Told) -> None:
    who = {"participant": participant_ref(number), "business": f"B-{number:06}"}
    if told.found is not None:
        rows["visits"].append({
            "ref": f"V-{number:06}-{count}", **who, "visited_on": told.on, "found": told.found, "used": told.used,
            "jobs": told.jobs, "difficulty": told.difficulty,
        })  # fmt: skip
    if told.used is None:
        rows["income"].append({
            "ref": f"I-{number:06}-{count}", **who, "month": told.month, "told_on": told.on, "currency": told.currency,
            "revenue": told.revenue, "cost": told.cost, "household": told.household,
        })  # fmt: skip


def _add_loan(rows: Rows, number: int, count: int, loan: DemoLoan, random: Random) -> None:
    ref = f"L-{number:06}-{count}"
    rows["loans"].append({
        "ref": ref, "participant": participant_ref(number), "business": f"B-{number:06}",
        "fund": FUND_OF[loan.product], "product": PRODUCTS[loan.product]["name_km"], "principal": loan.principal,
        "instalments": loan.instalments, "first_due": loan.first_due,
        "due_dates": "; ".join(f"{d:%d/%m/%Y}" for d in loan.due_dates) or None,
        "grace": loan.grace or None, "disbursed_on": loan.disbursed_on, "channel": "bank",
    })  # fmt: skip
    for row, payment in enumerate(loan.payments, start=1):
        is_mobile = random.random() < 0.1
        rows["repayments"].append({
            "ref": f"R-{number:06}-{count}-{row:02}", "loan": ref, "amount": payment.amount, "paid_on": payment.on,
            "channel": "mobile" if is_mobile else "cash", "reference": f"TRX{number:06}{row:02}" if is_mobile else None,
            "paid_by": "family" if random.random() < 0.05 else None,
        })  # fmt: skip


def _phone(number: int, random: Random) -> str | None:
    """A number that is not in use: no subscriber's begins with zero."""
    return f"099 0{number % 100_000:05}" if random.random() < 0.8 else None


def _status(random: Random, has_loan: bool) -> str:
    if not has_loan:
        return "planned"
    return random.choices(("operating", "paused", "closed"), (90, 6, 4))[0]


def _funds(loans: list[dict[str, Any]], first: int, last: int, on: date) -> Iterator[dict[str, Any]]:
    """Capital for all these loans at once, received before the first was paid out."""
    for code, currency in FUND_CURRENCY.items():
        lent = [loan for loan in loans if loan["fund"] == code]
        step = ROUND_CAPITAL[currency]
        received_on = min((loan["disbursed_on"] for loan in lent), default=on) - timedelta(days=30)
        name_km, name_en = FUND_NAMES[code]
        yield {
            "ref": f"{code}-{first:06}-{last:06}", "code": code, "name_km": name_km, "name_en": name_en,
            "currency": currency, "amount": (sum(loan["principal"] for loan in lent) // step + 5) * step,
            "received_on": received_on, "channel": "bank",
        }  # fmt: skip


def batches(first: int, last: int, size: int) -> Iterable[tuple[int, int]]:
    """Ranges of at most so many people."""
    return ((start, min(start + size - 1, last)) for start in range(first, last + 1, size))
