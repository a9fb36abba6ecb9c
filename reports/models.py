"""This room writes little of its own: the workbooks that were imported."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paper.models import HeldFile, Job


class WorkbookImport(models.Model):
    """One workbook somebody sent: checked first, written only when told to, and remembered without its content."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(HeldFile, models.SET_NULL, null=True)
    check_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    commit_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("workbook import")
        default_permissions = ()
        permissions = [
            ("import_workbook", "Can import workbooks"),
            ("view_portfolio", "Can see the portfolio"),
            ("view_outcomes", "Can see the outcomes"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"


class ImportedRow(models.Model):
    """A row's `ref`, as keyed hash: the same row sent again is the same row."""

    sheet = models.CharField(max_length=20)
    ref = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    content = models.CharField(max_length=32, help_text="keyed hash of the row, to notice other content")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sheet", "ref"], name="one_object_per_ref")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.ref}"
