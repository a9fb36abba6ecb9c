"""The two currencies, and the smallest amount of each that can be counted out."""

from decimal import ROUND_HALF_UP, Decimal

from moneyed import Money

CURRENCIES = ("KHR", "USD")
CENT = Decimal("0.01")
# 100 riel is the smallest note in use (National Bank of Cambodia); the 50 riel note no longer circulates.
STEP = {"KHR": Decimal("100"), "USD": Decimal("0.01")}


def summed(total: Decimal | None) -> Decimal:
    """A total from the database, to the cent. SQLite adds up in floating point and hands back too many places."""
    return (total or Decimal(0)).quantize(CENT)


def zero(currency: str) -> Money:
    return Money(Decimal(0), currency)


def is_countable(amount: Money) -> bool:
    """Whether the amount can be handed over in notes (and cents): a whole number of steps."""
    return amount.amount % STEP[amount.currency.code] == 0


def to_step(amount: Decimal, currency: str) -> Decimal:
    """To the smallest note or cent, half up."""
    return (amount / STEP[currency]).quantize(Decimal(1), ROUND_HALF_UP) * STEP[currency]


def plain(amount: Decimal, currency: str) -> str:
    """The amount for JSON and CSV: no separators; riel without decimals, dollars with two."""
    return f"{amount:.0f}" if currency == "KHR" and amount == amount.to_integral_value() else f"{amount:.2f}"
