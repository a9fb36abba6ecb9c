"""What follows from the journal, so that SQL can count it: rows of the schedule and what was laid on them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from moneyed import Money

from loans.models.journal import LoanTransaction
from loans.models.loans import Loan


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
