from loans.models.journal import (
    Account,
    Allocation,
    CashTransaction,
    Channel,
    Instalment,
    LedgerEntry,
    LoanTransaction,
    PaidBy,
    ReversalRequest,
)
from loans.models.loans import OPEN, PAID_OUT, DeclaredDebt, Guarantor, Loan, LoanQuerySet, LoanStatus, LoanStep
from loans.models.products import CURRENCY_CHOICES, Fund, LoanProduct, LoanTerms

__all__ = [
    "CURRENCY_CHOICES",
    "OPEN",
    "PAID_OUT",
    "Account",
    "Allocation",
    "CashTransaction",
    "Channel",
    "DeclaredDebt",
    "Fund",
    "Guarantor",
    "Instalment",
    "LedgerEntry",
    "Loan",
    "LoanProduct",
    "LoanQuerySet",
    "LoanStatus",
    "LoanStep",
    "LoanTerms",
    "LoanTransaction",
    "PaidBy",
    "ReversalRequest",
]
