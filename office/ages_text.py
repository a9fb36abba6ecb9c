"""The age bands as a choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgeBand(models.TextChoices):
    UNDER_25 = "under_25", _("under 25")
    FROM_25 = "25_34", "25–34"
    FROM_35 = "35_49", "35–49"
    FROM_50 = "50_over", _("50 and over")
