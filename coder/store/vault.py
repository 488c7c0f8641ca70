"""Recordings at rest: one age file each, which only its own identity opens. No plaintext ever touches the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from coder.domain.errors import UserError
from coder.security import crypto, files

_SUFFIX = ".age"


@dataclass(frozen=True)
class StoredFile:
    """What the database keeps about a file: the sealed identity, and SHA-256 and size in bytes of the ciphertext."""

    identity: bytes = field(repr=False)
    sha256: str
    size: int


class Vault:
    """The folder of encrypted recordings. ``key`` (32 bytes, VaultKey.recordings) seals the identities."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def add(self, recording_id: str, flac: bytes) -> StoredFile:
        """Encrypt a recording to a fresh identity and store it durably; the row that makes it count comes after.

        Raises UserError, with nothing left behind, when the disk is full or cannot be written.
        """
        identity = crypto.new_identity()
        sealed = crypto.encrypt_to(identity, flac)
        try:
            files.write_whole(self.path(recording_id), sealed)
        except OSError as error:
            raise UserError(
                "The recording could not be written to the disk. Nothing was stored.", "Check the disk's free space."
            ) from error
        bound = crypto.seal(self._key, identity.encode(), recording_id)
        return StoredFile(bound, hashlib.sha256(sealed).hexdigest(), len(sealed))

    def open(self, recording_id: str, identity: bytes) -> bytes:
        """The recording in memory. Raises UserError when the file is missing, changed, or of another recording."""
        try:
            sealed = self.path(recording_id).read_bytes()
            return crypto.decrypt_with(crypto.unseal(self._key, identity, recording_id).decode(), sealed)
        except (OSError, crypto.CryptoError) as error:
            raise UserError(
                "The file of this recording is missing or damaged. Everything else is safe.",
                "Restore the newest backup into a new folder.",
            ) from error

    def remove(self, recording_id: str) -> None:
        """Delete the file. What makes the sound unreadable is deleting the identity; see coder.store.erasure."""
        files.remove(self.path(recording_id))

    def sweep(self, recording_ids: Collection[str]) -> tuple[str, ...]:
        """Delete what an interrupted import or erasure left: files without an identity, half-written files.

        ``recording_ids`` are those that have one. Only safe while nobody imports. Returns the names deleted.
        """
        kept = {self.path(recording_id).name for recording_id in recording_ids}
        gone = []
        for path in sorted(self._folder.iterdir()):
            if path.name not in kept and path.name.endswith((_SUFFIX, files.PART)):
                path.unlink()
                gone.append(path.name)
        if gone:
            files.sync_folder(self._folder)
        return tuple(gone)

    def path(self, recording_id: str) -> Path:
        """Where the file of a recording lies. Raises ValueError for anything but a UUID, so no path can be smuggled."""
        return self._folder / f"{UUID(recording_id)}{_SUFFIX}"
