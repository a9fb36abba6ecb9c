"""Proof papers: the words of real loan papers on every part of the layout, with their Khmer messages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from moneyed import Money

MADE_AT = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
CODE = "7KQ2-M4AX-9P"

MESSAGES = {
    "Made on": "បោះពុម្ពនៅ",
    "Verification code": "លេខកូដផ្ទៀងផ្ទាត់",
    "Repayment statement": "របាយការណ៍បង់ប្រាក់",
    "Receipt": "បង្កាន់ដៃទទួលប្រាក់",
    "Loan contract": "កិច្ចសន្យាខ្ចីប្រាក់",
    "Next due date": "ថ្ងៃត្រូវបង់បន្ទាប់",
    "Client": "អតិថិជន",
    "Loan code": "លេខកូដកម្ចី",
    "Address": "អាសយដ្ឋាន",
    "Disbursement": "ការបើកប្រាក់កម្ចី",
    "Interest rate": "អត្រាការប្រាក់",
    "no interest": "គ្មានការប្រាក់",
    "Effective rate": "អត្រាការប្រាក់ប្រសិទ្ធ",
    "Outstanding principal": "ប្រាក់ដើមនៅសល់",
    "Total outstanding": "ប្រាក់នៅជំពាក់សរុប",
    "Repayment schedule": "តារាងបង់ប្រាក់",
    "Repayments": "ការបង់ប្រាក់",
    "No.": "លើកទី",
    "Due date": "ថ្ងៃត្រូវបង់",
    "Date": "ថ្ងៃ",
    "Receipt No.": "លេខបង្កាន់ដៃ",
    "Principal": "ប្រាក់ដើម",
    "Interest on the declining balance": "ការប្រាក់លើប្រាក់ដើមនៅសល់",
    "Fee": "កម្រៃសេវា",
    "Penalty": "ប្រាក់ពិន័យ",
    "Amount due": "ប្រាក់ត្រូវបង់",
    "Amount": "ចំនួនទឹកប្រាក់",
    "Balance": "សមតុល្យ",
    "Arrears": "ប្រាក់ហួសកាលកំណត់",
    "Reversed entry": "ប្រតិបត្តិការដែលបានលុបចោល",
    "Total": "សរុប",
    "In words": "ជាអក្សរ",
    "Received from": "បានទទួលពី",
    "Cashier": "បេឡាករ",
    "Signature or thumbprint of the client": "ហត្ថលេខា ឬស្នាមមេដៃអតិថិជន",
    "Signature of the loan officer": "ហត្ថលេខាមន្ត្រីឥណទាន",
    "Please pay {amount} on {day} at the office or to the loan officer, and ask for a receipt.": (
        "សូមបង់ប្រាក់ចំនួន {amount} នៅ{day} នៅការិយាល័យ ឬជូនមន្ត្រីឥណទាន ហើយសូមយកបង្កាន់ដៃទទួលប្រាក់។"
    ),
    "Early settlement is free: nothing is charged for paying before the due date.": (
        "ការបង់ផ្តាច់មុនកាលកំណត់មិនគិតកម្រៃសេវាឡើយ អតិថិជនអាចបង់មុនថ្ងៃត្រូវបង់បានគ្រប់ពេល។"
    ),
    "If anything on this paper is wrong, tell us: the telephone number below is not the loan officer's.": (
        "ប្រសិនបើមានព័ត៌មានណាមួយនៅលើក្រដាសនេះមិនត្រឹមត្រូវ សូមប្រាប់យើងខ្ញុំ លេខទូរស័ព្ទខាងក្រោមមិនមែនជាលេខរបស់មន្ត្រីឥណទានទេ។"
    ),
    "The borrower {name} has borrowed {amount} and shall repay it as the repayment schedule says.": (
        "អ្នកខ្ចីឈ្មោះ {name} បានខ្ចីប្រាក់ចំនួន {amount} ហើយត្រូវបង់សងវិញតាមតារាងបង់ប្រាក់ភ្ជាប់ជាមួយកិច្ចសន្យានេះ។"
    ),
    "This contract was read aloud in Khmer to the borrower.": ("កិច្ចសន្យានេះត្រូវបានអានឮៗជាភាសាខ្មែរជូនអ្នកខ្ចីស្តាប់រួចហើយ។"),
}


def khr(amount: int) -> Money:
    return Money(Decimal(amount), "KHR")


@dataclass(frozen=True)
class Row:
    number: int
    day: date
    principal: Money
    interest: Money
    fee: Money
    total: Money
    balance: Money
    receipt: str = ""
    reversed: bool = False


def rows(count: int) -> list[Row]:
    return [
        Row(
            number=i + 1,
            day=date(2026 + (i + 9) // 12, (i + 9) % 12 + 1, 15),
            principal=khr(300_000),
            interest=khr(4_500),
            fee=khr(500),
            total=khr(305_000),
            balance=khr(300_000 * (count - i - 1)),
            receipt=f"R-2026-{i + 1:05}",
            reversed=i == 1,
        )
        for i in range(count)
    ]


STATEMENT = {
    "code": CODE,
    "subject": "L-2026-00042",
    "client": "សុខ សុវណ្ណារ៉ា",
    "place": "ភូមិអូរអំពិល ឃុំបន្ទាយនាង ស្រុកមង្គលបូរី ខេត្តបន្ទាយមានជ័យ",
    "loan_code": "L-2026-00042",
    "due": khr(305_000),
    "due_on": date(2026, 12, 15),
    "disbursed": khr(3_600_000),
    "disbursed_on": date(2026, 9, 14),
    "outstanding": khr(3_300_000),
    "schedule": rows(12),
    "payments": rows(11),
    "no_interest": _("no interest"),
}
