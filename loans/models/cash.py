"""Money that moves without a loan."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.models.journal import Channel
from loans.models.products import Fund, amount_field
from office.append_only import AppendOnly
from office.models import Office, User


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
