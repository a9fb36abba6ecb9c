"""What one person asks for and another decides."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.fields import SealedText
from office.models import User


class TwoPersonRequest(models.Model):
    """Open until a second person confirms or declines it."""

    reason = SealedText(_("reason"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        abstract = True

    def settle(self, by: User, *, is_confirmed: bool) -> None:
        """Confirmed or declined, once and for all."""
        self.settled_by, self.settled_at, self.is_confirmed = by, timezone.now(), is_confirmed
        self.save(update_fields=["settled_by", "settled_at", "is_confirmed"])
