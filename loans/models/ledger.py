"""Double entry: each row one debit account, one credit account, one amount."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loans.models.cash import CashTransaction
from loans.models.changes import ScheduleChange
from loans.models.journal import LoanTransaction
from loans.models.products import Fund
from office.append_only import AppendOnly
from office.models import Office, User


class Account(models.TextChoices):
    """Accounts of a fund in one currency."""

    BANK = "bank", _("bank")
    OFFICE_CASH = "office_cash", _("office cash")
    OFFICER_CASH = "officer_cash", _("officer's cash")
    RECEIVABLE = "receivable", _("loans receivable")
    CAPITAL = "capital", _("fund capital")
    INTEREST_INCOME = "interest_income", _("interest income")
    FEE_INCOME = "fee_income", _("fee income")
    PENALTY_INCOME = "penalty_income", _("penalty income")
    WRITE_OFF_EXPENSE = "write_off_expense", _("write-off expense")
    RECOVERIES = "recoveries", _("recoveries")
    CREDIT = "credit", _("participants' credit")
    SUSPENSE = "suspense", _("suspense")
    CASH_DIFFERENCE = "cash_difference", _("cash over and short")
    EXCHANGE = "exchange", _("exchange")


class LedgerEntry(AppendOnly):
    """One debit account, one credit account, one amount: balanced by construction, per fund and currency."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="ledger")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    posted_on = models.DateField()
    debit = models.CharField(max_length=20, choices=Account)
    credit = models.CharField(max_length=20, choices=Account)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    holder = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="whose cash, where officer_cash is touched",
    )
    loan_transaction = models.ForeignKey(LoanTransaction, models.PROTECT, null=True, related_name="ledger")
    cash_transaction = models.ForeignKey(CashTransaction, models.PROTECT, null=True, related_name="ledger")
    schedule_change = models.ForeignKey(ScheduleChange, models.PROTECT, null=True, related_name="ledger")

    class Meta:
        verbose_name = _("ledger entry")
        default_permissions = ()
        indexes = [
            models.Index(fields=["fund", "currency", "posted_on"]),
            models.Index(fields=["debit", "posted_on"]),
            models.Index(fields=["credit", "posted_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="ledger_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_two_accounts"),
            models.CheckConstraint(
                condition=Q(loan_transaction__isnull=False, cash_transaction=None, schedule_change=None)
                | Q(loan_transaction=None, cash_transaction__isnull=False, schedule_change=None)
                | Q(loan_transaction=None, cash_transaction=None, schedule_change__isnull=False),
                name="ledger_has_one_source",
            ),
        ]

    @property
    def source(self) -> "LoanTransaction | CashTransaction | ScheduleChange":
        """The entry it comes from."""
        found = self.loan_transaction or self.cash_transaction or self.schedule_change
        assert found is not None, "held by the database"
        return found

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit} {self.amount} {self.currency}"
