"""The journal: what happened, written once. And what follows from it: rows of the schedule, allocations, ledger."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from moneyed import Money

from loans.models.loans import Loan
from loans.models.products import Fund, amount_field
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import Office, PersonKey, User


class Channel(models.TextChoices):
    CASH = "cash", _("cash")
    BANK = "bank", _("bank")
    MOBILE = "mobile", _("mobile payment")
    NONE = "none", _("no money moved")


class PaidBy(models.TextChoices):
    SELF = "self", _("the client")
    FAMILY = "family", _("family")
    GUARANTOR = "guarantor", _("guarantor")


class LoanTransactionQuerySet(models.QuerySet["LoanTransaction"]):
    def standing(self) -> Self:
        """Not reversed, and no reversal."""
        return self.filter(reversed_by=None).exclude(kind=LoanTransaction.Kind.REVERSAL)

    def in_order(self) -> Self:
        return self.order_by("value_on", "seq")


class LoanTransaction(AppendOnly):
    """One entry of the journal.

    `value_on`: when cash changed hands. `posted_on`: the open day on which it enters the books. `entered_at`: the
    clock. `key`: made by the client before sending; unique in the whole journal, so a repeated send is one entry.
    """

    class Kind(models.TextChoices):
        DISBURSEMENT = "disbursement", _("disbursement")
        REPAYMENT = "repayment", _("repayment")
        SETTLEMENT = "settlement", _("early settlement")
        FEE = "fee", _("fee")
        PENALTY = "penalty", _("penalty")
        WAIVER = "waiver", _("waiver")
        WRITE_OFF = "write_off", _("write-off")
        RECOVERY = "recovery", _("recovery")
        REFUND = "refund", _("refund of credit")
        REVERSAL = "reversal", _("reversed entry")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="transactions")
    seq = models.PositiveIntegerField(help_text="order of entry within the loan")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    amount = amount_field(_("amount"))
    value_on = models.DateField(_("date"))
    posted_on = models.DateField(_("posted on"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, default=Channel.NONE)
    holder = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose hands the cash is in; null: office or bank",
    )
    channel_reference = models.CharField(_("reference of the payment"), max_length=60, blank=True)
    paid_by = models.CharField(_("paid by"), max_length=10, choices=PaidBy, blank=True)
    component = models.CharField(max_length=10, blank=True, help_text="of a waiver: interest, fee or penalty")
    ahead = models.CharField(max_length=20, blank=True, help_text="reduce_principal, or empty")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = SealedText(_("reason"), max_length=200, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(_("receipt or voucher"), max_length=16, blank=True)
    paper_no = models.CharField(_("number of the paper receipt"), max_length=20, blank=True)
    key = models.UUIDField(unique=True)

    objects = LoanTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan entry")
        default_permissions = ()
        indexes = [models.Index(fields=["posted_on"]), models.Index(fields=["value_on"])]
        constraints = [
            models.UniqueConstraint(fields=["loan", "seq"], name="one_entry_per_seq"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_paper_per_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_above_zero"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="reversal_names_its_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id}/{self.seq} {self.kind}"

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversed_by")


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def unpaid(self) -> Self:
        return self.filter(unpaid__gt=0, loan__status="active")


class Instalment(models.Model):
    """One row of the repayment schedule as it stands now. Projection: written only by `project_loan`."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="schedule")
    number = models.PositiveSmallIntegerField(pgettext_lazy("instalment", "No."))
    due_on = models.DateField(_("due date"), help_text="after the working-day shift")
    currency = models.CharField(max_length=3)
    principal = models.DecimalField(max_digits=16, decimal_places=2)
    interest = models.DecimalField(max_digits=16, decimal_places=2)
    fee = models.DecimalField(max_digits=16, decimal_places=2)
    penalty = models.DecimalField(max_digits=16, decimal_places=2)
    paid_principal = models.DecimalField(max_digits=16, decimal_places=2)
    paid_interest = models.DecimalField(max_digits=16, decimal_places=2)
    paid_fee = models.DecimalField(max_digits=16, decimal_places=2)
    paid_penalty = models.DecimalField(max_digits=16, decimal_places=2)
    waived = models.DecimalField(max_digits=16, decimal_places=2)
    written_off = models.DecimalField(max_digits=16, decimal_places=2)
    unpaid = models.DecimalField(max_digits=16, decimal_places=2)
    balance = models.DecimalField(max_digits=16, decimal_places=2, help_text="scheduled principal after this row")

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        indexes = [models.Index(fields=["due_on"], condition=Q(unpaid__gt=0), name="instalment_unpaid_due")]
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="one_row_per_number"),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0, fee__gte=0, penalty__gte=0, unpaid__gte=0),
                name="instalment_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} №{self.number}"

    @property
    def due(self) -> Money:
        return Money(self.principal + self.interest + self.fee + self.penalty - self.waived, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_principal + self.paid_interest + self.paid_fee + self.paid_penalty, self.currency)


class Allocation(models.Model):
    """How much of one entry pays which component of which row. Projection: written only by `project_loan`."""

    transaction = models.ForeignKey(LoanTransaction, models.CASCADE, related_name="allocations")
    instalment_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, help_text="paid, waived or written_off")
    principal = models.DecimalField(max_digits=16, decimal_places=2)
    interest = models.DecimalField(max_digits=16, decimal_places=2)
    fee = models.DecimalField(max_digits=16, decimal_places=2)
    penalty = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "instalment_number", "kind"], name="one_allocation_per_row_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} → {self.instalment_number}"


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


class CashTransaction(AppendOnly):
    """Money that moves without a loan: capital in and out, and money received that no loan is known for."""

    class Kind(models.TextChoices):
        CAPITAL_IN = "capital_in", _("capital received")
        CAPITAL_OUT = "capital_out", _("capital returned")
        SUSPENSE_IN = "suspense_in", _("received, loan unknown")
        REVERSAL = "reversal", _("reversed entry")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="cash_transactions", verbose_name=_("loan fund"))
    amount = amount_field(_("amount"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    value_on = models.DateField(_("date"))
    posted_on = models.DateField(_("posted on"))
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(_("receipt or voucher"), max_length=16, blank=True)
    note = models.CharField(_("reference"), max_length=60, blank=True, help_text="of the bank slip; no names")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("cash entry")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="cash_above_zero")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.kind} {self.amount}"


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

    class Meta:
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
                condition=Q(loan_transaction__isnull=False, cash_transaction=None)
                | Q(loan_transaction=None, cash_transaction__isnull=False),
                name="ledger_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit} {self.amount} {self.currency}"


class ReversalRequest(models.Model):
    """An officer asks for an entry to be reversed; a second person confirms or declines."""

    transaction = models.ForeignKey(LoanTransaction, models.PROTECT, related_name="reversal_requests")
    reason = SealedText(_("reason"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("request for a reversal")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["transaction"], condition=Q(settled_at=None), name="one_open_request_per_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} asked by {self.asked_by_id}"

    @property
    def seal_key(self) -> PersonKey:
        return self.transaction.seal_key
