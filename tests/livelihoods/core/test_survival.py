"""Whether a business was there at an age: a pause counts, unknown stands apart."""

from datetime import date

import pytest

from livelihoods.core.survival import BusinessLife, Survival, survival_at

BEGAN = date(2025, 1, 31)  # six months old on 31 July 2025
ON = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("statuses", "seen", "became"),
    [
        ([], "2025-09-01", Survival.ALIVE),
        ([("2025-06-01", "paused")], "2025-09-01", Survival.ALIVE),  # a seasonal pause counts
        ([("2025-07-31", "closed")], "2025-09-01", Survival.OVER),
        ([("2025-08-01", "closed")], "2025-09-01", Survival.ALIVE),  # a day too late to count against it
        ([("2025-05-01", "changed")], None, Survival.OVER),
        ([], "2025-07-30", Survival.UNKNOWN),  # nobody has looked since
        ([], "2025-07-31", Survival.ALIVE),
        ([], None, Survival.UNKNOWN),
        ([("2025-05-01", "closed"), ("2025-06-01", "operating")], "2025-08-01", Survival.ALIVE),
    ],
)
def test_at_six_months(statuses, seen, became):
    life = BusinessLife(
        BEGAN,
        [(BEGAN, "operating"), *((date.fromisoformat(d), s) for d, s in statuses)],
        date.fromisoformat(seen) if seen else None,
    )
    assert survival_at(life, 6, on=ON) == became


def test_what_is_not_of_that_age_is_not_counted():
    life = BusinessLife(BEGAN, [(BEGAN, "operating")], ON)
    assert survival_at(life, 6, on=date(2025, 7, 30)) == Survival.YOUNG
    assert survival_at(life, 6, on=date(2025, 7, 31)) == Survival.ALIVE
    assert survival_at(life, 12, on=ON) == Survival.YOUNG
    assert survival_at(BusinessLife(None, [], ON), 6, on=ON) == Survival.YOUNG
