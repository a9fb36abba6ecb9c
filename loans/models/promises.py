"""What a client promised to pay, and by when. It changes nothing of what is due."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loans.models.loans import Loan
from office.append_only import AppendOnly
from office.models import User
from office.money import amount_field


class Promise(AppendOnly):
    """The last one counts."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="promises")
    amount = amount_field(_("amount"))
    pay_on = models.DateField(_("by"))
    made_on = models.DateField(_("promised on"))
    made_to = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("promise to pay")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_above_zero"),
            models.CheckConstraint(condition=Q(pay_on__gte=models.F("made_on")), name="promise_not_for_the_past"),
            models.UniqueConstraint(fields=["loan", "pay_on", "made_on", "amount"], name="one_promise_alike_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.pay_on}"
