from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodsConfig(AppConfig):
    """Participants, businesses, what the money was for."""

    name = "livelihoods"
    verbose_name = _("Livelihoods")

    def ready(self) -> None:
        from livelihoods.holdings import waiting_tasks
        from office.services import register_holdings

        register_holdings(waiting_tasks)
