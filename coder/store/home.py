"""The folder that holds a store: its layout, its lock, and making one whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from coder.domain.errors import UserError
from coder.domain.purpose import Purpose
from coder.security.crypto import key_check
from coder.security.files import PART, sync_folder, write_whole
from coder.security.keys import Keyring, VaultKey
from coder.store import places
from coder.store.database import DatabaseAddress
from coder.store.vault import Vault

_FORMAT = 1
SCRATCH = "scratch-"
_BEING_MADE = ".being-made"


@dataclass(frozen=True)
class Home:
    """A folder with ``home.json`` (format, key check), ``store.db``, ``vault/``, ``keys/``, ``lock`` and ``anchor``."""

    folder: Path

    @property
    def marker(self) -> Path:
        """The file that is written last, so a folder with it is complete."""
        return self.folder / "home.json"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "store.db"

    @property
    def recordings(self) -> Path:
        """The folder of encrypted recordings."""
        return self.folder / "vault"

    @property
    def keys(self) -> Path:
        """The folder of key slots."""
        return self.folder / "keys"

    @property
    def anchor(self) -> Path:
        """The newest known head of the audit trail, kept outside the database."""
        return self.folder / "anchor"

    @property
    def exists(self) -> bool:
        """Whether a store was made here."""
        return self.marker.exists()

    def keyring(self) -> Keyring:
        """The key slots."""
        return Keyring(self.keys)

    def vault(self, key: VaultKey) -> Vault:
        """The encrypted recordings."""
        return Vault(self.recordings, key.recordings)

    def address(self, key: VaultKey) -> DatabaseAddress:
        """Where the database lies and what opens it.

        Raises UserError when there is no store here, the marker is damaged, or a newer program wrote it.
        """
        return DatabaseAddress(path=self.database, key=key.database, key_check=self._key_check())

    def write_marker(self, key: VaultKey, purpose: Purpose = Purpose.PRACTICE) -> None:
        """Declare the folder complete."""
        text = json.dumps({"format": _FORMAT, "key_check": key_check(key.database), "purpose": purpose.value})
        write_whole(self.marker, text.encode())

    @property
    def looks_like(self) -> Purpose:
        """What the store is for, as far as its marker says: so that a locked one can be told from another.

        Anybody can write into the marker; what counts is kept inside the store. Practice where nothing is said.
        """
        try:
            return Purpose(json.loads(self.marker.read_text(encoding="utf-8"))["purpose"])
        except (OSError, ValueError, KeyError, TypeError):
            return Purpose.PRACTICE

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one window or command at a time; worker processes do without.

        Raises UserError at once when somebody else holds it or there is no store. The system lets go of it when its
        holder dies.
        """
        if not self.exists:
            raise _no_store()
        lock = FileLock(self.folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise UserError(
                "This store is open in another window or command. Nothing was changed.", "Close that one first."
            ) from error
        try:
            self._tidy()
            yield
        finally:
            lock.release()

    def _tidy(self) -> None:
        """Remove what a killed backup or a killed change of slots left; it is ciphertext and never counted."""
        for scratch in self.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(scratch, ignore_errors=True)
        for part in (*self.folder.glob(f"*{PART}"), *self.keys.glob(f"*{PART}")):
            part.unlink(missing_ok=True)

    def _key_check(self) -> str:
        try:
            marker = json.loads(self.marker.read_text(encoding="utf-8"))
            version, check = int(marker["format"]), str(marker["key_check"])
        except FileNotFoundError as error:
            raise _no_store() from error
        except OSError as error:
            raise UserError(
                "The store's folder cannot be read. Nothing was changed.", "Check your right to it."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                "The file home.json of this store is damaged. Nothing was changed.",
                "Restore the newest backup into a new folder.",
            ) from error
        if version > _FORMAT:
            raise UserError(
                "This store was written by a newer version of the program. Nothing was changed.",
                "Install the newest version.",
            )
        return check


def _no_store() -> UserError:
    return UserError("There is no store in this folder. Nothing was changed.", "Choose another folder or make one.")


@contextmanager
def new_home(folder: Path) -> Iterator[Home]:
    """A home that is made beside its place and moved there when the block ends; when it raises, nothing is left.

    The caller must have closed the store by then. Raises UserError when the folder holds something already, or is on
    a network drive or in a synchronised folder.
    """
    folder = folder.absolute()
    places.check_local(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("This folder is not empty. Nothing was changed.", "Choose an empty or a new folder.")
    making = folder.with_name(folder.name + _BEING_MADE)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # What an attempt that was cut short left behind has never been a store.
    shutil.rmtree(making, ignore_errors=True)
    home = Home(making)
    try:
        for part in (making, home.recordings, home.keys):
            part.mkdir(mode=0o700)
        yield home
        if folder.exists():
            folder.rmdir()
        os.replace(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    sync_folder(folder.parent)
