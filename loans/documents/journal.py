"""The ledger as text for other programs: beancount, and CSV. Codes and numbers, never a name."""

from collections.abc import Iterable, Iterator
from datetime import date

from loans.models import Account, LedgerEntry, ScheduleChange
from office.core.money import CURRENCIES, plain

# Where each account stands in beancount's five kinds.
BEANCOUNT = {
    Account.BANK: "Assets:{fund}:Bank",
    Account.OFFICE_CASH: "Assets:{fund}:OfficeCash",
    Account.OFFICER_CASH: "Assets:{fund}:OfficerCash",
    Account.RECEIVABLE: "Assets:{fund}:LoansReceivable",
    Account.CAPITAL: "Equity:{fund}:Capital",
    Account.EXCHANGE: "Equity:{fund}:Exchange",
    Account.INTEREST_INCOME: "Income:{fund}:Interest",
    Account.FEE_INCOME: "Income:{fund}:Fees",
    Account.PENALTY_INCOME: "Income:{fund}:Penalties",
    Account.RECOVERIES: "Income:{fund}:Recoveries",
    Account.WRITE_OFF_EXPENSE: "Expenses:{fund}:WriteOff",
    Account.CASH_DIFFERENCE: "Expenses:{fund}:CashDifference",
    Account.CREDIT: "Liabilities:{fund}:ClientCredit",
    Account.SUSPENSE: "Liabilities:{fund}:Suspense",
}
COLUMNS = (
    "entry", "posted_on", "value_on", "office", "fund", "kind", "number", "loan", "debit", "credit", "holder",
    "amount", "currency",
)  # fmt: skip


def rows_between(start: date | None, end: date | None) -> Iterable[LedgerEntry]:
    """The ledger's rows posted from `start` to `end`, both included, in the order in which they were written."""
    sources = ("loan_transaction__loan", "cash_transaction", "schedule_change__loan")
    rows = LedgerEntry.objects.select_related("fund", "office", *sources)
    if start is not None:
        rows = rows.filter(posted_on__gte=start)
    if end is not None:
        rows = rows.filter(posted_on__lte=end)
    return rows.order_by("posted_on", "pk").iterator(2000)


def to_beancount(rows: Iterable[LedgerEntry]) -> Iterator[str]:
    """Lines of a beancount file: accounts opened as they first appear, one transaction for each row.

    Amounts have two decimals. An officer's cash bears the number of the user, not the name.
    """
    yield "; " + ", ".join(CURRENCIES)
    yield 'option "title" "Loan funds"'
    yield from (f'option "operating_currency" "{currency}"' for currency in CURRENCIES)
    opened: set[str] = set()
    for row in rows:
        pair = (beancount_account(row, row.debit), beancount_account(row, row.credit))
        for account in pair:
            if account not in opened:
                opened.add(account)
                yield f"{row.posted_on} open {account} {','.join(CURRENCIES)}"
        kind, number = _named(row)
        yield ""
        yield f'{row.posted_on} * "{kind}" "{number or loan_number(row)}"'
        yield f'  entry: "{row.pk}"'
        yield f"  {pair[0]}  {row.amount:.2f} {row.currency}"
        yield f"  {pair[1]}  -{row.amount:.2f} {row.currency}"


def beancount_account(row: LedgerEntry, account: str) -> str:
    name = BEANCOUNT[Account(account)].format(fund=_component(row.fund.code))
    return f"{name}:U{row.holder_id}" if account == Account.OFFICER_CASH else name


def to_csv(rows: Iterable[LedgerEntry]) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for row in rows:
        kind, number = _named(row)
        yield [
            row.pk, row.posted_on, row.source.value_on, row.office.code, row.fund.code, kind, number,
            loan_number(row), row.debit, row.credit, row.holder_id or "", plain(row.amount, row.currency), row.currency,
        ]  # fmt: skip


def loan_number(row: LedgerEntry) -> str:
    source = row.loan_transaction or row.schedule_change
    return source.loan.number if source else ""


def _named(row: LedgerEntry) -> tuple[str, str]:
    """The kind of the entry and the number of its receipt or voucher, if it has one."""
    source = row.source
    return ("reschedule", "") if isinstance(source, ScheduleChange) else (source.kind, source.number)


def _component(code: str) -> str:
    """A fund's code as a part of an account: letters, digits and dashes, the first a capital or a digit."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in code).strip("-")
    return f"F{kept}" if not kept[:1].isdigit() and not kept[:1].isupper() else kept
