"""Complaints: what somebody was told, who deals with it, and how far it is. The one complained of never learns of it.

The id is random, not counted: a number missing from a list would tell that something is hidden.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livelihoods.models.people import FREE_TEXT_HINT, Participant
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import PersonKey, User


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> Self:
        """Those the user deals with or recorded, or all for who manages them; never one about the user."""
        others = self.exclude(about=user)
        if user.has_perm("livelihoods.manage_complaints"):
            return others
        return others.filter(Q(owner=user) | Q(recorded_by=user))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def overdue(self, *, on: date) -> Self:
        """Not answered when the last day was over. On the last day itself it is not overdue."""
        return self.filter(answered_on=None, due_on__lt=on)


class Complaint(models.Model):
    class Category(models.TextChoices):
        MONEY = "money", pgettext_lazy("complaint", "money")
        STAFF = "staff", pgettext_lazy("complaint", "conduct of staff")
        DELAY = "delay", pgettext_lazy("complaint", "delay")
        INFORMATION = "information", pgettext_lazy("complaint", "information")
        OTHER = "other", pgettext_lazy("complaint", "other")

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("phone call")
        PAPER = "paper", pgettext_lazy("complaint", "letter")
        BOX = "box", _("suggestion box")

    class Stage(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("complaint", "received")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint", "acknowledged")
        ANSWERED = "answered", pgettext_lazy("complaint", "answered")
        CLOSED = "closed", pgettext_lazy("complaint", "closed")
        REOPENED = "reopened", pgettext_lazy("complaint", "opened again")

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", pgettext_lazy("complaint", "resolved")
        EXPLAINED = "explained", pgettext_lazy("complaint", "explained")
        NOT_UPHELD = "not_upheld", pgettext_lazy("complaint", "not upheld")
        PASSED_ON = "passed_on", pgettext_lazy("complaint", "passed on to others")

    class Satisfied(models.TextChoices):
        YES = "yes", pgettext_lazy("satisfied", "yes")
        NO = "no", pgettext_lazy("satisfied", "no")
        UNKNOWN = "unknown", pgettext_lazy("satisfied", "not known")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.ForeignKey(
        PersonKey, models.PROTECT, editable=False, related_name="+", help_text="the participant's, else one of its own"
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="complaints", verbose_name=_("participant")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    received_on = models.DateField(pgettext_lazy("complaint", "received on"))
    due_on = models.DateField(_("to be answered by"))
    text = SealedText(_("what was said"), max_length=1000, help_text=FREE_TEXT_HINT)
    about = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("about this member of staff")
    )
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="complaints", verbose_name=_("who deals with it")
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    # What the steps say, so that SQL can count; nothing but a step writes them.
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.RECEIVED)
    answered_on = models.DateField(_("answered on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    satisfied = models.CharField(_("is the person satisfied?"), max_length=8, choices=Satisfied, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        default_permissions = ()
        permissions = [("manage_complaints", "Can see all complaints but those about oneself, and name their owner")]
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(closed_on=None), name="open_complaints_by_owner")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | Q(about=None) | ~Q(owner=F("about")), name="nobody_deals_with_own_complaint"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="", satisfied="")
                | (Q(closed_on__isnull=False, answered_on__isnull=False) & ~Q(outcome="") & ~Q(satisfied="")),
                name="closed_complaint_has_outcome",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="complaint_due_after_received"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("livelihoods:complaint", args=[self.pk])

    @property
    def seal_key(self) -> PersonKey:
        return self.key

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    def days_left(self, *, on: date) -> int | None:
        """Below zero when overdue; None once it was answered."""
        return None if self.answered_on else (self.due_on - on).days


class ComplaintStep(AppendOnly):
    """What happened to a complaint, when and by whom. `given_to` is set where it was given to somebody."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    stage = models.CharField(_("stage"), max_length=12, choices=Complaint.Stage, blank=True)
    given_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who deals with it"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Complaint.Outcome, blank=True)
    satisfied = models.CharField(max_length=8, choices=Complaint.Satisfied, blank=True)
    note = SealedText(_("what was said or done"), max_length=500, blank=True, help_text=FREE_TEXT_HINT)
    on = models.DateField(_("date"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("step of a complaint")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(given_to=None) & ~Q(stage="")) | Q(given_to__isnull=False, stage=""),
                name="step_is_a_stage_or_gives",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.stage or 'given'} {self.on}"

    @property
    def seal_key(self) -> PersonKey:
        return self.complaint.key
