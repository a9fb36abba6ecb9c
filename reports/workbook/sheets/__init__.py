"""The sheets, in the order in which they are written: each may refer to those before it. Income comes before the loans:
a payout plans the monitoring rounds, and finds there what was told."""

from reports.workbook.sheet import Sheet
from reports.workbook.sheets import (
    attendance,
    businesses,
    funds,
    income,
    loans,
    participants,
    repayments,
    sessions,
    visits,
)

SHEETS: tuple[Sheet, ...] = (
    funds.SHEET,
    participants.SHEET,
    businesses.SHEET,
    visits.SHEET,
    income.SHEET,
    loans.SHEET,
    repayments.SHEET,
    sessions.SHEET,
    attendance.SHEET,
)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
