"""The journal of the loans: what happened, written once."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.models.asked import TwoPersonRequest
from loans.models.loans import Loan
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import Office, PersonKey, User
from office.money import amount_field


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
    tendered = amount_field(_("tendered in the other currency"), null=True, blank=True)
    suspense = models.ForeignKey(
        "loans.CashTransaction", models.PROTECT, null=True, blank=True, related_name="+",
        help_text="the suspended money it was paid from",
    )  # fmt: skip
    component = models.CharField(max_length=10, blank=True, help_text="of a waiver: interest, fee or penalty")
    cause = models.CharField(_("cause"), max_length=8, blank=True, help_text="of a write-off")
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


CASH_IN = frozenset({LoanTransaction.Kind.REPAYMENT, LoanTransaction.Kind.SETTLEMENT, LoanTransaction.Kind.RECOVERY})
CASH_OUT = frozenset({LoanTransaction.Kind.DISBURSEMENT, LoanTransaction.Kind.REFUND})


class ReversalRequest(TwoPersonRequest):
    """An officer asks for an entry to be reversed; a second person confirms or declines."""

    transaction = models.ForeignKey(LoanTransaction, models.PROTECT, related_name="reversal_requests")

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
