"""Dates, day counts, rounding and spreading, against figures worked by hand and docs/loan-rules.md's formula."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.core.calendar import Shift, Unit, steps, working_day
from loans.core.daycount import DayCount, year_fraction
from loans.core.rounding import Rounding, hundredths, round_ratio, to_decimal
from loans.core.schedule import build_schedule
from tests.loans.core.loan_cases import column, event, last, paid_out, pays, reschedule, riel, terms
from tests.loans.core.loan_strategies import any_terms


@pytest.mark.parametrize(
    ("anchor", "every", "unit", "dates"),
    [
        ("2025-01-31", 1, Unit.MONTHS, ["2025-02-28", "2025-03-31", "2025-04-30"]),
        ("2023-11-30", 3, Unit.MONTHS, ["2024-02-29", "2024-05-30", "2024-08-30"]),
        ("2025-11-15", 1, Unit.MONTHS, ["2025-12-15", "2026-01-15", "2026-02-15"]),
        ("2024-02-29", 12, Unit.MONTHS, ["2025-02-28", "2026-02-28", "2027-02-28"]),
        ("2025-02-25", 1, Unit.WEEKS, ["2025-03-04", "2025-03-11", "2025-03-18"]),
        ("2025-02-25", 45, Unit.DAYS, ["2025-04-11", "2025-05-26", "2025-07-10"]),
    ],
)
def test_steps_keep_the_day_of_the_anchor(anchor, every, unit, dates):
    assert [day.isoformat() for day in steps(date.fromisoformat(anchor), range(1, 4), every, unit)] == dates


def test_a_given_first_due_date_is_the_anchor():
    rows = build_schedule(terms(disbursed_on="2025-01-31", first_due="2025-02-28")).rows
    assert [row.due.isoformat() for row in rows] == ["2025-02-28", "2025-03-28", "2025-04-28"]


def test_dates_end_with_the_calendar():
    with pytest.raises(OverflowError):
        steps(date(9999, 12, 1), range(2), 1, Unit.MONTHS)
    with pytest.raises(OverflowError):
        steps(date(9999, 12, 1), range(2), 60, Unit.DAYS)


@pytest.mark.parametrize(
    ("day", "shift", "moved"),
    [
        ("2025-03-01", Shift.NEXT, "2025-03-01"),  # Saturday works
        ("2025-03-02", Shift.NONE, "2025-03-02"),
        ("2025-03-02", Shift.NEXT, "2025-03-04"),  # Sunday, then a holiday
        ("2025-03-02", Shift.PREVIOUS, "2025-03-01"),
        ("2025-03-03", Shift.PREVIOUS, "2025-03-01"),
    ],
)
def test_due_dates_move_off_sundays_and_holidays(day, shift, moved):
    assert working_day(date.fromisoformat(day), shift, {date(2025, 3, 3)}).isoformat() == moved


@pytest.mark.parametrize(
    ("start", "end", "months", "fraction"),
    [
        ("2025-01-31", "2025-02-28", 1, Fraction(1, 12)),
        ("2025-02-28", "2025-03-31", 1, Fraction(1, 12)),
        ("2025-02-28", "2025-03-30", 1, Fraction(1, 12)),
        ("2025-02-27", "2025-03-31", 1, Fraction(33, 360)),  # 30 + 30 - 27
        ("2024-02-28", "2024-03-31", 1, Fraction(32, 360)),  # the 28th was not the last
        ("2025-01-31", "2025-02-28", None, Fraction(28, 360)),  # given dates: 30 + 28 - 30
        ("2025-01-31", "2025-02-28", 2, Fraction(28, 360)),
        ("2025-01-15", "2026-01-15", 12, Fraction(1)),
        ("2025-01-30", "2025-01-31", None, Fraction(0)),
        ("2025-07-01", "2025-09-15", 1, Fraction(74, 360)),
    ],
)
def test_thirty_360(start, end, months, fraction):
    days = date.fromisoformat(start), date.fromisoformat(end)
    assert Fraction(*year_fraction(*days, DayCount.THIRTY_360, months)) == fraction


@pytest.mark.parametrize(
    ("day_count", "fraction"),
    [
        (DayCount.ACTUAL_365, Fraction(397, 365)),
        (DayCount.ACTUAL_360, Fraction(397, 360)),
        (DayCount.ACTUAL_364, Fraction(397, 364)),
        # 15 December 2023 to 15 January 2025: 17 days of 2023, all of 2024, 14 of 2025.
        (DayCount.ACTUAL_ACTUAL, Fraction(17, 365) + 1 + Fraction(14, 365)),
    ],
)
def test_actual_days(day_count, fraction):
    found = year_fraction(date(2023, 12, 15), date(2025, 1, 15), day_count, 1)
    assert Fraction(*found) == fraction


def test_leap_days_count_in_their_own_year():
    found = year_fraction(date(2023, 12, 15), date(2024, 1, 15), DayCount.ACTUAL_ACTUAL, None)
    assert Fraction(*found) == Fraction(17, 365) + Fraction(14, 366)


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**6),
    st.sampled_from([1, 5, 100, 10_000]),
    st.sampled_from(Rounding),
)
def test_a_ratio_is_rounded_once_from_its_exact_value(numerator, denominator, unit, mode):
    assert round_ratio(numerator, denominator, unit, mode) == rounded(Fraction(numerator, denominator), unit, mode)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [(Rounding.HALF_UP, 300), (Rounding.HALF_EVEN, 200), (Rounding.UP, 300), (Rounding.DOWN, 200)],
)
def test_ties(mode, rounded):
    assert round_ratio(250, 1, 100, mode) == rounded
    assert round_ratio(200, 1, 100, mode) == 200


def test_hundredths_refuse_what_they_cannot_hold():
    assert hundredths(Decimal("12.50")) == 1250
    assert to_decimal(1250) == Decimal("12.50")
    with pytest.raises(ValueError, match="decimals"):
        hundredths(Decimal("0.005"))


def test_an_exact_multiple_stays_where_it_is_in_every_mode():
    # 14,400 at 25 % in two yearly instalments is 10,000 each to the last digit; 1,200 at 1/12 a month 100.
    for mode in Rounding:
        yearly = riel(principal="14400", annual_rate="25", instalments=2, every=12, rounding=mode)
        found = last(yearly | {"amortisation": "equal_instalments", "interest_rounding": mode}, paid_out(amount=14_400))
        assert column(found, "principal") == [6_400, 8_000]
        assert column(found, "interest") == [3_600, 2_000]
        monthly = riel(principal="1200", annual_rate="100", instalments=1, interest_rounding=mode)
        assert column(last(monthly, paid_out(amount=1_200)), "interest") == [100]


def test_the_last_row_is_heavy_above_three_times_the_others():
    # 1,000 in ten steps of 100 with the multiple of 100 rounded down: nine of 100 and the rest.
    loan = {"method": "none", "amortisation": "equal_instalments", "rounding": "down", "instalments": 10}
    assert not build_schedule(terms(principal="1200", **loan)).has_heavy_last_row  # 9 x 100, 300
    assert build_schedule(terms(principal="1300", **loan)).has_heavy_last_row  # 9 x 100, 400
    assert not build_schedule(terms(instalments=1)).has_heavy_last_row


def test_x_is_set_again_where_a_later_tranche_or_reschedule_stands():
    # 120,000 free of interest; 100,000 first, over four rows, the instalment rounded to 1,000: 25,000 each.
    loan = riel(
        principal="120000",
        method="none",
        instalments=4,
        amortisation="equal_instalments",
        instalment_multiple="1000",
    )
    events = [
        paid_out(amount=100_000),
        paid_out("2025-04-10", 20_000),  # in the fourth period
        event("reschedule", "2025-04-20", from_due="2025-02-05", extra_instalments=1),
    ]
    # Spread over five rows: 100,000 / 5 = 20,000; the fourth row: (40,000 + 20,000) / 2 = 30,000.
    assert column(last(loan, *events), "principal") == [20_000, 20_000, 20_000, 30_000, 30_000]
    # A reschedule that begins at the third row sets X there again, rounded down: 100,000 / 6 = 16,000, then
    # 68,000 / 4 = 17,000 (and not 16,000 with 20,000 left for the last).
    events = [
        paid_out(amount=100_000),
        event("reschedule", "2025-01-20", from_due="2025-04-05", extra_instalments=1),
        event("reschedule", "2025-01-21", from_due="2025-02-05", extra_instalments=1),
    ]
    found = column(last(loan | {"rounding": "down"}, *events), "principal")
    assert found == [16_000, 16_000, 17_000, 17_000, 17_000, 17_000]


def test_a_balance_of_zero_before_a_later_tranche_is_no_instalment_rounded_to_zero():
    # 100,000 paid out and paid ahead at once; 200,000 follow in the third period; then five rows instead of three.
    loan = riel(method="none", amortisation="equal_instalments")
    events = [
        paid_out(amount=100_000),
        pays("2025-01-20", 100_000, ahead="reduce_principal"),
        paid_out("2025-03-10", 200_000),
        reschedule("2025-03-05", on="2025-03-12", extra_instalments=2),
    ]
    # The second row has nothing to pay; the three after it share the 200,000.
    assert column(last(loan, *events), "principal") == [100_000, 0, 66_700, 66_700, 66_600]


@pytest.mark.parametrize(("grace", "principal"), [(0, [100_000, 100_000, 40_000]), (1, [100_000, 100_000, 0, 40_000])])
def test_the_last_row_takes_what_is_left_whatever_the_multiple(grace, principal):
    # 80,000 rounds to 100,000 in the first two rows; the 40,000 of the third would round to 0 if it were set again.
    loan = riel(method="none", amortisation="equal_instalments", principal="240000", instalment_multiple="100000")
    change = {"principal_grace": grace} if grace else {"new_due": "2025-04-20"}
    found = last(loan, paid_out(amount=240_000), reschedule("2025-04-05", **change))
    assert column(found, "principal") == principal


def by_the_book(loan):
    """(principal, interest) of each row of the proposed schedule."""
    rows = build_schedule(loan).rows  # for its dates only
    starts = [loan.disbursed_on, *(row.due for row in rows)]
    rate = Fraction(loan.annual_rate) / 100 if loan.method != "none" else Fraction(0)
    factors = [
        rate * Fraction(*year_fraction(start, row.due, loan.day_count, loan.rhythm_months))
        if row.number > loan.interest_free
        else Fraction(0)
        for start, row in zip(starts, rows, strict=False)
    ]
    count, grace, balance, x, found = len(rows), loan.principal_grace, Fraction(loan.principal), None, []
    for k in range(count):
        exact = balance * factors[k]
        interest = rounded(exact, loan.step, loan.interest_rounding)
        part = Fraction(0)
        if k >= grace:
            if loan.amortisation == "equal_principal":
                x = x or rounded(balance / (count - k), loan.step, loan.rounding)
                wanted = x
            else:
                x = x or rounded(instalment(balance + exact, factors, k), loan.instalment_multiple, loan.rounding)
                wanted = x - interest
                x = None if wanted <= 0 else x
            after = count - 1 - k
            part = max(Fraction(0), min(wanted, balance - Fraction(loan.step) * after)) if after else balance
        balance -= part
        found.append((part, interest))
    return deferred(found, loan.interest_grace)


def instalment(owed, factors, k):
    def product(after):
        result = Fraction(1)
        for factor in factors[after + 1 :]:
            result *= 1 + factor
        return result

    return owed * product(k) / sum(product(i) for i in range(k, len(factors)))


def rounded(exact, unit, mode):
    count, rest = divmod(exact / Fraction(unit), 1)
    half = Fraction(1, 2)
    up = {
        Rounding.UP: rest > 0,
        Rounding.DOWN: False,
        Rounding.HALF_UP: rest >= half,
        Rounding.HALF_EVEN: rest > half or (rest == half and count % 2 == 1),
    }
    return (count + up[mode]) * Fraction(unit)


def deferred(found, grace):
    late = sum(interest for _, interest in found[:grace])
    rows = [(part, Fraction(0) if k < grace else interest) for k, (part, interest) in enumerate(found)]
    rows[grace] = (rows[grace][0], rows[grace][1] + late)
    return rows


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_terms())
def test_schedules_follow_the_book(loan):
    assert [(row.principal, row.interest) for row in build_schedule(loan).rows] == by_the_book(loan)


def test_many_instalments_are_made_in_reasonable_time():
    loan = terms(principal="100000000", instalments=1000, every=1, unit="days", amortisation="equal_instalments")
    rows = build_schedule(loan).rows
    assert rows[-1].due == date(2025, 1, 5) + timedelta(days=1000)
    assert sum(row.principal for row in rows) == 100_000_000
