"""The signed list inside a backup, and taking members out of a tar that may be hostile."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import re
import tarfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from coder.domain.errors import UserError

_FORMAT = 1
_LIST = "backup.json"
_LIST_LIMIT = 64 * 1024 * 1024
_BLOCK = 1024 * 1024
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ALLOWED = re.compile(rf"home\.json|store\.db|keys/(passphrase|recovery)\.age|vault/{_UUID}\.age")


def not_readable() -> UserError:
    """The error for a file that is no backup, or was changed or cut short."""
    return UserError(
        "This backup cannot be read: it is damaged, cut short or was changed. Nothing was restored.",
        "Try an older backup.",
    )


@dataclass(frozen=True)
class Contents:
    """What was found in a backup: the hash of each member, and the list that claims what must be there."""

    found: dict[str, str]
    claimed: dict[str, Any]

    def check(self, key: bytes) -> None:
        """Raise UserError unless the list was signed with ``key`` and every member is there unchanged."""
        if self.claimed.get("format", 0) != _FORMAT:
            raise UserError("A newer version of the program made this backup.", "Install the newest version.")
        signature = str(self.claimed.get("signature", ""))
        listed = {name: value for name, value in self.claimed.items() if name != "signature"}
        if not hmac.compare_digest(signature, _sign(listed, key)) or listed["members"] != self.found:
            raise not_readable()


def hash_of(path: Path) -> str:
    """SHA-256 of a file as hexadecimal text; "" when it is not there."""
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file under a name, without the owner and times that the disk knows; the file's SHA-256."""
    member = tarfile.TarInfo(name)
    member.size = path.stat().st_size
    with path.open("rb") as stream:
        tar.addfile(member, stream)
    return hash_of(path)


def add_list(tar: tarfile.TarFile, hashes: dict[str, str], key: bytes, now: datetime) -> None:
    """Add the signed list of members (name → SHA-256) as the last one."""
    listed = {"format": _FORMAT, "made_at": now.isoformat(timespec="seconds"), "members": hashes}
    data = json.dumps({**listed, "signature": _sign(listed, key)}, indent=1).encode()
    member = tarfile.TarInfo(_LIST)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def extract(tar: tarfile.TarFile, folder: Path, keep: Collection[str] | None = None) -> Contents:
    """Hash all members and write them (or only those in ``keep``) below a folder.

    Only plain files with the names that a backup has are touched, so no path can lead out of the folder. Raises
    UserError for anything else, OSError and tarfile.TarError for a file that cannot be read.
    """
    found: dict[str, str] = {}
    claimed: dict[str, Any] = {}
    for member in tar:
        stream = tar.extractfile(member) if member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
        if stream is None or member.name in found or claimed:
            raise not_readable()
        if member.name == _LIST:
            claimed = _read_list(stream)
        elif _ALLOWED.fullmatch(member.name):
            target = folder / member.name if keep is None or member.name in keep else None
            found[member.name] = _copy(stream, target)
        else:
            raise not_readable()
    return Contents(found, claimed)


def _read_list(stream: IO[bytes]) -> dict[str, Any]:
    try:
        claimed = json.loads(stream.read(_LIST_LIMIT))
    except ValueError as error:
        raise not_readable() from error
    if not isinstance(claimed, dict) or "members" not in claimed:
        raise not_readable()
    return claimed


def _copy(stream: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is not None:
        target.parent.mkdir(exist_ok=True)
    with target.open("xb") if target is not None else contextlib.nullcontext() as out:
        while block := stream.read(_BLOCK):
            digest.update(block)
            if out is not None:
                out.write(block)
        if out is not None:
            out.flush()
            os.fsync(out.fileno())
    return digest.hexdigest()


def _sign(listed: dict[str, Any], key: bytes) -> str:
    canonical = json.dumps(listed, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()
