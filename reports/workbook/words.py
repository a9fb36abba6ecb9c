"""What a finding says, in the language of whoever reads it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from paper.core.dates import short_date
from paper.core.numbers import format_amount
from reports.workbook.findings import Finding
from reports.workbook.sheets import BY_KEY

WORDS: dict[str, Any] = {
    # the file
    "file.too_big": _("The file is larger than %(most)s MB."),
    "file.not_a_workbook": _("This is not an Excel workbook (.xlsx)."),
    "file.old_format": _("This is an Excel file of the old format. Save it as .xlsx."),
    "file.encrypted": _("The file is locked with a password. Save it without one."),
    "file.macros": _("The file contains macros. Save it as .xlsx, without macros."),
    "file.bomb": _("The file unpacks to far more than its size, so it was not opened."),
    "file.unsafe": _("The file contains declarations that do not belong in a workbook, so it was not opened."),
    "file.broken": _("The file is damaged and cannot be read. Open it in Excel and save it anew."),
    "file.no_sheets": _("No sheet of this file has a name that is known here. Start from the template."),
    "file.no_rows": _("There is no row in this file."),
    "file.gone": _("The file was kept for an hour only. Send it again."),
    "file.too_many_rows": _("The file has more than %(most)s rows. Split it."),
    # a sheet and its header
    "sheet.unknown": _("Sheet number %(number)s has a name that is not known here; it was left out."),
    "sheet.twice": _("Sheet number %(number)s has the name of another sheet."),
    "sheet.no_header": _("No row with the names of the columns was found among the first ten."),
    "column.unknown": _("This column is not known here. Delete it, or name it as in the template."),
    "column.forbidden": _("A column like this must not be kept here. Delete it from the file."),
    "column.twice": _("This column stands twice."),
    "column.missing": _("The column “%(column)s” is missing."),
    "column.unnamed": _("Something stands in a column without a name."),
    # a cell
    "cell.required": _("This cell must not be empty."),
    "cell.uncalculated": _(
        "The result of this formula is not in the file. Open it in Excel and save it, or type the value."
    ),
    "cell.error": _("The cell holds an error of the spreadsheet."),
    "text.too_long": _("At most %(most)s characters."),
    "text.boolean": _("Text belongs here, not TRUE or FALSE."),
    "text.date": _("Text belongs here, but the cell holds a date. Format it as text and type it again."),
    "text.private": _("This may say more than the business needs. Look at it again, and leave out what is not needed."),
    "choice.unknown": _("Choose one of: %(choices)s."),
    "number.unreadable": _("This is not a number."),
    "number.boolean": _("A number belongs here, not TRUE or FALSE."),
    "number.not_whole": _("Enter a whole number."),
    "number.out_of_range": _("A number from %(least)s to %(most)s belongs here."),
    "date.not_a_date": _("This is a number, not a date. Format the cell as a date, or type it as 21/11/2026."),
    "date.empty": _("This cell must not be empty."),
    "date.unreadable": _("This is not a date. Type it as 21/11/2026."),
    "date.ambiguous": _("This date can be read in two ways. Type it as 21/11/2026."),
    "date.impossible": _("There is no such day, or its year is not possible."),
    "date.future": _("The date %(day)s is in the future."),
    "rate.unreadable": _("This is not a rate. 12 means 12 %% a year."),
    "rate.fraction": _(
        "Is this a fraction? 12 means 12 %% a year. For less than one percent, type it with the sign %%."
    ),
    "rate.out_of_range": _("A rate from 0 to 100 belongs here, with three decimals at most."),
    "rate.without_interest": _(
        "A rate is given, but this loan is without interest. Write “declining” in the column Interest."
    ),
    "amount.boolean": _("An amount belongs here, not TRUE or FALSE."),
    "amount.empty": _("This cell must not be empty."),
    "amount.unreadable": _("This is not an amount."),
    "amount.ambiguous": _("This amount can be read in two ways: 1,250 and 1.250. Type it with two decimals."),
    "amount.decimals": _("The amount is finer than the smallest unit of its currency."),
    "amount.negative": _("The amount must be above zero."),
    "amount.zero": _("The amount must be above zero."),
    "amount.too_large": _("This amount is too large."),
    "amount.wrong_currency": _("The amount is written in the other currency."),
    "amount.not_countable": _("This amount cannot be counted out in notes: riel end in 00."),
    "phone.unreadable": _("This is not a phone number. Write it like 012 345 678, or with + and the country's code."),
    "year_of_birth.impossible": _("This year of birth is not possible."),
    "year_of_birth.under_18": _("Participants must be 18 or older."),
    # what a cell refers to
    "ref.twice": _("The same ref stands in %(cell)s."),
    "ref.unknown": _("No row of the sheet “%(sheet)s” has this ref."),
    "ref.changed": _("This ref was imported before with other content. Nothing here can change it."),
    "commune.unknown": _("There is no commune of this name."),
    "commune.several": _("Several communes have this name: %(candidates)s. Add the district, or write the code."),
    "commune.elsewhere": _("In this district there is no such commune. There is: %(candidates)s."),
    "commune.no_office": _("No office works in this participant's commune, and you belong to no office."),
    "livelihood.unknown": _("This livelihood is not known here. There are: %(known)s."),
    "product.unknown": _("No loan product has this name alone. There are: %(known)s."),
    "fund.unknown": _("There is no fund of this code, neither here nor on the sheet of funds."),
    "fund.needs_name": _("This fund is not here yet: give it a name."),
    "fund.not_enough": _("On %(day)s the fund %(fund)s is short of %(missing)s for this loan."),
    "user.unknown": _("Nobody signs in with this name."),
    "importer.no_office": _("You belong to no office, so there is no cash box for this money."),
    # loans and their repayments
    "business.not_begun": _("A business that has begun cannot begin in the future."),
    "business.of_another": _("This business is not the participant's."),
    "instalments.not_the_dates": _("The number of instalments is not the number of dates given (%(dates)s)."),
    "refused": "%(reason)s",
    "loan.another_open": _("The participant has another open loan."),
    "loan.not_paid_out": _("This loan was not paid out."),
    "loan.overpaid": _("With this the loan is overpaid: %(credit)s is owed to the client."),
    "course.unknown": _("No course offered has this name. There are: %(known)s."),
    "staff.unknown": _("No trainer or staff member has this code."),
    "session.full": _("A session has at most %(most)s seats."),
    "attendance.not_planned": _("The session was not held on %(day)s in this half of the day."),
    "told.not_yet": _("This day has not come yet."),
    "told.before_the_month": _("This month had not begun when it was told."),
    "income.both": _("Revenue and cost belong together: write 0 where there was none."),
    "income.of_a_business": _("Sales and costs belong to a business."),
    "income.nothing": _("Nothing was told about income."),
    "rate.none_set": _("No exchange rate was set by then: set one first, or tell the amounts in riel."),
    "repayment.before_disbursement": _("The loan was paid out only on %(day)s."),
    "repayment.same": _("The same amount on the same day stands in %(cell)s. Is this another payment?"),
    "paper_no.twice": _("This number of a paper receipt stands twice, or was entered before."),
}


def said(finding: Finding) -> str:
    """The sentence, in the language of the moment."""
    return str(WORDS[finding.code]) % {name: _shown(name, value) for name, value in finding.params.items()}


def place_of(finding: Finding) -> str:
    """The sheet, in the language of the moment; empty for the whole file."""
    return sheet_name(finding.sheet) if finding.sheet else ""


def sheet_name(key: str) -> str:
    return _in_language(BY_KEY[key].names)


def _shown(name: str, value: Any) -> Any:
    if name == "sheet":
        return sheet_name(value)
    if name == "column":
        sheet, column = value.split(".")
        return _in_language(next(c.names for c in BY_KEY[sheet].columns if c.key == column))
    if not isinstance(value, Mapping):
        return value
    if "amount" in value:
        return format_amount(Decimal(value["amount"]), value["currency"])
    if "date" in value:
        return short_date(date.fromisoformat(value["date"]))
    return value[_language()]


def _in_language(names: tuple[str, str]) -> str:
    return names[1] if _language() == "km" else names[0]


def _language() -> str:
    return "en" if (get_language() or "km").startswith("en") else "km"
