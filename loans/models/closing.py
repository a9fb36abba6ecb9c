"""A month as it was reported: one row per loan, written when the month is closed and never changed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.models.loans import Loan, LoanStatus
from loans.models.products import Fund
from office.append_only import AppendOnly
from office.models import Place, User


class MonthClose(AppendOnly):
    """Nothing more enters any office's books on this day or an earlier one."""

    end = models.DateField(_("month end"), unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("month close")
        default_permissions = ()
        ordering = ["-end"]

    def __str__(self) -> str:
        return f"{self.end:%Y-%m}"


class MonthEndRow(AppendOnly):
    """A loan on the last day of a closed month, by what was in the books then."""

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="rows")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="month_ends")
    currency = models.CharField(max_length=3)
    principal = models.DecimalField(max_digits=16, decimal_places=2, help_text="outstanding principal")
    days_past_due = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=LoanStatus)
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="of that day")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["close", "loan"], name="one_row_per_loan_and_month")]

    def __str__(self) -> str:
        return f"{self.close_id} {self.loan_id} {self.principal}"
