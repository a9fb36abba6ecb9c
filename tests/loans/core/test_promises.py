"""Whether a promise was kept: from the day it was made to the day promised, both included."""

from datetime import date
from decimal import Decimal

import pytest

from loans.core.promises import Promised, outcome

MADE, BY = date(2026, 6, 1), date(2026, 6, 10)
PROMISED = Promised(Decimal(100), MADE, BY)


@pytest.mark.parametrize(
    ("receipts", "on", "became"),
    [
        ([], BY, "waiting"),  # the day promised is still in time
        ([], date(2026, 6, 11), "broken"),
        ([(BY, 100)], BY, "kept"),
        ([(MADE, 100)], MADE, "kept"),
        ([(date(2026, 5, 31), 100)], date(2026, 6, 11), "broken"),  # paid before it was promised
        ([(date(2026, 6, 11), 100)], date(2026, 6, 12), "broken"),  # paid too late
        ([(MADE, 60)], BY, "waiting"),
        ([(MADE, 60)], date(2026, 6, 11), "in_part"),
        ([(MADE, 60), (BY, 40)], BY, "kept"),
    ],
)
def test_what_became_of_it(receipts, on, became):
    assert outcome(PROMISED, [(day, Decimal(amount)) for day, amount in receipts], on=on) == became
