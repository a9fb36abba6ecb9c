"""Loans worked by hand in whole riel: every figure below was done on paper before the code was asked.

The usual loan (`riel()`): 300,000 at 1 % a month in three equal parts of principal from 5 January 2025, so
100,000 + 3,000 on 5 February, 100,000 + 2,000 on 5 March, 100,000 + 1,000 on 5 April.
"""

from decimal import Decimal

from tests.loans.core.loan_cases import column, event, last, paid_out, pays, reversal, riel, run, split

FREE = {"method": "none", "annual_rate": "0", "amortisation": "equal_instalments"}


def figures(checkpoint, *names):
    return [int(Decimal(checkpoint[name])) for name in names]


def quote(checkpoint):
    found = checkpoint["settlement"]
    return [int(Decimal(found[name])) for name in ("principal", "interest", "fee", "penalty", "total")]


def test_equal_instalments_of_91_700():
    # 1,000,000 at 1.5 %: X = 1,000,000 x 0.015 / (1 - 1.015^-12) = 91,679.99, to the nearest 100: 91,700.
    # Interest 15,000; then 923,300 x 1.5 % = 13,849.5, down to 13,800; then 845,400 x 1.5 % = 12,681.
    terms = riel(principal="1000000", annual_rate="18", instalments=12, amortisation="equal_instalments")
    found = last(terms, paid_out(amount=1_000_000))
    assert column(found, "interest")[:4] == [15_000, 13_800, 12_600, 11_400]
    assert column(found, "principal")[:4] == [76_700, 77_900, 79_100, 80_300]
    assert column(found, "balance")[:4] == [923_300, 845_400, 766_300, 686_000]
    assert sum(column(found, "principal")) == 1_000_000


def test_interest_is_paid_before_principal_of_the_same_instalment():
    # 50,000 on 10 February: interest 3,000, principal 47,000. 53,000 of the first instalment stay unpaid.
    found = last(riel(), paid_out(), pays("2025-02-10", 50_000))
    assert split(found, 2) == {"interest": 3_000, "principal": 47_000}
    assert figures(found, "outstanding", "overpaid") == [253_000 + 3_000, 0]
    assert column(found, "paid") == [50_000, 0, 0]
    assert found["transactions"][1]["balance"] == "253000.00"
    assert found["days_past_due"] == 5


def test_oldest_instalment_first_pays_the_next_ones_ahead():
    # 210,000 on 5 February: 3,000 + 100,000, then of the second 2,000 + 100,000, then 1,000 + 4,000.
    found = last(riel(), paid_out(), pays("2025-02-05", 210_000))
    assert split(found, 2) == {"interest": 6_000, "principal": 204_000}
    assert column(found, "paid") == [103_000, 102_000, 5_000]
    assert found["days_past_due"] == 0


def test_due_first_pays_all_interest_that_is_due_before_any_principal():
    # 5 March: interest 3,000 + 2,000 is due, then the oldest principal. What is over would pay ahead.
    terms = riel(allocation="due_first")
    found = last(terms, paid_out(), pays("2025-03-05", 50_000))
    assert split(found, 2) == {"interest": 5_000, "principal": 45_000}
    assert column(found, "paid") == [48_000, 2_000, 0]
    # 210,000: all that is due (205,000), then ahead the principal of the next before its interest.
    found = last(terms, paid_out(), pays("2025-03-05", 210_000))
    assert split(found, 2) == {"interest": 5_000, "principal": 205_000}


def test_charges_stand_before_interest_and_principal():
    # A fee of 2,000 and a penalty of 1,000 dated 20 January join the first instalment and are late from then.
    found = last(
        riel(),
        paid_out(),
        event("fee", "2025-01-20", 2_000),
        event("penalty", "2025-01-20", 1_000),
        pays("2025-01-25", 5_000),
    )
    assert split(found, 4) == {"penalty": 1_000, "fee": 2_000, "interest": 2_000}
    found = last(
        riel(),
        paid_out(),
        event("fee", "2025-01-20", 2_000),
        event("as_of", "2025-02-01", entered_on="2025-03-01"),
    )
    assert found["days_past_due"] == 12


def test_a_payment_does_not_see_a_charge_keyed_and_dated_later():
    # 306,000 on 5 February pays everything; the penalty of 10 February keyed after makes the loan active.
    events = [paid_out(), pays("2025-02-05", 306_000), event("penalty", "2025-02-10", 500)]
    found = last(riel(), *events)
    assert split(found, 2) == {"interest": 6_000, "principal": 300_000}
    assert [found["status"], *figures(found, "outstanding", "overpaid")] == ["active", 500, 0]
    # Keyed before the payment, the same penalty is paid by it although it is dated later.
    found = last(riel(), events[0], events[2] | {"entered_on": "2025-02-01"}, pays("2025-02-05", 306_500))
    assert split(found, 3) == {"interest": 6_000, "principal": 300_000, "penalty": 500}
    assert found["status"] == "closed"


def test_a_payment_sees_a_charge_of_its_own_day_though_keyed_after_it():
    found = last(riel(), paid_out(), pays("2025-02-05", 306_500), event("fee", "2025-02-05", 500))
    assert split(found, 2) == {"interest": 6_000, "principal": 300_000, "fee": 500}
    assert [found["status"], *figures(found, "overpaid")] == ["closed", 0]


def test_a_backdated_charge_changes_the_split_of_a_later_payment():
    events = [paid_out(), pays("2025-02-05", 103_000), event("penalty", "2025-01-10", 800)]
    found = last(riel(), *events)
    assert split(found, 2) == {"penalty": 800, "interest": 3_000, "principal": 99_200}


def test_waived_interest_is_not_paid_and_the_oldest_is_waived_first():
    # 4,000 of interest waived: 3,000 of the first, 1,000 of the second. 150,000: 100,000; 1,000 + 49,000.
    waiver = event("waiver", "2025-01-20", 4_000, component="interest")
    found = last(riel(), paid_out(), waiver, pays("2025-02-05", 150_000))
    assert column(found, "waived") == [3_000, 1_000, 0]
    assert column(found, "paid") == [100_000, 50_000, 0]
    assert split(found, 2) == {"interest": 4_000}
    assert split(found, 3) == {"interest": 1_000, "principal": 149_000}
    assert figures(found, "outstanding") == [306_000 - 154_000]


def test_a_waiver_lapses_where_a_refold_leaves_less_to_waive():
    # The fee of 2,000 was waived on 1 March; a payment of 10 February keyed later pays it: nothing is left.
    events = [
        paid_out(),
        event("fee", "2025-02-01", 2_000),
        event("waiver", "2025-03-01", 2_000, component="fee"),
        pays("2025-02-10", 105_000, entered_on="2025-03-02"),
    ]
    found = last(riel(), *events)
    assert split(found, 3) == {}
    assert found["transactions"][2]["amount"] == "2000.00"
    assert column(found, "waived") == [0, 0, 0]
    assert split(found, 4) == {"fee": 2_000, "interest": 3_000, "principal": 100_000}


def test_write_off_and_recovery():
    # 53,000 paid: 3,000 interest, 50,000 principal. Lost: 250,000 principal, 2,000 + 1,000 interest, and the
    # fee of 2,000 keyed before though dated later.
    events = [
        paid_out(),
        pays("2025-02-05", 53_000),
        event("fee", "2025-06-01", 2_000, entered_on="2025-02-20"),
        event("write_off", "2025-03-01"),
    ]
    found = last(riel(), *events)
    assert split(found, 4) == {"principal": 250_000, "interest": 3_000, "fee": 2_000}
    assert found["transactions"][2]["amount"] == "255000.00"
    assert [found["status"], *figures(found, "outstanding")] == ["written_off", 0]
    assert [column(found, "paid"), column(found, "waived")] == [[53_000, 0, 0, 0], [0, 0, 0, 0]]
    assert found["days_past_due"] == 0
    found = last(riel(), *events, event("recovery", "2025-07-01", 20_000))
    assert split(found, 5) == {}
    assert found["transactions"][3]["balance"] == "0.00"
    assert found["status"] == "written_off"
    # Reversed, the write-off leaves everything owed again.
    found = last(riel(), *events, reversal(4))
    assert [found["status"], *figures(found, "outstanding")] == ["active", 255_000]
    assert [m["reversed"] for m in found["transactions"]] == [False, False, True]


def test_settlement_in_mid_period():
    # 47,000 of principal paid late. On 20 February, 15 of 28 days into the second period: the interest is
    # 3,000 (paid) + 2,000 x 15 / 28 = 1,071, down to 1,000. Principal 253,000.
    before = [paid_out(), pays("2025-02-10", 50_000)]
    found = last(riel(), *before, event("settlement_quote", "2025-02-20"))
    assert quote(found) == [253_000, 1_000, 0, 0, 254_000]
    found = last(riel(), *before, event("settlement", "2025-02-20", 260_000))
    assert split(found, 3) == {"principal": 253_000, "interest": 1_000, "overpaid": 6_000}
    assert column(found, "interest") == [3_000, 1_000, 0]
    assert [found["status"], *figures(found, "outstanding", "overpaid")] == ["overpaid", 0, 6_000]
    assert found["settlement"] is None


def test_settlement_gives_back_interest_paid_ahead():
    # 206,000 on 5 January pays 103,000, 102,000 and the 1,000 interest of the third. Settled on 19 February
    # (14 of 28 days): accrued 3,000 + 1,000; of 6,000 paid, 2,000 lower the principal of 100,000 to 98,000.
    before = [paid_out(), pays("2025-01-05", 206_000)]
    assert split(last(riel(), *before), 2) == {"interest": 6_000, "principal": 200_000}
    found = last(riel(), *before, event("settlement_quote", "2025-02-19"))
    assert quote(found) == [98_000, 0, 0, 0, 98_000]
    # With everything paid ahead the 2,000 are credit, and settling costs nothing.
    before = [paid_out(), pays("2025-01-05", 306_000)]
    found = last(riel(), *before, event("settlement", "2025-02-19", 0))
    assert [found["status"], *figures(found, "overpaid")] == ["overpaid", 2_000]
    assert split(found, 2) == {"interest": 6_000, "principal": 300_000}


def test_settlement_takes_deferred_interest_of_past_periods():
    # 400,000 in four parts; interest of the first two deferred. On 19 February: 4,000 + 3,000 x 14 / 28.
    terms = riel(principal="400000", instalments=4, interest_grace=2)
    found = last(terms, paid_out(amount=400_000))
    assert column(found, "interest") == [0, 0, 2_000 + 4_000 + 3_000, 1_000]
    found = last(terms, paid_out(amount=400_000), event("settlement_quote", "2025-02-19"))
    assert quote(found) == [400_000, 5_500, 0, 0, 405_500]
    found = last(terms, paid_out(amount=400_000), event("settlement", "2025-02-19", 405_500))
    assert column(found, "interest") == [0, 5_500, 0, 0]
    assert found["status"] == "closed"


def test_given_dates_count_by_30_360_days():
    # 600,000 at 18 %: 15 January to 31 March 60 + 15 = 75 days; to 15 May 45; to 30 September 135.
    # 18 % of 600,000 x 75 / 360 = 22,500; of 400,000 x 45 / 360 = 9,000; of 200,000 x 135 / 360 = 13,500.
    given = {"instalments": None, "every": None, "unit": None}
    terms = riel(
        principal="600000",
        annual_rate="18",
        disbursed_on="2025-01-15",
        due_dates=["2025-03-31", "2025-05-15", "2025-09-30"],
        **given,
    )
    start = paid_out("2025-01-15", 600_000)
    found = last(terms, start)
    assert column(found, "interest") == [22_500, 9_000, 13_500]
    # Two more instalments fall monthly on the 30th; 400,000 over four rows from the second on.
    change = event("reschedule", "2025-04-01", from_due="2025-05-15", extra_instalments=2)
    found = last(terms, start, change)
    assert [row["due"] for row in found["schedule"]][3:] == ["2025-10-30", "2025-11-30"]
    assert column(found, "principal") == [200_000, 100_000, 100_000, 100_000, 100_000]
    # 300,000 x 18 % x 135 / 360 = 20,250 down to 20,200; then 30 days each: 3,000 and 1,500.
    assert column(found, "interest") == [22_500, 9_000, 20_200, 3_000, 1_500]
    # Moved by ten days, all the later dates move by ten days.
    found = last(terms, start, event("reschedule", "2025-04-01", from_due="2025-05-15", new_due="2025-05-25"))
    assert [row["due"] for row in found["schedule"]] == ["2025-03-31", "2025-05-25", "2025-10-10"]


def test_working_days_move_due_dates_and_never_amounts():
    # 2 March 2025 is a Sunday, Monday the 3rd an office holiday: due on Tuesday the 4th.
    shift = {"shift": "next", "holidays": ["2025-03-03"]}
    terms = riel(disbursed_on="2025-02-02", **shift)
    found = last(terms, paid_out("2025-02-02"), event("fee", "2025-03-04", 700))
    assert [row["due"] for row in found["schedule"]] == ["2025-03-04", "2025-04-02", "2025-05-02"]
    assert column(found, "interest") == [3_000, 2_000, 1_000]
    assert column(found, "fee") == [700, 0, 0]
    found = last(terms, paid_out("2025-02-02"), event("as_of", "2025-03-06", entered_on="2025-03-06"))
    assert found["days_past_due"] == 2
    # A reschedule names the moved date; the new date is unmoved, and 6 April is a Sunday.
    found = last(
        terms,
        paid_out("2025-02-02"),
        event("reschedule", "2025-03-01", from_due="2025-03-04", new_due="2025-04-06"),
    )
    assert [row["due"] for row in found["schedule"]] == ["2025-04-07", "2025-05-06", "2025-06-06"]
    # 2 February to 6 April: 64 days of 30/360: 300,000 x 12 % x 64 / 360 = 6,400.
    assert column(found, "interest") == [6_400, 2_000, 1_000]
    before = riel(disbursed_on="2025-02-02", shift="previous", holidays=["2025-03-01"])
    assert last(before, paid_out("2025-02-02"))["schedule"][0]["due"] == "2025-02-28"


def test_grace_of_principal_and_interest_free_instalments():
    # Four instalments, the first without principal: 300,000 over three; the first two without interest.
    terms = riel(instalments=4, principal_grace=1, interest_free=2)
    found = last(terms, paid_out())
    assert column(found, "principal") == [0, 100_000, 100_000, 100_000]
    assert column(found, "interest") == [0, 0, 2_000, 1_000]


def test_tranche_on_a_due_date_and_inside_a_period():
    # 400,000 approved over four months. 200,000 first: 50,000 each, interest 2,000, 1,500, 1,000, 500.
    terms = riel(principal="400000", instalments=4)
    first = paid_out(amount=200_000)
    assert column(last(terms, first), "interest") == [2_000, 1_500, 1_000, 500]
    # On the second due date it belongs to the third period: 100,000 + 200,000 over two rows.
    found = last(terms, first, paid_out("2025-03-05", 200_000))
    assert column(found, "principal") == [50_000, 50_000, 150_000, 150_000]
    assert column(found, "interest") == [2_000, 1_500, 3_000, 1_500]
    # On 20 April, 15 of the 30 days from 5 April: 50,000 x 1 % + 200,000 x 1 % x 15 / 30 = 1,500.
    found = last(terms, first, paid_out("2025-04-20", 200_000))
    assert column(found, "principal") == [50_000, 50_000, 50_000, 250_000]
    assert column(found, "interest") == [2_000, 1_500, 1_000, 1_500]
    assert figures(found, "outstanding") == [400_000 + 6_000]


def test_a_quote_counts_a_tranche_from_its_own_date():
    # The same tranche; by 25 April the last period accrued 500 x 20 / 30 + 2,000 x 5 / 30 = 666: 600.
    terms = riel(principal="400000", instalments=4)
    events = [
        paid_out(amount=200_000),
        paid_out("2025-04-20", 200_000),
        event("settlement_quote", "2025-04-25"),
    ]
    assert quote(last(terms, *events))[:2] == [400_000, 2_000 + 1_500 + 1_000 + 600]


def test_reschedule_to_a_later_date():
    # From 5 March to 20 March: 5 February to 20 March is 45 days: 200,000 x 12 % x 45 / 360 = 3,000.
    events = [paid_out(), pays("2025-02-05", 103_000)]
    change = event("reschedule", "2025-02-20", from_due="2025-03-05", new_due="2025-03-20")
    found = last(riel(), *events, change)
    assert [row["due"] for row in found["schedule"]] == ["2025-02-05", "2025-03-20", "2025-04-20"]
    assert column(found, "interest") == [3_000, 3_000, 1_000]
    assert [m["type"] for m in found["transactions"]] == ["disbursement", "repayment"]


def test_reschedule_with_extra_instalments_lays_receipts_over_the_new_rows():
    # 50,000 ahead of the second (2,000 interest, 48,000 principal); then 200,000 over four rows of 50,000.
    events = [paid_out(), pays("2025-02-05", 153_000)]
    change = event("reschedule", "2025-02-20", from_due="2025-03-05", extra_instalments=2)
    found = last(riel(), *events, change)
    assert column(found, "principal") == [100_000, 50_000, 50_000, 50_000, 50_000]
    assert column(found, "interest") == [3_000, 2_000, 1_500, 1_000, 500]
    assert column(found, "paid") == [103_000, 50_000, 0, 0, 0]
    assert split(found, 2) == {"interest": 5_000, "principal": 148_000}


def test_reschedule_with_grace_inserts_rows_without_principal():
    change = event("reschedule", "2025-02-20", from_due="2025-03-05", principal_grace=2)
    found = last(riel(), paid_out(), change)
    assert column(found, "principal") == [100_000, 0, 0, 100_000, 100_000]
    assert column(found, "interest") == [3_000, 2_000, 2_000, 2_000, 1_000]
    assert found["schedule"][-1]["due"] == "2025-06-05"
    # A second one from the first of the two: the marks move along, one more row without principal.
    again = event("reschedule", "2025-02-21", from_due="2025-03-05", principal_grace=1)
    found = last(riel(), paid_out(), change, again)
    assert column(found, "principal") == [100_000, 0, 0, 0, 100_000, 100_000]


def test_interest_paid_above_the_new_interest_becomes_principal():
    # All interest paid ahead (6,000) with 200,000 principal; the third is then moved to 6 March, one day
    # after the second: 100,000 x 12 % x 1 / 360 = 33, down to 0. The 1,000 paid on it become principal.
    events = [paid_out(), pays("2025-01-05", 206_000)]
    change = event("reschedule", "2025-01-20", from_due="2025-04-05", new_due="2025-03-06")
    found = last(riel(), *events, change)
    assert column(found, "interest") == [3_000, 2_000, 0]
    assert column(found, "paid") == [103_000, 102_000, 1_000]
    assert split(found, 2) == {"interest": 6_000, "principal": 200_000}
    assert figures(found, "outstanding") == [99_000]


def test_a_waiver_above_the_new_interest_lapses():
    change = event("reschedule", "2025-01-20", from_due="2025-04-05", new_due="2025-03-06")
    found = last(riel(), paid_out(), event("waiver", "2025-01-10", 6_000, component="interest"), change)
    assert column(found, "waived") == [3_000, 2_000, 0]
    assert split(found, 2) == {"interest": 6_000}


def test_paid_ahead_to_reduce_principal_on_a_due_date():
    # 1,200,000 free of interest, twelve of 100,000. 210,000 on the first due date: 110,000 is over, and
    # 990,000 is spread over eleven rows of 90,000.
    terms = riel(principal="1200000", instalments=12, **FREE)
    found = last(terms, paid_out(amount=1_200_000), pays("2025-02-05", 210_000, ahead="reduce_principal"))
    assert column(found, "principal") == [210_000] + [90_000] * 11
    assert column(found, "balance")[:2] == [990_000, 900_000]
    assert column(found, "paid") == [210_000] + [0] * 11
    # With interest, 200,000 - 100,000 over two rows: 50,000 each, interest 1,000 and 500.
    found = last(riel(), paid_out(), pays("2025-02-05", 203_000, ahead="reduce_principal"))
    assert column(found, "principal") == [200_000, 50_000, 50_000]
    assert column(found, "interest") == [3_000, 1_000, 500]


def test_the_last_row_keeps_a_step_when_the_rows_under_a_prepayment_are_moved():
    # 200,000 in two rows; 110,000 the day before the first is due leaves 90,000. Then the first is moved to that very
    # day: its 100,000 and the 110,000 are more than there is, so it takes 89,900 and the last row 100.
    terms = riel(principal="200000", instalments=2, **FREE)
    events = [paid_out(amount=200_000), pays("2025-02-04", 110_000, ahead="reduce_principal")]
    assert column(last(terms, *events), "principal") == [155_000, 45_000]
    change = event("reschedule", "2025-02-06", from_due="2025-02-05", new_due="2025-02-04")
    found = last(terms, *events, change)
    assert column(found, "principal") == [199_900, 100]
    assert column(found, "paid") == [110_000, 0]
    assert figures(found, "outstanding", "overpaid") == [90_000, 0]


def test_paid_ahead_to_reduce_principal_inside_a_period():
    # 100,000 on 19 February, 14 of 28 days before 5 March: interest 2,000 - 1,000 x 14 / 28 = 1,500. The
    # prepayment joins the running row: 100,000 + 50,000, then 50,000.
    events = [paid_out(), pays("2025-02-05", 103_000), pays("2025-02-19", 100_000, ahead="reduce_principal")]
    found = last(riel(), *events)
    assert column(found, "principal") == [100_000, 150_000, 50_000]
    assert column(found, "interest") == [3_000, 1_500, 500]
    assert column(found, "paid") == [103_000, 100_000, 0]
    assert split(found, 3) == {"principal": 100_000}
    # Above the whole principal: the interest up to the day (2,000 x 14 / 28) is paid, the rest is credit.
    events[2] = pays("2025-02-19", 250_000, ahead="reduce_principal")
    found = last(riel(), *events)
    assert split(found, 3) == {"principal": 200_000, "interest": 1_000, "overpaid": 49_000}
    assert found["status"] == "overpaid"


def test_prepayment_on_a_moved_due_date_counts_as_on_the_unmoved_one():
    # Due on Sunday 2 March, moved to Monday the 3rd; paid on the Monday with 100,000 ahead.
    terms = riel(disbursed_on="2025-02-02", shift="next")
    found = last(terms, paid_out("2025-02-02"), pays("2025-03-03", 203_000, ahead="reduce_principal"))
    assert column(found, "principal") == [200_000, 50_000, 50_000]
    assert column(found, "interest") == [3_000, 1_000, 500]


def test_credit_pays_later_charges_and_is_refunded_but_pays_no_tranche():
    # 310,000 in January: 306,000 and 4,000 credit. A fee of 1,500 in February is paid by it; 2,000 refunded.
    events = [
        paid_out(),
        pays("2025-01-20", 310_000),
        event("fee", "2025-02-10", 1_500),
        event("refund", "2025-02-11", 2_000),
    ]
    found = last(riel(), *events)
    assert [found["status"], *figures(found, "outstanding", "overpaid")] == ["overpaid", 0, 500]
    assert split(found, 2) == {"interest": 6_000, "principal": 300_000, "overpaid": 4_000}
    assert split(found, 4) == {"overpaid": 2_000}
    assert column(found, "paid") == [103_000, 103_500, 101_000]
    # A tranche of 100,000 on 5 March is not paid by the credit of 2,000.
    terms = riel(principal="400000")
    found = last(terms, paid_out(), pays("2025-01-20", 308_000), paid_out("2025-03-05", 100_000))
    assert [found["status"], *figures(found, "outstanding", "overpaid")] == ["active", 101_000, 2_000]


def test_credit_pays_interest_that_a_reschedule_adds():
    # 302,000 + 4,000 + 5,000 as before a tranche of 100,000 in the last period (interest 1,000 more); the
    # last row moved from 5 April to 5 May: 200,000 x 12 % x 60 / 360 = 4,000 instead of 2,000.
    terms = riel(principal="400000")
    events = [paid_out(), pays("2025-01-20", 308_000), paid_out("2025-03-05", 100_000)]
    change = event("reschedule", "2025-03-10", from_due="2025-04-05", new_due="2025-05-05")
    found = last(terms, *events, change)
    assert column(found, "interest") == [3_000, 2_000, 4_000]
    # Unpaid before: 100,000 + 1,000. Added: 2,000, paid by the credit of 2,000.
    assert figures(found, "outstanding", "overpaid") == [101_000, 0]


def test_a_charge_after_the_last_due_date_makes_a_row_of_its_own():
    events = [
        paid_out(),
        event("penalty", "2025-05-01", 900),
        event("fee", "2025-05-01", 300),
        event("fee", "2025-04-20", 200),
    ]
    found = last(riel(), *events)
    rows = [(row["number"], row["due"], row["fee"], row["penalty"]) for row in found["schedule"][3:]]
    assert rows == [(4, "2025-04-20", "200.00", "0.00"), (5, "2025-05-01", "300.00", "900.00")]
    # Extended by two months, the schedule takes both dates in: they join the rows of May.
    found = last(riel(), *events, event("reschedule", "2025-04-21", from_due="2025-04-05", extra_instalments=1))
    assert [(row["due"], row["fee"]) for row in found["schedule"]][3:] == [("2025-05-05", "500.00")]


def test_a_reversed_payment_is_folded_out_and_stays_as_it_was():
    # 50,000 on 10 February, 53,000 on 12 February. Without the first, the second pays interest 3,000 itself.
    events = [paid_out(), pays("2025-02-10", 50_000), pays("2025-02-12", 53_000)]
    found = last(riel(), *events)
    assert split(found, 3) == {"principal": 53_000}
    found = last(riel(), *events, reversal(2))
    assert split(found, 2) == {"interest": 3_000, "principal": 47_000}
    assert split(found, 3) == {"interest": 3_000, "principal": 50_000}
    assert [(m["seq"], m["reversed"], m["balance"]) for m in found["transactions"][1:]] == [
        (2, True, "253000.00"),
        (3, False, "250000.00"),
    ]


def test_nothing_is_owed_before_a_disbursement_stands():
    found = last(riel(), paid_out(), reversal(1))
    assert [found["status"], *figures(found, "outstanding", "days_past_due")] == ["approved", 0, 0]
    assert [(m["balance"], m["reversed"]) for m in found["transactions"]] == [("300000.00", True)]
    assert column(found, "principal") == [100_000] * 3
    found = last(riel(), paid_out(), event("as_of", "2025-01-04", entered_on="2025-09-01"))
    assert [found["status"], found["days_past_due"], found["transactions"]] == ["approved", 0, []]


def test_as_of_hides_later_value_dates_in_its_own_checkpoint_only():
    events = [
        paid_out(),
        pays("2025-02-05", 103_000),
        pays("2025-03-05", 102_000),
        event("as_of", "2025-02-20", entered_on="2025-06-01"),
        event("as_of", "2025-03-05", entered_on="2025-06-01"),
    ]
    found = run(riel(), *events)["checkpoints"]
    assert figures(found[4], "outstanding", "days_past_due") == [203_000, 0]
    assert len(found[4]["transactions"]) == 2
    assert figures(found[5], "outstanding", "days_past_due") == [101_000, 0]


def test_the_schedule_starts_on_the_day_of_the_first_disbursement():
    # Planned for 5 January, paid out on the 31st: month ends, each exactly one month.
    found = last(riel(), paid_out("2025-01-31"))
    assert [row["due"] for row in found["schedule"]] == ["2025-02-28", "2025-03-31", "2025-04-30"]
    assert column(found, "interest") == [3_000, 2_000, 1_000]
    # With a given first due date the first period is broken: 31 January to 5 March is 35 days, 3,500.
    found = last(riel(first_due="2025-03-05"), paid_out("2025-01-31"))
    assert column(found, "interest") == [3_500, 2_000, 1_000]


def test_a_row_whose_interest_takes_the_whole_instalment_has_no_principal():
    # 120,000 at 12 % on given dates a year, then a month each. X at the first row: f = 12 %, 1 %, 1 %.
    # (120,000 x 1.12 x 1.0201) / (1.0201 + 1.01 + 1) = 45,248.0 -> interest 14,400 leaves 30,800.
    given = {"instalments": None, "every": None, "unit": None}
    terms = riel(
        principal="120000",
        amortisation="equal_instalments",
        due_dates=["2026-01-05", "2026-02-05", "2026-03-05"],
        **given,
    )
    found = last(terms, paid_out(amount=120_000))
    assert column(found, "principal")[0] + column(found, "interest")[0] == 45_200
    # At 240 %: interest of the year is 288,000, above X; no principal, and X is set again for the two months.
    # f = 240 %, 20 %, 20 %: X1 = 120,000 x 3.4 x 1.44 / (1.44 + 1.2 + 1) = 161,406.6 < 288,000.
    # X2 = 120,000 x 1.2 x 1.2 / (1.2 + 1) = 78,545.45 -> 78,500; principal 78,500 - 24,000 = 54,500.
    found = last(terms | {"annual_rate": "240"}, paid_out(amount=120_000))
    assert column(found, "principal") == [0, 54_500, 65_500]
    assert column(found, "interest") == [288_000, 24_000, 13_100]
