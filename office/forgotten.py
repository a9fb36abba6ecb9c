"""Whose keys were destroyed, noted beside the master key: a backup made before still holds their wrapped keys.

`restore` destroys those again. The file holds ids of keys, one a line, and nothing else.
"""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

NAME = "forgotten"


def note_forgotten(key_id: UUID) -> None:
    path = _path()
    path.touch(mode=0o600)
    with path.open("a") as file:
        file.write(f"{key_id}\n")


def forgotten_ids() -> Iterable[UUID]:
    return [UUID(line) for line in _path().read_text().split()] if _path().exists() else []


def _path() -> Path:
    return Path(settings.KEYS_DIR) / NAME
