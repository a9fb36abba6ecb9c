"""Who read, wrote, searched, printed or exported what. Ids and field names, never values."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.append_only import AppendOnly


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    def whats(self) -> list[str]:
        """Every `what` there is, by stepping along its index: DISTINCT would read the whole table."""
        found: list[str] = []
        what = self._next_what("")
        while what is not None:
            found.append(what)
            what = self._next_what(what)
        return found

    def _next_what(self, after: str) -> str | None:
        return self.filter(what__gt=after).order_by("what").values_list("what", flat=True).first()


class TrailEntry(AppendOnly):
    class Act(models.TextChoices):
        READ = "read", _("read")
        LIST = "list", _("listed")
        SEARCH = "search", _("searched")
        WRITE = "write", _("wrote")
        PRINT = "print", _("printed")
        EXPORT = "export", _("exported")
        SIGN_IN = "sign_in", _("signed in")
        REFUSED = "refused", _("was refused")

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("user"))
    act = models.CharField(_("act"), max_length=8, choices=Act)
    what = models.CharField(_("what"), max_length=60, help_text="model label or the name of the business act")
    object_ids = models.TextField(blank=True, help_text="ids, separated by spaces")
    fields = models.TextField(blank=True, help_text="names of the fields written, separated by spaces")

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail")
        default_permissions = ()
        permissions = [("view_trail", "Can read the trail")]
        indexes = [models.Index(fields=["what", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.user_id} {self.act} {self.what} {self.object_ids}"


class TrailSeal(AppendOnly):
    """Chains the entries up to `last_id` to all before them: a changed or missing entry breaks the digest."""

    at = models.DateTimeField(default=timezone.now)
    last_id = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField(help_text="how many entries this seal covers")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"≤{self.last_id} {self.digest[:12]}"
