from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    """Users, roles, scope, trail, encryption, places, calendar, rates."""

    name = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from office.append_only import install_triggers
        from office.roles import sync_roles

        # After every migrate: SQLite remakes a table to alter it and loses its triggers on the way.
        post_migrate.connect(install_triggers, dispatch_uid="install_triggers")
        post_migrate.connect(sync_roles, dispatch_uid="sync_roles")
