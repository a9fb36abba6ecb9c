"""The month of docs/worked-examples.md: three loans, two officers, two currencies, a flood, a wrong receipt."""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from loans.models import CashTransaction, Channel, LoanTransaction, MonthEndRow
from loans.services import changes
from loans.services.cash import carry_cash
from loans.services.days import Count, close_day
from loans.services.ledger import trial_balances
from loans.services.months import close_month
from loans.services.reversals import confirm_reversal, request_reversal
from office import roles
from office.models import ExchangeRate
from reports.portfolio import build_portfolio
from tests.factories import make_approved, make_fund, make_participant, make_product, make_user, receive, riel, usd
from tests.loans.books import beancount_balances, our_balances

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
Kind = CashTransaction.Kind


@pytest.fixture
def month(clock):
    """Everything that happens, day by day, through the services that the pages call."""
    from loans.services.disbursing import pay_out

    clock(date(2026, 1, 15))
    manager, cashier = make_user(role=roles.MANAGER), make_user(role=roles.CASHIER)
    one, two = make_user(communes=("010201",)), make_user(communes=("010202",))
    ExchangeRate.objects.create(on=date(2026, 1, 1), riel_per_dollar=Decimal(4100))
    make_fund(capital=riel(5_000_000))
    make_fund(capital=usd(1_000))
    dollars = make_product(name_en="Dollars", currency="USD", least_principal=50, instalment_multiple=Decimal("0.01"))

    def lend(officer, at, **terms):
        loan = make_approved(officer=officer, participant=make_participant(by=officer, at=at), **terms)
        pay_out(
            loan_id=loan.pk, value_on=date(2026, 1, 15), channel=Channel.BANK, reference="b", key=uuid4(), by=cashier
        )
        loan.refresh_from_db()
        return loan

    first = lend(one, "010201", principal=riel(1_200_000))
    second = lend(one, "010201", principal=riel(600_000), instalments=6)
    third = lend(two, "010202", principal=usd(300), product=dollars)

    clock(date(2026, 2, 15))
    receive(first, riel(100_000), date(2026, 2, 15))
    receive(third, usd(25), date(2026, 2, 15), tendered=riel(102_500))
    clock(date(2026, 2, 16))
    wrong = receive(first, riel(60_000), date(2026, 2, 16))
    clock(date(2026, 2, 17))
    asked = request_reversal(entry=wrong, reason="the other loan", by=one)
    confirm_reversal(request_id=asked.pk, key=uuid4(), by=manager)
    receive(second, riel(60_000), date(2026, 2, 16))
    clock(date(2026, 2, 20))
    flood = changes.request_reschedule(
        loan_id=second.pk, new=changes.NewSchedule(date(2026, 3, 15), new_due=date(2026, 5, 15)),
        value_on=date(2026, 2, 20), reason="flood", by=one,
    )  # fmt: skip
    changes.confirm_change(request_id=flood.pk, key=uuid4(), by=manager)
    clock(date(2026, 2, 27))
    for kind, amount, officer in (
        (Kind.HANDOVER, 160_000, one),
        (Kind.HANDOVER, 102_500, two),
        (Kind.DEPOSIT, 250_000, None),
    ):
        carry_cash(kind=kind, amount=riel(amount), value_on=date(2026, 2, 27), key=uuid4(), by=cashier, officer=officer)
    close_day(
        office=cashier.office, counts=[Count(None, "KHR", {10_000: 1, 1_000: 2, 500: 1})], by=cashier,
        on=date(2026, 2, 27), today=date(2026, 2, 27),
    )  # fmt: skip
    clock(date(2026, 3, 2))
    for end in (JANUARY, FEBRUARY):
        close_month(end=end, by=manager, today=date(2026, 3, 2))
    return {"first": first, "second": second, "third": third, "manager": manager}


def balances(on):
    return {(t.currency, line.account.value): line.balance.amount for t in trial_balances(on=on) for line in t.lines
            if line.balance.amount}  # fmt: skip


def test_the_books_at_the_end_of_february(month):
    assert balances(FEBRUARY) == {
        ("KHR", "bank"): 3_450_000, ("KHR", "office_cash"): 12_500, ("KHR", "receivable"): 1_640_000,
        ("KHR", "exchange"): -102_500, ("KHR", "capital"): -5_000_000,
        ("USD", "bank"): 700, ("USD", "receivable"): 275, ("USD", "exchange"): 25, ("USD", "capital"): -1_000,
    }  # fmt: skip
    assert beancount_balances() == our_balances()


def test_how_every_loan_stood(month):
    rows = MonthEndRow.objects.filter(close__end=FEBRUARY).order_by("loan")
    assert [(row.principal, row.days_past_due) for row in rows] == [(1_100_000, 0), (540_000, 13), (275, 0)]
    riel_side = next(g.portfolio for g in build_portfolio(as_of=FEBRUARY, by="officer").totals if g.currency == "KHR")
    assert (riel_side.par(1), riel_side.par(30), riel_side.allowance) == (Decimal("0.3293"), 0, 16_400)
    assert riel_side.rescheduled == 540_000


def test_a_receipt_found_in_march_leaves_what_was_reported(month, clock):
    clock(date(2026, 3, 3))
    receive(month["second"], riel(40_000), date(2026, 2, 27))
    report = build_portfolio(as_of=FEBRUARY, by="officer")
    assert report.totals[0].portfolio.principal == 1_640_000
    assert (report.now[0].portfolio.principal, report.now[0].portfolio.late[1]) == (1_600_000, 0)
    assert balances(FEBRUARY)["KHR", "receivable"] == 1_640_000
    assert balances(date(2026, 3, 3))["KHR", "receivable"] == 1_600_000


def test_pages_and_json_say_the_same(month, client, capsys):
    client.force_login(month["manager"])
    books = client.get(reverse("loans:books"), {"on": "2026-02-28"}).content.decode()
    for said in ("3,450,000៛", "1,640,000៛", "12,500៛", "$275.00"):
        assert said in books
    page = client.get(reverse("reports:portfolio"), {"as_of": "2026-02-28", "by": "officer"}).content.decode()
    for said in ("1,640,000៛", "32.9 %", "16,400៛"):
        assert said in page
    call_command("portfolio", "--as-of", "2026-02-28", "--by", "officer", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    whole = next(row for row in rows if (row["key"], row["currency"]) == ("all", "KHR"))
    assert (whole["basis"], whole["outstanding_principal"], whole["par1"]) == ("reported", "1640000", "0.3293")
    statement = client.get(reverse("loans:statement-json", args=[month["first"].number])).json()
    assert statement["outstanding"] == "1100000"


def test_every_receipt_has_the_next_number(month):
    numbers = LoanTransaction.objects.exclude(number="").order_by("pk").values_list("number", flat=True)
    assert [number[3:] for number in numbers] == [
        "V26-00001", "V26-00002", "V26-00003", "26-00001", "26-00002", "26-00003", "26-00004",
    ]  # fmt: skip
