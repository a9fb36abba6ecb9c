"""Who passes, until when a certification holds, who may lead, and when names stand open to a trainer."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from office.core.months import add_months

TRAINING_SKILLS = "training"
NAMES_BEFORE, NAMES_AFTER = timedelta(days=14), timedelta(days=30)


class Verdict(StrEnum):
    PASSED = "passed"
    NOT_OVER = "not_over"
    ABSENT = "absent"
    NOT_TESTED = "not_tested"
    BELOW_MARK = "below_mark"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a course asks for, in percent."""

    attendance: Decimal
    pass_mark: Decimal


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did in a session: present in so many of its half-days."""

    present: int
    half_days: int
    is_complete: bool
    post: Decimal | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A certification: for a topic, from one day to another, both included; without a last day it has no end."""

    topic: str
    from_on: date
    to_on: date | None


def verdict(record: Record, rules: Rules) -> Verdict:
    """The first reason why not; both thresholds are reached by what equals them."""
    if not record.is_complete:
        return Verdict.NOT_OVER
    if record.present * 100 < rules.attendance * record.half_days:
        return Verdict.ABSENT
    if record.post is None:
        return Verdict.NOT_TESTED
    return Verdict.PASSED if record.post >= rules.pass_mark else Verdict.BELOW_MARK


def last_valid_day(issued_on: date, months: int | None) -> date | None:
    """None: it has no end."""
    return add_months(issued_on, months) - timedelta(days=1) if months else None


def may_lead(held: list[Holding], topic: str, first_on: date, last_on: date) -> bool:
    """Certified in the topic or in training skills, on every day of the session."""
    return any(
        each.topic in (topic, TRAINING_SKILLS)
        and each.from_on <= first_on
        and (each.to_on is None or each.to_on >= last_on)
        for each in held
    )


def names_are_open(first_on: date, last_on: date, on: date) -> bool:
    """From 14 days before the first day to 30 days after the last, both included."""
    return first_on - NAMES_BEFORE <= on <= last_on + NAMES_AFTER
