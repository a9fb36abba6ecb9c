"""The statement as JSON: the figures of the paper and no others; of the client only the code."""

from datetime import date
from decimal import Decimal
from typing import Any

from moneyed import Money

from loans.documents.lines import Line, Split
from loans.documents.next_due import Due
from loans.documents.rows import Row
from loans.documents.statement import Statement
from office.core.money import plain

Json = dict[str, Any]


def statement_json(statement: Statement) -> Json:
    """Amounts are text without separators, in `currency`; dates ISO; rates in percent."""
    facts, totals, received = statement.facts, statement.totals, statement.received
    return {
        "number": facts.number,
        "client": statement.client.code,
        "as_at": statement.as_at.isoformat(),
        "status": statement.status,
        "currency": facts.principal.currency.code,
        "principal": _amount(facts.principal),
        "disbursed_on": facts.disbursed_on.isoformat(),
        "method": "declining" if facts.has_interest else "none",
        "annual_rate": str(facts.annual_rate),
        "effective_rate": _text(facts.effective_rate),
        "fee": _amount(facts.fee),
        "in_hand": _amount(facts.in_hand),
        "interest": _amount(facts.interest),
        "charges": _amount(facts.charges),
        "cost": _amount(facts.cost),
        "next_due": _due(statement.next_due),
        "arrears": _amount(statement.arrears),
        "late_since": _day(statement.late_since),
        "days_past_due": statement.days_past_due,
        "due_in_all": _amount(statement.due_in_all),
        "instalments": statement.due_rows,
        "instalments_paid": statement.paid_rows,
        "repaid_principal": _amount(statement.repaid_principal),
        "outstanding_principal": _amount(statement.outstanding_principal),
        "outstanding": _amount(statement.outstanding),
        "to_settle": _optional(statement.to_settle),
        "overpaid": _amount(statement.credit),
        "written_off": _amount(statement.written_off),
        "ended_on": _day(statement.ended_on),
        "schedule": [_row(row) for row in statement.schedule],
        "schedule_total": _figures(totals, "principal", "interest", "charges", "waived", "amount", "paid"),
        "from": _day(statement.period.start),
        "to": _day(statement.period.end),
        "opening_balance": _optional(statement.period.opening),
        "transactions": [_line(line) for line in statement.lines],
        "received": {"amount": _amount(received.amount)} | _split(received.split),
    }


def _row(row: Row) -> Json:
    figures = ("principal", "interest", "charges", "waived", "amount", "paid", "balance")
    return {"number": row.number, "due_on": row.due_on.isoformat()} | _figures(row, *figures)


def _line(line: Line) -> Json:
    return {
        "date": line.on.isoformat(),
        "type": line.kind,
        "channel": line.channel,
        "number": line.number,
        "amount": _amount(line.amount),
        **_split(line.split),
        "balance": _amount(line.balance),
        "reversed": line.is_reversed,
        "reversed_on": _day(line.reversed_on),
    }


def _split(split: Split | None) -> Json:
    """Nulls where an entry has no split: money paid out, a charge, money recovered."""
    names = ("principal", "interest", "charges", "credit")
    return dict.fromkeys(names) if split is None else _figures(split, *names)


def _due(due: Due | None) -> Json | None:
    return None if due is None else {"due_on": due.on.isoformat(), "amount": _amount(due.amount)}


def _figures(value: object, *names: str) -> Json:
    return {name: _amount(getattr(value, name)) for name in names}


def _amount(amount: Money) -> str:
    return plain(amount.amount, amount.currency.code)


def _optional(amount: Money | None) -> str | None:
    return None if amount is None else _amount(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
