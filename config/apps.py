from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: what must be in place once every room is loaded."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401
