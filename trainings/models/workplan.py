"""The workplan: what is to be done, where, by whom and by when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from office.models import User
from office.money import amount_field
from office.validators import validate_khmer
from trainings.models.sites import Site


class WorkplanQuerySet(models.QuerySet["WorkplanLine"]):
    def open(self) -> Self:
        return self.filter(done_on=None)

    def late(self, *, on: date) -> Self:
        """Not done, and its last day is over. On its last day it is not late."""
        return self.open().filter(to_on__lt=on)

    def between(self, first: date, last: date) -> Self:
        """Planned for some day of these, both included."""
        return self.filter(from_on__lte=last, to_on__gte=first)


class WorkplanLine(models.Model):
    class Status(models.TextChoices):
        COMING = "coming", pgettext_lazy("workplan", "coming")
        RUNNING = "running", pgettext_lazy("workplan", "under way")
        LATE = "late", pgettext_lazy("workplan", "late")
        DONE = "done", pgettext_lazy("workplan", "done")

    activity_km = models.CharField(_("activity in Khmer"), max_length=160, validators=[validate_khmer])
    activity_en = models.CharField(_("activity in English"), max_length=160)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="workplan_lines", verbose_name=_("site")
    )
    responsible = models.ForeignKey(
        User, models.PROTECT, related_name="workplan_lines", verbose_name=_("who is responsible")
    )
    from_on = models.DateField(_("planned from"))
    to_on = models.DateField(_("planned to"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    budget = amount_field(_("budget"), null=True, blank=True)

    objects = WorkplanQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplan line")
        default_permissions = ()
        permissions = [
            ("view_workplan", "Can see the workplan"),
            ("manage_workplan", "Can add and change lines of the workplan"),
        ]
        ordering = ["from_on", "to_on", "pk"]
        indexes = [models.Index(fields=["to_on"], condition=Q(done_on=None), name="open_workplan_lines_by_day")]
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="workplan_ends_after_start")]

    def __str__(self) -> str:
        return self.activity

    @property
    def activity(self) -> str:
        return self.activity_km if get_language() == "km" else self.activity_en

    def status(self, *, on: date) -> Status:
        if self.done_on:
            return self.Status.DONE
        if self.to_on < on:
            return self.Status.LATE
        return self.Status.RUNNING if self.from_on <= on else self.Status.COMING
