"""Secret and master keys: files outside git, made once, readable by their owner alone.

A real office keeps them in `KEYS_DIR`, outside the project and outside the backups; without it (demo, tests,
development) they are made in the data folder, and `make serve` refuses those.
"""

import base64
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_or_make_key(folder: Path, name: str) -> bytes:
    """The 32 bytes stored as base64 in `folder/name`, made at the first call."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    return base64.b64decode(path.read_bytes(), validate=True)


def _write_once(path: Path, content: bytes) -> None:
    # Two processes may start at the same moment: the first one's file stands, whole.
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_weak(key: bytes) -> bool:
    """Too short, or too regular to have come from a random source."""
    return len(key) < KEY_BYTES or len(set(key)) < KEY_BYTES // 2
