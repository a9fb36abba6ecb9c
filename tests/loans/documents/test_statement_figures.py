"""The statement as a value: every figure worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from loans.documents.statement import build_statement
from loans.errors import LoanError
from tests.factories import receive, riel, usd
from tests.loans.documents.lending import apply_for, enter, entry_of, fresh, lend, reverse

pytestmark = pytest.mark.django_db
DUE_DAYS = [date(2026, month, 15) for month in range(2, 13)] + [date(2027, 1, 15)]


@pytest.fixture
def riel_loan():
    """1,200,000 riel without interest over 12 months; 100,000 paid on three due days, then 150,000 on the fourth."""
    loan = lend(riel(1_200_000))
    for day in DUE_DAYS[:3]:
        receive(loan, riel(100_000), day)
    receive(loan, riel(150_000), DUE_DAYS[3], channel="bank", reference="B-77")
    return fresh(loan)


@pytest.fixture
def declining_loan():
    """The same at 18 % a year: the exact instalment of 110,015.99 is rounded to 110,000."""
    loan = lend(riel(1_200_000), method="declining", annual_rate=Decimal(18))
    for day in DUE_DAYS[:2]:
        receive(loan, riel(110_000), day)
    return fresh(loan)


def test_a_loan_without_interest(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 5, 20))
    assert (s.facts.number, s.status, s.facts.disbursed_on) == (riel_loan.number, "active", date(2026, 1, 15))
    assert (s.facts.annual_rate, s.facts.effective_rate, s.facts.has_interest) == (0, Decimal("0.00"), False)
    assert [s.facts.principal, s.facts.fee, s.facts.in_hand, s.facts.cost] == [
        riel(a) for a in (1_200_000, 0, 1_200_000, 0)
    ]
    assert (s.next_due.on, s.next_due.amount) == (date(2026, 6, 15), riel(50_000))
    assert (s.arrears, s.late_since, s.days_past_due) == (riel(0), None, 0)
    assert (s.paid_rows, s.due_rows) == (4, 12)
    assert [s.repaid_principal, s.outstanding_principal, s.outstanding, s.to_settle] == [
        riel(a) for a in (450_000, 750_000, 750_000, 750_000)
    ]


def test_its_schedule_and_payments(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 5, 20))
    assert [row.due_on for row in s.schedule] == DUE_DAYS
    assert [row.paid for row in s.schedule] == [riel(100_000)] * 4 + [riel(50_000)] + [riel(0)] * 7
    assert [row.balance for row in s.schedule] == [riel(100_000 * left) for left in range(11, -1, -1)]
    assert (s.totals.principal, s.totals.amount, s.totals.paid) == (riel(1_200_000), riel(1_200_000), riel(450_000))
    assert [(line.kind, line.channel, line.amount, line.balance) for line in s.lines] == [
        ("disbursement", "cash", riel(1_200_000), riel(1_200_000)),
        ("repayment", "cash", riel(100_000), riel(1_100_000)),
        ("repayment", "cash", riel(100_000), riel(1_000_000)),
        ("repayment", "cash", riel(100_000), riel(900_000)),
        ("repayment", "bank", riel(150_000), riel(750_000)),
    ]
    numbers = list(riel_loan.transactions.order_by("seq").values_list("number", flat=True))
    assert [line.number for line in s.lines] == numbers
    assert s.facts.voucher == numbers[0]
    assert (s.received.amount, s.received.split.principal) == (riel(450_000), riel(450_000))


def test_a_declining_loan(declining_loan):
    s = build_statement(declining_loan, on=date(2026, 3, 20))
    interest = (18_000, 16_600, 15_200, 13_700, 12_300, 10_800, 9_300, 7_800, 6_300, 4_800, 3_200, 1_600)
    balances = (
        1_108_000,
        1_014_600,
        919_800,
        823_500,
        725_800,
        626_600,
        525_900,
        423_700,
        320_000,
        214_800,
        108_000,
        0,
    )
    assert [row.interest for row in s.schedule] == [riel(a) for a in interest]
    assert [row.balance for row in s.schedule] == [riel(a) for a in balances]
    assert [row.amount for row in s.schedule] == [riel(110_000)] * 11 + [riel(109_600)]
    assert (s.facts.interest, s.facts.cost, s.facts.to_repay) == (riel(119_600), riel(119_600), riel(1_319_600))
    assert (s.facts.annual_rate, s.facts.effective_rate) == (Decimal(18), Decimal("19.47"))
    assert [(line.split.principal, line.split.interest) for line in s.lines[1:]] == [
        (riel(92_000), riel(18_000)),
        (riel(93_400), riel(16_600)),
    ]
    assert (s.received.split.principal, s.received.split.interest) == (riel(185_400), riel(34_600))
    # Settled on 20 March: 1,014,600 and 5 of 31 days of April's 15,200: 2,451, rounded down.
    assert (s.outstanding_principal, s.outstanding, s.to_settle) == (riel(1_014_600), riel(1_099_600), riel(1_017_000))


def test_arrears_with_what_is_next(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 7, 20))
    assert (s.next_due.on, s.next_due.amount) == (date(2026, 8, 15), riel(100_000))
    assert (s.arrears, s.late_since, s.days_past_due) == (riel(150_000), date(2026, 6, 15), 35)
    assert s.due_in_all == riel(250_000)


def test_what_is_due_today_is_next_due_and_not_late(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 6, 15))
    assert (s.next_due.on, s.next_due.amount, s.arrears) == (date(2026, 6, 15), riel(50_000), riel(0))


def test_after_the_last_due_date_only_arrears_are_left(riel_loan):
    s = build_statement(riel_loan, on=date(2027, 2, 1))
    assert (s.next_due, s.arrears, s.due_in_all) == (None, riel(750_000), riel(750_000))


def test_it_stands_as_at_its_day(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 3, 1))
    assert (len(s.lines), s.outstanding) == (2, riel(1_100_000))


def test_a_reversed_payment_and_its_reversal_are_lines_of_their_own(riel_loan):
    wrong = receive(riel_loan, riel(200_000), date(2026, 5, 18))
    reverse(wrong)
    s = build_statement(fresh(riel_loan), on=date(2026, 5, 20))
    reversed_line, reversal = s.lines[-2:]
    assert (reversed_line.number, reversed_line.amount, reversed_line.balance) == (
        wrong.number,
        riel(200_000),
        riel(550_000),
    )
    assert (reversed_line.is_reversed, reversal.is_reversed) == (True, False)
    assert (reversal.kind, reversal.number, reversal.on) == ("reversal", wrong.number, date(2026, 5, 18))
    assert (reversal.amount, reversal.split.principal, reversal.balance) == (
        riel(-200_000),
        riel(-200_000),
        riel(750_000),
    )
    assert reversal.reversed_on == entry_of(riel_loan, reverses=wrong).posted_on
    assert (s.received.amount, s.outstanding) == (riel(450_000), riel(750_000))


def test_charges_and_waivers_show_and_cost():
    loan = lend(riel(1_200_000), fee=Decimal(12_000))
    enter("penalty", loan, riel(5_000), date(2026, 2, 20))
    enter("fee", loan, riel(1_000), date(2026, 2, 21))
    enter("waiver", loan, riel(2_000), date(2026, 2, 22), component="penalty")
    receive(loan, riel(50_000), date(2026, 2, 25))
    s = build_statement(fresh(loan), on=date(2026, 3, 1))
    assert (s.facts.fee, s.facts.in_hand, s.facts.charges, s.facts.cost) == tuple(
        map(riel, (12_000, 1_188_000, 4_000, 16_000))
    )
    assert [(line.kind, line.amount, line.split) for line in s.lines[1:3]] == [
        ("penalty", riel(5_000), None),
        ("fee", riel(1_000), None),
    ]
    assert (s.lines[3].kind, s.lines[3].split.charges) == ("waiver", riel(2_000))
    assert [line.balance for line in s.lines] == [riel(1_200_000)] * 4 + [riel(1_150_000)]
    second = s.schedule[1]
    assert (second.charges, second.waived, second.amount) == (riel(6_000), riel(2_000), riel(104_000))
    assert (s.has_charges, s.has_waived, s.has_charges_laid) == (True, True, True)
    # The oldest instalment first: 50,000 of February is open, and 4,000 of charges due on their own dates.
    assert s.arrears == riel(54_000)


def test_an_overpaid_loan_says_what_belongs_to_the_client():
    loan = lend(usd(300), instalments=3)
    receive(loan, usd("325.50"), date(2026, 3, 1))
    s = build_statement(fresh(loan), on=date(2026, 3, 2))
    assert (s.status, s.ended_on, s.credit, s.to_settle) == ("overpaid", date(2026, 3, 1), usd("25.50"), None)
    assert (s.next_due, s.outstanding, s.lines[-1].split.credit) == (None, usd(0), usd("25.50"))
    enter("refund", loan, usd("25.50"), date(2026, 3, 3))
    s = build_statement(fresh(loan), on=date(2026, 3, 4))
    assert (s.status, s.ended_on, s.credit, s.received.amount) == ("closed", date(2026, 3, 1), usd(0), usd("325.50"))


def test_a_loan_written_off_and_a_recovery():
    loan = lend(riel(600_000), instalments=6)
    receive(loan, riel(100_000), date(2026, 2, 15))
    enter("write_off", loan, riel(500_000), date(2026, 9, 1))
    receive(fresh(loan), riel(50_000), date(2026, 10, 1))
    s = build_statement(fresh(loan), on=date(2026, 10, 2))
    assert (s.status, s.ended_on, s.written_off, s.outstanding) == (
        "written_off",
        date(2026, 9, 1),
        riel(500_000),
        riel(0),
    )
    assert (s.next_due, s.arrears, s.days_past_due, s.paid_rows) == (None, riel(0), 0, 1)
    assert [(line.kind, line.split is None, line.balance) for line in s.lines[2:]] == [
        ("write_off", False, riel(0)),
        ("recovery", True, riel(0)),
    ]
    assert s.received.amount == riel(150_000)


def test_a_period_limits_the_entries_and_opens_with_a_balance(riel_loan):
    s = build_statement(riel_loan, on=date(2026, 5, 20), start=date(2026, 3, 1), end=date(2026, 4, 30))
    assert [line.on for line in s.lines] == [date(2026, 3, 15), date(2026, 4, 15)]
    assert (s.period.opening, s.received.amount, s.outstanding) == (riel(1_100_000), riel(200_000), riel(750_000))
    before = build_statement(riel_loan, on=date(2026, 5, 20), start=date(2026, 1, 1))
    assert before.period.opening == riel(0)


def test_the_opening_balance_leaves_out_what_was_reversed(riel_loan):
    reverse(receive(riel_loan, riel(200_000), date(2026, 5, 18)))
    s = build_statement(fresh(riel_loan), on=date(2026, 5, 20), start=date(2026, 5, 19))
    assert (s.period.opening, s.lines) == (riel(750_000), ())


def test_a_disbursement_reversed_leaves_nothing_due():
    loan = lend(riel(1_200_000))
    reverse(entry_of(loan, seq=1))
    s = build_statement(fresh(loan), on=date(2026, 3, 1))
    assert (s.status, s.outstanding, [line.kind for line in s.lines]) == (
        "approved",
        riel(0),
        ["disbursement", "reversal"],
    )
    assert (s.next_due, s.arrears, s.facts.is_paid_out) == (None, riel(0), False)


def test_a_loan_not_paid_out_has_no_statement():
    with pytest.raises(LoanError):
        build_statement(apply_for(riel(1_200_000)), on=date(2026, 5, 20))


def test_of_the_person_it_names_only_code_name_and_place(riel_loan):
    client = build_statement(riel_loan, on=date(2026, 5, 20)).client
    assert client.code == riel_loan.participant.code
    assert (client.names_in("km"), client.names_in("both")) == (["សុខ សុភា"], ["សុខ សុភា", "Sok Sophea"])
    assert client.place_in("en") == "Ou Thum village, Banteay Neang commune"
    assert client.by_code().names_in("both") == [client.code]


def test_a_village_that_is_on_no_list_stands_as_it_was_typed():
    loan = lend(riel(1_200_000), person={"village": "ភូមិថ្មីមួយ", "name_latin": ""})
    client = build_statement(loan, on=date(2026, 5, 20)).client
    assert client.place_km.startswith("ភូមិថ្មីមួយ ")
    assert client.names_in("en") == ["សុខ សុភា"]


def test_the_complaint_phone_is_the_office_s_or_the_lender_s(riel_loan, settings):
    assert build_statement(riel_loan, on=date(2026, 5, 20)).phone == "012 000 111"
    riel_loan.office.phone, settings.COMPLAINT_PHONE = "", "023 999 888"
    assert build_statement(riel_loan, on=date(2026, 5, 20)).phone == "023 999 888"


@pytest.mark.parametrize("payments", [1, 9])
def test_it_costs_the_same_queries_however_long(payments, django_assert_max_num_queries):
    loan = lend(riel(1_200_000))
    for day in DUE_DAYS[:payments]:
        receive(loan, riel(100_000), day)
    loan = fresh(loan)
    with django_assert_max_num_queries(3):  # the journal, its reschedulings; the village
        build_statement(loan, on=date(2026, 12, 31))
