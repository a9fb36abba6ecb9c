from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    """Courses, sessions, attendance and the cascade of trainers."""

    name = "trainings"
    verbose_name = _("Trainings")
