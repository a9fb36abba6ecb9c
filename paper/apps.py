"""The room that turns values into Khmer text, numbers, dates and paper."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from paper.core import collation


def add_khmer_collation(*, connection: Any, **_: object) -> None:
    """SQLite learns the collation that PostgreSQL has, under the same name."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(collation.NAME, collation.compare)


class PaperConfig(AppConfig):
    name = "paper"

    def ready(self) -> None:
        connection_created.connect(add_khmer_collation, dispatch_uid="paper.collation")
