"""Who passes, until when it holds, who may lead, and when names stand open."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from trainings.core.passing import (
    Holding,
    Record,
    Rules,
    Verdict,
    last_valid_day,
    may_lead,
    names_are_open,
    verdict,
)

RULES = Rules(attendance=Decimal(80), pass_mark=Decimal(70))
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("present", "held", "over", "post", "found"),
    [
        (4, 5, True, "70", Verdict.PASSED),  # both thresholds are reached by what equals them
        (4, 5, True, "69.99", Verdict.BELOW_MARK),
        (4, 5, True, None, Verdict.NOT_TESTED),
        (3, 5, True, "100", Verdict.ABSENT),
        (5, 5, False, "100", Verdict.NOT_OVER),
    ],
)
def test_verdict(present, held, over, post, found):
    assert verdict(Record(present, held, over, post and Decimal(post)), RULES) == found


def test_a_certificate_holds_until_the_day_before_or_without_an_end():
    assert last_valid_day(date(2026, 3, 2), 12) == date(2027, 3, 1)
    assert last_valid_day(date(2026, 3, 2), None) is None


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ([Holding("business", DAY, None)], True),  # issued that very day
        ([Holding("training", DAY, None)], True),  # training skills hold for every topic
        ([Holding("repair", DAY, None)], False),
        ([Holding("business", DAY + timedelta(1), None)], False),
        ([Holding("business", DAY, DAY + timedelta(2))], True),  # the last day counts
        ([Holding("business", DAY, DAY + timedelta(1))], False),  # ends within the session
        ([], False),
    ],
)
def test_who_may_lead_from_monday_to_wednesday(held, may):
    assert may_lead(held, "business", DAY, DAY + timedelta(2)) is may


@pytest.mark.parametrize(("days", "is_open"), [(-15, False), (-14, True), (0, True), (32, True), (33, False)])
def test_names_are_open_14_days_before_to_30_after(days, is_open):
    assert names_are_open(DAY, DAY + timedelta(2), DAY + timedelta(days)) is is_open
