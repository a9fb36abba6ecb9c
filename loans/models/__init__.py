from loans.models.cash import CashCount, CashTransaction, DayClose
from loans.models.changes import ChangeRequest, Deputy, ScheduleChange, WriteOffCause
from loans.models.closing import MonthClose, MonthEndRow
from loans.models.journal import CASH_IN, CASH_OUT, Channel, LoanTransaction, PaidBy, ReversalRequest
from loans.models.ledger import Account, LedgerEntry
from loans.models.loans import (
    OPEN,
    PAID_OUT,
    DeclaredDebt,
    Guarantor,
    Loan,
    LoanOfficer,
    LoanQuerySet,
    LoanStatus,
    LoanStep,
)
from loans.models.paper_books import PaperBook, SpoiledLeaf
from loans.models.products import Fund, LoanProduct, LoanTerms
from loans.models.projection import Allocation, Instalment
from loans.models.promises import Promise

__all__ = [
    "CASH_IN",
    "CASH_OUT",
    "OPEN",
    "PAID_OUT",
    "Account",
    "Allocation",
    "CashCount",
    "CashTransaction",
    "ChangeRequest",
    "Channel",
    "DayClose",
    "DeclaredDebt",
    "Deputy",
    "Fund",
    "Guarantor",
    "Instalment",
    "LedgerEntry",
    "Loan",
    "LoanOfficer",
    "LoanProduct",
    "LoanQuerySet",
    "LoanStatus",
    "LoanStep",
    "LoanTerms",
    "LoanTransaction",
    "MonthClose",
    "MonthEndRow",
    "PaidBy",
    "PaperBook",
    "Promise",
    "ReversalRequest",
    "ScheduleChange",
    "SpoiledLeaf",
    "WriteOffCause",
]
