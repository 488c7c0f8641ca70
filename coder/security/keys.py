"""The vault key and the slots it is wrapped in: passphrase, printed recovery key, this computer's keychain."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyrage

from coder.domain.errors import UserError
from coder.security import crypto
from coder.security.files import remove, write_whole
from coder.security.keychain import Keychain, SystemKeychain

MIN_PASSPHRASE = 8
# What age says where a passphrase would take far longer to try than it measured this computer to need just now.
_TOO_BUSY = "Excessive work"


class StoreLocked(UserError):
    """Nobody has said yet how to open it: neither a passphrase nor a recovery key was given, nor does this computer
    remember one. The usual case at each start, and no trouble."""


class Slot(StrEnum):
    """A way to the vault key. Each is one small age file; any one of them is enough."""

    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"
    KEYCHAIN = "keychain"


@dataclass(frozen=True)
class VaultKey:
    """32 random bytes from which every other key of a store is derived. Held in memory only."""

    secret: bytes = field(repr=False)

    @property
    def database(self) -> bytes:
        """The raw key of the encrypted database."""
        return crypto.derive_key(self.secret, "database")

    @property
    def audit(self) -> bytes:
        """The key of the audit trail's chain."""
        return crypto.derive_key(self.secret, "audit trail")

    @property
    def recordings(self) -> bytes:
        """The key that seals the identities of recordings."""
        return crypto.derive_key(self.secret, "recording identities")

    @property
    def backups(self) -> bytes:
        """The key that signs the lists of contents of backups."""
        return crypto.derive_key(self.secret, "backups")

    @property
    def packages(self) -> bytes:
        """The seed of the key that signs sealed packages."""
        return crypto.derive_key(self.secret, "sealed packages")

    @property
    def package_identity(self) -> bytes:
        """The key that seals the identity that packages are sent to."""
        return crypto.derive_key(self.secret, "identity of sealed packages")


class Keyring:
    """The slots in one folder. All files in it are age files that the ``age`` tool opens too."""

    def __init__(self, folder: Path, keychain: Keychain | None = None) -> None:
        self._folder = folder
        self._keychain = keychain or SystemKeychain()

    def slots(self) -> frozenset[Slot]:
        """The slots that exist."""
        return frozenset(slot for slot in Slot if self._file(slot).exists())

    def create(self, passphrase: str) -> tuple[VaultKey, str]:
        """A new vault key in a passphrase slot and a recovery slot, and the recovery key to print (74 characters).

        Takes about a second, on purpose. Raises UserError for a passphrase of fewer than MIN_PASSPHRASE characters,
        and when the folder holds slots already; then nothing is written.
        """
        _check_passphrase(passphrase)
        if self.slots():
            raise UserError("This folder holds keys already. Nothing was changed.", "Choose another folder.")
        key = VaultKey(os.urandom(crypto.KEY_BYTES))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.set_passphrase(key, passphrase)
        return key, self.new_recovery_key(key)

    def unlock(self, passphrase: str | None = None, recovery_key: str | None = None) -> VaultKey:
        """The vault key through what is given, or through the keychain when nothing is.

        Raises UserError, with nothing changed, when the passphrase or recovery key is wrong or mistyped, and when
        nothing was given and this computer's keychain does not hold a key.
        """
        if passphrase is not None:
            return self._by_passphrase(passphrase)
        if recovery_key is not None:
            return self._by_recovery_key(recovery_key)
        key = self._by_keychain()
        if key is None:
            raise StoreLocked("The store is locked.", "Type the passphrase or the recovery key.")
        return key

    def set_passphrase(self, key: VaultKey, passphrase: str) -> None:
        """Replace the passphrase slot. Raises UserError for fewer than MIN_PASSPHRASE characters."""
        _check_passphrase(passphrase)
        write_whole(self._file(Slot.PASSPHRASE), pyrage.passphrase.encrypt(key.secret, _normal(passphrase)))

    def new_recovery_key(self, key: VaultKey) -> str:
        """Replace the recovery slot and return the new recovery key; the one printed before stops working."""
        identity = crypto.new_identity()
        write_whole(self._file(Slot.RECOVERY), crypto.encrypt_to(identity, key.secret))
        return identity

    def remember(self, key: VaultKey) -> bool:
        """Let this computer's keychain open the store from now on; False, with nothing changed, where there is none."""
        self.forget()
        identity = crypto.new_identity()
        sealed = crypto.encrypt_to(identity, key.secret)
        if not self._keychain.put(_account(sealed), identity):
            return False
        write_whole(self._file(Slot.KEYCHAIN), sealed)
        return True

    def forget(self) -> None:
        """Take the store out of this computer's keychain; harmless when it is not in it."""
        if Slot.KEYCHAIN in self.slots():
            self._keychain.drop(_account(self._read(Slot.KEYCHAIN)))
            remove(self._file(Slot.KEYCHAIN))

    def _file(self, slot: Slot) -> Path:
        return self._folder / f"{slot.value}.age"

    def _read(self, slot: Slot) -> bytes:
        try:
            return self._file(slot).read_bytes()
        except FileNotFoundError as error:
            raise UserError(f"This store has no {slot.value} slot.", "Use another way to open it.") from error

    def _by_passphrase(self, passphrase: str) -> VaultKey:
        sealed = self._read(Slot.PASSPHRASE)
        try:
            return VaultKey(bytes(pyrage.passphrase.decrypt(sealed, _normal(passphrase))))
        except pyrage.DecryptError as error:
            if _TOO_BUSY in str(error):
                raise UserError(
                    "This computer is too busy to try the passphrase. Nothing was changed.",
                    "Close other programs, or wait a minute, and try again.",
                ) from error
            raise UserError(
                "This passphrase does not open the store. Nothing was changed.", "Try again, or use the recovery key."
            ) from error

    def _by_recovery_key(self, recovery_key: str) -> VaultKey:
        sealed = self._read(Slot.RECOVERY)
        identity = "".join(recovery_key.split()).upper()
        try:
            pyrage.x25519.Identity.from_str(identity)
        except pyrage.IdentityError as error:
            raise UserError("The recovery key holds a typing error.", "Compare it with the printed page.") from error
        try:
            return VaultKey(crypto.decrypt_with(identity, sealed))
        except crypto.CryptoError as error:
            raise UserError(
                "This recovery key belongs to another store, or was replaced. Nothing was changed.",
                "Look for the newest printed page.",
            ) from error

    def _by_keychain(self) -> VaultKey | None:
        if Slot.KEYCHAIN not in self.slots():
            return None
        sealed = self._read(Slot.KEYCHAIN)
        identity = self._keychain.get(_account(sealed))
        if identity is None:
            return None
        try:
            return VaultKey(crypto.decrypt_with(identity, sealed))
        except crypto.CryptoError:
            # A slot copied from another computer: the keychain here holds something else under this name.
            return None


def _account(sealed: bytes) -> str:
    """The name in the keychain: the slot's own hash, so that several stores of one person do not meet."""
    return hashlib.sha256(sealed).hexdigest()[:16]


def _normal(passphrase: str) -> str:
    """The same passphrase typed on a Mac and on Windows arrives in different Unicode forms; NFC makes them one."""
    return unicodedata.normalize("NFC", passphrase)


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise UserError(
            f"A passphrase needs at least {MIN_PASSPHRASE} characters. Nothing was changed.", "Four words do well."
        )
