"""What is to be done about a person, and what was done: a call list with neutral outcomes."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from livelihoods.models.people import FREE_TEXT_HINT, Participant
from livelihoods.models.visits import Visit, round_label
from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import PersonKey, User


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        """Those given to the user, and those about people in the user's scope."""
        mine = Participant.objects.visible_to(user)
        return self.filter(Q(owner=user) | Q(participant__in=mine.values("pk")))

    def waiting(self) -> Self:
        return self.filter(closed_on=None)

    def for_user(self, user: User) -> Self:
        """Waiting for this user: given to them, or to nobody among the people they look after."""
        return self.visible_to(user).waiting().filter(Q(owner=user) | Q(owner=None))

    def for_lists(self) -> Self:
        return self.select_related("participant__key", "participant__commune", "owner__key")

    def due(self, *, on: date) -> Self:
        return self.filter(due_on__lte=on)


class Task(models.Model):
    """Something to do about a person by a day. It belongs to its owner, else to whoever works in the commune."""

    class Kind(models.TextChoices):
        PROMISE = "promise", _("promised to pay")
        INSTALMENT = "instalment", _("missed instalment")
        SESSION = "session", _("missed session")
        VISIT = "visit", _("visit due")
        NEXT_STEP = "next_step", _("agreed next step")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="tasks")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reference = models.CharField(max_length=20, blank=True, help_text="number of the loan or session")
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="tasks")
    note = SealedText(_("note"), max_length=200, blank=True, help_text=FREE_TEXT_HINT)
    made_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(closed_on=None), name="waiting_tasks_by_day"),
            models.Index(fields=["owner", "due_on"], condition=Q(closed_on=None), name="waiting_tasks_by_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind", "reference"], condition=Q(closed_on=None), name="one_waiting_task_alike"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind} {self.due_on}"

    @property
    def seal_key(self) -> PersonKey:
        return self.participant.key

    @property
    def about(self) -> str:
        """The loan, session or round it is about, in words for a list."""
        if self.kind != Task.Kind.VISIT:
            return self.reference
        months = self.reference.removeprefix("round-")
        return round_label(int(months)) if months.isdecimal() else str(Visit.Purpose.LOAN_USE.label)

    @property
    def is_waiting(self) -> bool:
        return self.closed_on is None


class Contact(AppendOnly):
    """An attempt to reach a person, and what came of it. The outcomes are neutral and no text goes with them."""

    class Channel(models.TextChoices):
        CALL = "call", _("phone call")
        MESSAGE = "message", _("message")
        MEETING = "meeting", _("in person")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        SENT = "sent", _("sent")
        BUSY = "busy", _("busy")
        UNREACHABLE = "unreachable", _("could not be reached")
        ILL = "ill", _("ill")
        MOVED = "moved", _("moved")
        NO_CONTACT = "no_contact", _("asked not to be contacted")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="contacts")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="contacts")
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("contact")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.channel} {self.outcome}"
