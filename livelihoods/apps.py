from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodsConfig(AppConfig):
    """Participants, businesses, what the money was for."""

    name = "livelihoods"
    verbose_name = _("Livelihoods")
