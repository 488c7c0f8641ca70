"""Files that are either there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PART = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, make it durable, then rename it. Raises OSError; then nothing is left."""
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in a folder durable. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Delete a file durably; harmless when it is not there."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
