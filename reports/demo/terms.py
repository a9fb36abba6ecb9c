"""The demo's products, and how each livelihood borrows: monthly, or on the days when the business has cash."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from loans.models import LoanProduct, LoanTerms

RIEL_FUND, DOLLAR_FUND = "FUND-KHR", "FUND-USD"
FUND_NAMES = {
    RIEL_FUND: ("មូលនិធិបង្វិលជារៀល", "Revolving fund in riel"),
    DOLLAR_FUND: ("មូលនិធិបង្វិលជាដុល្លារ", "Revolving fund in dollars"),
}
FREE, LOW, SEASONAL, DOLLAR = "free", "low", "seasonal", "dollar"
NONE, DECLINING = LoanTerms.Method.NONE, LoanTerms.Method.DECLINING
PRODUCTS: dict[str, dict[str, Any]] = {
    FREE: {
        "name_km": "កម្ចីគ្មានការប្រាក់", "name_en": "Loan without interest", "currency": "KHR", "method": NONE,
        "least_principal": 200_000, "greatest_principal": 8_000_000, "instalments": 12, "instalment_multiple": 100,
    },
    LOW: {
        "name_km": "កម្ចីការប្រាក់ទាប", "name_en": "Low-interest loan", "currency": "KHR", "method": DECLINING,
        "annual_rate": 12, "least_principal": 500_000, "greatest_principal": 12_000_000, "instalments": 12,
        "instalment_multiple": 100,
    },
    SEASONAL: {
        "name_km": "កម្ចីតាមរដូវ", "name_en": "Seasonal loan", "currency": "KHR", "method": NONE,
        "least_principal": 200_000, "greatest_principal": 8_000_000, "instalments": 3, "instalment_multiple": 100,
        "shift": LoanTerms.Shift.NONE,  # paid on the day of the sale, whatever day it is
    },
    DOLLAR: {
        "name_km": "កម្ចីជាដុល្លារ", "name_en": "Dollar loan", "currency": "USD", "method": DECLINING, "annual_rate": 12,
        "least_principal": 50, "greatest_principal": 3_000, "instalments": 10, "instalment_multiple": Decimal("0.01"),
    },
}  # fmt: skip
FUND_OF = {FREE: RIEL_FUND, LOW: RIEL_FUND, SEASONAL: RIEL_FUND, DOLLAR: DOLLAR_FUND}


@dataclass(frozen=True, slots=True)
class Habit:
    """How a livelihood borrows. A seasonal loan is paid at its sales: one each cycle of days, or in some months."""

    products: tuple[str, ...]
    cycle: int = 0
    sales: int = 0
    months: tuple[int, ...] = ()


HABITS = {
    "phone-repair": Habit((FREE, DOLLAR)),
    "motorbike-repair": Habit((LOW, DOLLAR, FREE)),
    "cricket-farming": Habit((SEASONAL, FREE), cycle=55, sales=4),
    "chicken-farming": Habit((SEASONAL, LOW), cycle=95, sales=3),
    "pig-farming": Habit((SEASONAL,), cycle=150, sales=2),
    "barber-shop": Habit((FREE, LOW)),
    "cassava-drying": Habit((SEASONAL,), months=(12, 1, 2, 3)),  # dried from December to March
}
KINDS = tuple(HABITS)


def product_of(key: str) -> LoanProduct:
    """The product as the demo makes it, not saved."""
    values = PRODUCTS[key]
    return LoanProduct(**{n: Decimal(v) if isinstance(v, int) and n != "instalments" else v for n, v in values.items()})
