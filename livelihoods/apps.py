from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodsConfig(AppConfig):
    """Participants, businesses, what the money was for."""

    name = "livelihoods"
    verbose_name = _("Livelihoods")

    def ready(self) -> None:
        from livelihoods.holdings import open_complaints, waiting_tasks
        from livelihoods.unseen import complaints_about
        from office.services import register_holdings
        from office.unseen import register_unseen

        register_holdings(waiting_tasks)
        register_holdings(open_complaints)
        register_unseen("livelihoods.complaint", complaints_about)
