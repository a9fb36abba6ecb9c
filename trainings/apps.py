from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    """Courses, sessions, attendance and the cascade of trainers; sites and the workplan."""

    name = "trainings"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        from office.services import register_holdings
        from trainings.holdings import open_lines

        register_holdings(open_lines)
