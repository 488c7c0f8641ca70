"""Hashes of large files, worked out once and again only when a file's size or times have changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path


class HashBook:
    """What was worked out is kept in ``file`` (JSON); a book that is damaged or cannot be written costs time only.

    Without a file nothing is remembered from run to run. With ``anew`` every hash is worked out again and the book is
    written over: a disk can spoil a file without touching its times.
    """

    def __init__(self, file: Path | None = None, *, anew: bool = False) -> None:
        self._file = file
        self._known = {} if file is None or anew else _read(file)

    def sha256(self, path: Path) -> str:
        """Hash of one file as 64 hexadecimal digits. Raises OSError when it cannot be read."""
        facts = path.stat()
        mark = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]
        key = str(path.resolve())
        known = self._known.get(key)
        if known is not None and known[1:] == mark:
            return str(known[0])
        digest = file_sha256(path)
        self._known[key] = [digest, *mark]
        self._write()
        return digest

    def _write(self) -> None:
        if self._file is None:
            return
        part = self._file.with_name(f".{self._file.name}.{os.getpid()}.partial")
        # A folder that cannot be written is no reason not to use the weights in it.
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._known), encoding="utf-8")
            part.replace(self._file)


def file_sha256(path: Path) -> str:
    """Hash of one file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(file: Path) -> dict[str, list[str | int]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, list) and len(value) == 4}
