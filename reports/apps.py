from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What is read across the rooms: home, a participant's story, portfolio, the workbook."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from reports.workbook import jobs  # noqa: F401  registers its work for whoever runs the jobs
