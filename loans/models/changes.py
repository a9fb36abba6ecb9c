"""Changes of a loan that move no money: its schedule laid anew; what one person asks and another decides."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loans.models.asked import TwoPersonRequest
from loans.models.loans import Loan
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import PersonKey, User


class ScheduleChange(AppendOnly):
    """A rescheduling, or the reversal of one: an event of the loan like its entries, numbered with them.

    Exactly one of `new_due`, `extra_instalments`, `principal_grace` says what changes from the row due on
    `from_due` on. It is no movement and has no receipt.
    """

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="schedule_changes")
    seq = models.PositiveIntegerField(help_text="order of entry within the loan, entries of the journal included")
    value_on = models.DateField(_("date"))
    posted_on = models.DateField(_("posted on"))
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    from_due = models.DateField(_("from the instalment due on"), null=True)
    new_due = models.DateField(_("new due date"), null=True)
    extra_instalments = models.PositiveSmallIntegerField(_("more instalments"), null=True)
    principal_grace = models.PositiveSmallIntegerField(_("instalments without principal"), null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = SealedText(_("reason"), max_length=200, blank=True)
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("rescheduling")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["loan", "seq"], name="one_change_per_seq"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False, from_due=None) | Q(reverses=None, from_due__isnull=False),
                name="change_or_reversal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id}/{self.seq} reschedule"

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversed_by")


class WriteOffCause(models.TextChoices):
    DEATH = "death", _("death")
    DISASTER = "disaster", _("disaster")
    MOVED = "moved", _("moved away, cannot be found")
    UNABLE = "unable", _("cannot pay")
    OTHER = "other", _("other")


class ChangeRequest(TwoPersonRequest):
    """A write-off or a rescheduling that one person asks for and another decides."""

    class Kind(models.TextChoices):
        WRITE_OFF = "write_off", _("write-off")
        RESCHEDULE = "reschedule", _("rescheduling")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="change_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    value_on = models.DateField()
    cause = models.CharField(max_length=8, choices=WriteOffCause, blank=True)
    from_due = models.DateField(null=True)
    new_due = models.DateField(null=True)
    extra_instalments = models.PositiveSmallIntegerField(null=True)
    principal_grace = models.PositiveSmallIntegerField(null=True)
    outcome = models.UUIDField(null=True, help_text="key of the entry or rescheduling it led to")

    class Meta:
        verbose_name = _("request for a change")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["loan"], condition=Q(settled_at=None), name="one_open_change_per_loan")
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.kind} asked by {self.asked_by_id}"

    @property
    def seal_key(self) -> PersonKey:
        return self.loan.seal_key


class Deputy(models.Model):
    """Who decides for an approver from one day to another, both included. Never the auditor."""

    approver = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("approver"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputy_for", verbose_name=_("deputy"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))

    class Meta:
        verbose_name = _("deputy")
        default_permissions = ()
        permissions = [("name_deputy", "Can name a deputy for oneself")]
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="deputy_ends_after_start"),
            models.CheckConstraint(condition=~Q(approver=models.F("deputy")), name="deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.approver_id}"
