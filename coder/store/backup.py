"""Backups: one file of nothing but ciphertext, checked as a restore would be when it is made.

A backup is a plain tar of what lies encrypted in the home already: key slots, marker, a consistent copy of the database
and the recordings, and a list of their hashes that is signed with a key derived from the vault key. So every slot of
the store opens its backup, and a changed, missing or added member is found.
"""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from coder.domain.errors import UserError
from coder.security.files import PART, sync_folder
from coder.security.keys import Slot, VaultKey
from coder.store import audit, backup_list
from coder.store.database import DatabaseAddress
from coder.store.engine import Store, open_store
from coder.store.home import SCRATCH, Home, new_home
from coder.store.migrate import vacuum_into
from coder.store.tables import RecordingKeyRow, RecordingRow

_SLOTS = (Slot.PASSPHRASE, Slot.RECOVERY)


@dataclass(frozen=True)
class Backup:
    """What a backup holds: recordings, its size in bytes, and the head of the audit trail to note as anchor.

    ``left_out`` names recordings whose file was missing or damaged in the store already.
    """

    recordings: int
    size: int
    head: str
    left_out: tuple[str, ...]


def make_backup(home: Home, store: Store, key: VaultKey, file: Path, now: datetime) -> Backup:
    """Write a backup of a home whose lock the caller holds, and check it by reading it back and opening its database.

    Raises UserError, with no file left behind, when the file exists, cannot be written, or the store is damaged; and
    for a store on PostgreSQL, which its administrator backs up.
    """
    if not store.on_file:
        raise UserError("This store lies on a server.", "Ask its administrator for a backup.")
    if file.exists():
        raise UserError("A file of this name exists already and was kept.", "Choose another name.")
    part = file.with_name(file.name + PART)
    try:
        with tempfile.TemporaryDirectory(dir=home.folder, prefix=SCRATCH) as name:
            copy = Path(name) / "store.db"
            vacuum_into(store.engine, copy)
            recordings, head = _look_into(home.address(key), copy, key)
            good = {i: sha for i, sha in recordings.items() if backup_list.hash_of(_path(home, key, i)) == sha}
            _write(part, _members(home, key, copy, good), key, now)
            _check(part, key, Path(name), home.address(key))
        os.replace(part, file)
        sync_folder(file.parent)
    except OSError as error:
        raise UserError("The backup could not be written. The store is safe.", "Choose another disk.") from error
    finally:
        part.unlink(missing_ok=True)
    return Backup(len(good), file.stat().st_size, head, tuple(sorted(recordings.keys() - good.keys())))


def restore(file: Path, folder: Path, *, passphrase: str | None = None, recovery_key: str | None = None) -> Home:
    """Make a new home from a backup and check it; an older schema is upgraded.

    Raises UserError, with nothing left behind, when the folder holds something, the backup cannot be read, was changed,
    or does not belong to the passphrase or recovery key, and when a newer program made it.
    """
    with new_home(folder) as home:
        with _told(), tarfile.open(file, "r:") as tar:
            contents = backup_list.extract(tar, home.folder)
        key = home.keyring().unlock(passphrase, recovery_key)
        contents.check(key.backups)
        store = open_store(home.address(key))
        try:
            _refuse_damage(store, key)
        finally:
            store.close()
    return Home(folder)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, tarfile.TarError) as error:
        raise backup_list.not_readable() from error


def _look_into(address: DatabaseAddress, copy: Path, key: VaultKey) -> tuple[dict[str, str], str]:
    """The recordings (id → hash of the file) of a copied database, and its audit head, after checking the copy."""
    store = open_store(DatabaseAddress(path=copy, key=address.key, key_check=address.key_check))
    try:
        _refuse_damage(store, key)
        with store.read() as session:
            rows = session.execute(
                select(RecordingRow.id, RecordingRow.cipher_sha256).join(
                    RecordingKeyRow, RecordingKeyRow.recording_id == RecordingRow.id
                )
            ).all()
            return {row.id: row.cipher_sha256 for row in rows}, audit.head(session)
    finally:
        store.close()


def _refuse_damage(store: Store, key: VaultKey) -> None:
    with store.read() as session:
        intact = audit.verify(session, key.audit).intact
    if not intact or store.check():
        raise UserError("The database is damaged or was tampered with.", "Restore an older backup into a new folder.")


def _path(home: Home, key: VaultKey, recording_id: str) -> Path:
    return home.vault(key).path(recording_id)


def _members(home: Home, key: VaultKey, copy: Path, recordings: dict[str, str]) -> dict[str, Path]:
    slots = [home.keys / f"{slot.value}.age" for slot in _SLOTS]
    files = [_path(home, key, recording) for recording in sorted(recordings)]
    return {
        "home.json": home.marker,
        "store.db": copy,
        **{f"keys/{slot.name}": slot for slot in slots if slot.exists()},
        **{f"vault/{path.name}": path for path in files},
    }


def _write(part: Path, members: dict[str, Path], key: VaultKey, now: datetime) -> None:
    with part.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
            hashes = {name: backup_list.add(tar, name, path) for name, path in members.items()}
            backup_list.add_list(tar, hashes, key.backups, now)
        stream.flush()
        os.fsync(stream.fileno())


def _check(part: Path, key: VaultKey, scratch: Path, address: DatabaseAddress) -> None:
    """Do what a restore would do, in a folder of ciphertext that goes away at once; recordings are only hashed."""
    target = scratch / "check"
    target.mkdir()
    with _told(), tarfile.open(part, "r:") as tar:
        backup_list.extract(tar, target, keep=("store.db",)).check(key.backups)
    _look_into(address, target / "store.db", key)
