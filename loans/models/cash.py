"""Money that moves without a loan, and the closing of days."""

from typing import Self

from django.db import models
from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from loans.models.journal import Channel, LoanTransaction
from loans.models.loans import Loan
from loans.models.products import Fund
from office.append_only import AppendOnly
from office.core.money import summed
from office.models import Office, User
from office.money import CURRENCY_CHOICES, amount_field


class CashTransactionQuerySet(models.QuerySet["CashTransaction"]):
    def standing(self) -> Self:
        """Not reversed, and no reversal."""
        return self.filter(reversed_by=None).exclude(kind=CashTransaction.Kind.REVERSAL)

    def seen_by(self, user: User) -> Self:
        """Those of the user's office; of every office for who works in all."""
        return self if user.has_perm("livelihoods.see_all_communes") else self.filter(office=user.office_id)

    def waiting_in_suspense(self) -> Self:
        """Money received for no known loan, with `left`: what has not been given to a loan or paid back yet."""
        used = Sum("taken_out__amount", filter=Q(taken_out__reversed_by=None))
        given = Coalesce(used, Value(0), output_field=models.DecimalField())
        rows = self.standing().filter(kind=CashTransaction.Kind.SUSPENSE_IN)
        # SQLite subtracts in floating point: of dollars given out to the last cent a trace would be left.
        return rows.annotate(left=Round(models.F("amount") - given, precision=2)).filter(left__gt=0)


class CashTransaction(AppendOnly):
    """One sum that moved, or was found to differ, without being a loan's own entry; one row of the ledger each."""

    class Kind(models.TextChoices):
        CAPITAL_IN = "capital_in", _("capital received")
        CAPITAL_OUT = "capital_out", _("capital returned")
        SUSPENSE_IN = "suspense_in", _("received, loan unknown")
        SUSPENSE_OUT = "suspense_out", _("suspended money paid back")
        SUSPENSE_USED = "suspense_used", _("suspended money given to its loan")
        ADVANCE = "advance", _("advance to an officer")
        HANDOVER = "handover", _("handed over by an officer")
        DEPOSIT = "deposit", _("deposit at the bank")
        WITHDRAWAL = "withdrawal", _("withdrawal from the bank")
        OVER = "over", _("counted too much")
        SHORT = "short", _("counted too little")
        TENDERED = "tendered", _("tendered in the other currency")
        CHANGE_GIVEN = "change_given", _("change given")
        REVERSAL = "reversal", _("reversed entry")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="cash_transactions", verbose_name=_("loan fund"))
    amount = amount_field(_("amount"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    value_on = models.DateField(_("date"))
    posted_on = models.DateField(_("posted on"))
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="the officer whose cash it touches"
    )
    number = models.CharField(_("receipt or voucher"), max_length=16, blank=True)
    paper_no = models.CharField(_("number of the paper receipt"), max_length=20, blank=True)
    note = models.CharField(_("reference"), max_length=200, blank=True, help_text="of the bank slip; no names")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    takes_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="taken_out", help_text="the suspended money it takes from"
    )
    belongs_to = models.ForeignKey(
        LoanTransaction, models.PROTECT, null=True, related_name="cash_beside", help_text="paid for in other money"
    )
    meant_for = models.ForeignKey(
        Loan,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the loan it was brought for, but could not pay yet",
    )
    act = models.UUIDField(null=True, db_index=True, help_text="key of the act that wrote several rows")
    key = models.UUIDField(unique=True)

    objects = CashTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("cash entry")
        default_permissions = ()
        permissions = [
            ("keep_cash", "Can move cash, open and close the day"),
            ("settle_suspense", "Can give suspended money to its loan or pay it back"),
            ("view_books", "Can read the ledger and the trial balance"),
            ("close_month", "Can close a month"),
        ]
        indexes = [models.Index(fields=["kind", "posted_on"])]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="cash_above_zero")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.kind} {self.amount}"

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversed_by")

    @property
    def left_money(self) -> Money:
        """Of money in suspense, as `waiting_in_suspense` annotates it."""
        return Money(summed(self.left), self.amount.currency)  # type: ignore[attr-defined]


class CashCount(AppendOnly):
    """Cash counted by notes, in the morning or at the close; beside it what the books expected."""

    class Moment(models.TextChoices):
        OPENING = "opening", _("opening")
        CLOSING = "closing", _("closing")

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    moment = models.CharField(max_length=8, choices=Moment)
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="null: the office's box")
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    notes = models.JSONField(help_text='how many of each: {"10000": 3}')
    counted = models.DecimalField(max_digits=16, decimal_places=2)
    expected = models.DecimalField(max_digits=16, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True, help_text="why they differ; no names")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cash count")
        default_permissions = ()
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["office", "on"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.on} {self.currency} {self.counted}"

    @property
    def counted_money(self) -> Money:
        return Money(self.counted, self.currency)

    @property
    def expected_money(self) -> Money:
        return Money(self.expected, self.currency)

    @property
    def difference(self) -> Money:
        return Money(self.counted - self.expected, self.currency)


class DayClose(AppendOnly):
    """From now on nothing more enters the office's books on this day or an earlier one."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("day close")
        default_permissions = ()
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["office", "on"], name="one_close_per_day")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.on}"
