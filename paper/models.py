"""Jobs that outlast a request, files held for a while, and papers as they were handed out."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.append_only import AppendOnly
from office.fields import SealedText
from office.models import PersonKey
from office.sealing import master_key, seal, unseal

LEASE = timedelta(minutes=2)


class JobQuerySet(models.QuerySet["Job"]):
    def to_send(self) -> Self:
        """Waiting, or left behind by a worker that went silent: the broker may have forgotten them."""
        silent = Q(state=Job.State.RUNNING, heard_at__lt=timezone.now() - LEASE)
        return self.filter(Q(state=Job.State.WAITING) | silent)


class Job(models.Model):
    """The outbox row of a background job. Written in the transaction that asks for it; stays until it is done."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, help_text="under which the work is registered: paper.jobs")
    params = models.JSONField(default=dict, help_text="ids and choices; nothing about a person")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True, help_text="last sign of life of the worker")
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state", "heard_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.state} {self.done}/{self.total}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    def report(self, done: int, total: int) -> bool:
        """Note the progress; False when somebody asked to cancel."""
        Job.objects.filter(pk=self.pk).update(done=done, total=total, heard_at=timezone.now())
        return not Job.objects.filter(pk=self.pk, cancel_asked=True).exists()


class HeldFile(models.Model):
    """A file somebody sent, sealed with the master key and dropped after its time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    keep_until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def hold(cls, content: bytes, *, by: models.Model, seconds: int) -> Self:
        held = cls(by=by, keep_until=timezone.now() + timedelta(seconds=seconds))
        held.sealed = seal(master_key("held-file"), content, str(held.id))
        held.save()
        return held

    def content(self) -> bytes:
        return unseal(master_key("held-file"), bytes(self.sealed), str(self.id))


class IssuedDocument(AppendOnly):
    """A paper as it was handed out: figures in clear, name and address under the person's key.

    Reprinted from here, never from today's figures.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("repayment statement")
        SCHEDULE = "schedule", _("repayment schedule")
        RECEIPT = "receipt", _("receipt")
        SUSPENSE = "suspense", _("receipt for money in suspense")
        CERTIFICATE = "certificate", _("certificate")

    kind = models.CharField(max_length=12, choices=Kind)
    reference = models.CharField(max_length=20, db_index=True, help_text="loan or receipt number")
    language = models.CharField(max_length=4)
    figures = models.JSONField()
    key = models.ForeignKey(PersonKey, models.PROTECT, null=True)
    identity = SealedText(blank=True, help_text="name and address, as JSON")
    code = models.CharField(max_length=20, unique=True, help_text="verification code printed on the paper")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="null: a command"
    )

    class Meta:
        verbose_name = _("paper handed out")
        default_permissions = ()
        ordering = [F("made_at").desc()]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference} {self.made_at:%Y-%m-%d}"

    @property
    def seal_key(self) -> PersonKey:
        if self.key is None:
            raise ValueError("this paper names nobody")
        return self.key
