"""A backup is one tar file: the database, the kept files and a list of their digests. Keys are never in it.

SQLite is copied by its own online backup, PostgreSQL by pg_dump and pg_restore, so the office may go on working.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

FORMAT = 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"


class BackupRefused(Exception):
    """Why nothing was backed up or restored, in words for whoever runs the command."""


def write_backup(path: Path, *, now: datetime) -> dict[str, Any]:
    """Write the backup and return its manifest. Never writes over a file."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / DATABASE
        _dump(copy)
        files = {DATABASE: copy, **{f"{MEDIA}/{name}": file for name, file in _media()}}
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "database": connection.vendor,
            "sha256": {name: _digest(file) for name, file in files.items()},
        }
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            raise BackupRefused(f"{path} exists already; a backup is never written over.") from None
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            _add_manifest(tar, manifest)
            for name, file in files.items():
                tar.add(file, name, recursive=False)
    return manifest


def restore_backup(path: Path) -> dict[str, Any]:
    """Put the backup into the empty database that the settings name, and its files into the media folder.

    Everything is compared with its digest first. Raises BackupRefused, and then has written nothing.
    """
    if _holds_users():
        raise BackupRefused("This database is in use. Restore into an empty one: set DATABASE_URL to a new place.")
    if any(True for _ in _media()):
        raise BackupRefused(f"{settings.MEDIA_ROOT} holds files. Set DATA_DIR to a new place.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        manifest = unpacked(path, folder)
        if manifest["database"] != connection.vendor:
            raise BackupRefused(f"This backup is of {manifest['database']}, the database here is {connection.vendor}.")
        _load(folder / DATABASE)
        if (folder / MEDIA).exists():
            shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return manifest


def unpacked(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack the backup into `folder` and return its manifest; BackupRefused unless every digest is right."""
    try:
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        wrong = [name for name, digest in manifest["sha256"].items() if _digest(folder / name) != digest]
    except (OSError, tarfile.TarError, ValueError, KeyError) as broken:
        raise BackupRefused(f"{path} is no backup, or is damaged: {broken}") from broken
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"{path} was made by another version of this program.")
    if wrong or DATABASE not in manifest["sha256"]:
        raise BackupRefused(f"{path} is damaged: {', '.join(wrong) or 'the database is missing'}")
    return manifest


def _dump(copy: Path) -> None:
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(copy), "--dbname", _database_url())
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)


def _load(copy: Path) -> None:
    if connection.vendor == "postgresql":
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
        _run("pg_restore", *options, "--dbname", _database_url(), str(copy))
        return
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    for beside in ("-wal", "-shm"):
        name.with_name(name.name + beside).unlink(missing_ok=True)
    shutil.copyfile(copy, name)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupRefused(f"{command[0]} is not installed (Debian package postgresql-client).") from None
    except subprocess.CalledProcessError as failed:
        raise BackupRefused(f"{command[0]}: {failed.stderr.strip()}") from failed


def _database_url() -> str:
    s = connection.settings_dict
    login = f"{s['USER']}:{s['PASSWORD']}@" if s["PASSWORD"] else f"{s['USER']}@" if s["USER"] else ""
    return f"postgresql://{login}{s['HOST'] or 'localhost'}:{s['PORT'] or 5432}/{s['NAME']}"


def _holds_users() -> bool:
    if "office_user" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_user")
        return bool(cursor.fetchone()[0])


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    found: Iterable[Path] = sorted(root.rglob("*")) if root.exists() else ()
    return ((file.relative_to(root).as_posix(), file) for file in found if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _add_manifest(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    content = json.dumps(manifest, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))
