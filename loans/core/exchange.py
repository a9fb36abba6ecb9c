"""Paying a loan in the other currency: what the money is worth, and the change, always in riel."""

from decimal import ROUND_HALF_UP, Decimal

from office.core.money import STEP


def worth(amount: Decimal, currency: str, riel_per_dollar: Decimal) -> Decimal:
    """`amount` of the other currency in `currency`, to its smallest step, half up."""
    exact = amount * riel_per_dollar if currency == "KHR" else amount / riel_per_dollar
    return _rounded(exact, STEP[currency])


def change_in_riel(tendered: Decimal, amount: Decimal, currency: str, riel_per_dollar: Decimal) -> Decimal:
    """Riel to give back when `tendered` (in the other currency) pays `amount` of `currency`; half up to 100 riel.

    Below zero where too little was tendered. Change is in riel because small amounts of dollars have no notes.
    """
    given, owed = (tendered * riel_per_dollar, amount) if currency == "KHR" else (tendered, amount * riel_per_dollar)
    return _rounded(given - owed, STEP["KHR"])


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
