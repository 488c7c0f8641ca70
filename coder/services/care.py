"""Backups as an audited act."""

from __future__ import annotations

from pathlib import Path

from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action, require
from coder.security.keys import Slot, VaultKey
from coder.services.base import Backing, Service
from coder.store.backup import Backup, make_backup
from coder.store.home import Home


class CareService(Service):
    """Looks after the store as a whole."""

    def __init__(self, backing: Backing, home: Home, key: VaultKey) -> None:
        super().__init__(backing)
        self._home = home
        self._key = key

    def back_up(self, actor: Actor, file: Path) -> Backup:
        """Write one encrypted backup file and check it by reading it back.

        Raises UserError, with no file left behind, when it exists, cannot be written, or the store is damaged.
        """
        with self._acting(actor, Action.BACK_UP) as unit:
            unit.audit("backup asked for", "store", "")
        return make_backup(self._home, self._backing.store, self._key, file, self._backing.clock())

    def check(self, actor: Actor) -> tuple[str, ...]:
        """What is wrong with the database, page by page; empty when nothing. Reads everything."""
        with self._reading(actor, Action.READ_TEAM_REPORT):
            return self._backing.store.check()

    def ways_in(self, actor: Actor) -> frozenset[Slot]:
        """The slots that open this store now."""
        require(actor, Action.MANAGE_KEYS)
        return self._home.keyring().slots()

    def opens(self, actor: Actor, passphrase: str) -> bool:
        """Whether this is the passphrase of the store. Slow on purpose."""
        require(actor, Action.MANAGE_KEYS)
        try:
            self._home.keyring().unlock(passphrase=passphrase)
        except UserError:
            return False
        return True

    def change_passphrase(self, actor: Actor, old: str, new: str) -> None:
        """Replace the passphrase; the recovery key and the keychain keep working.

        Raises UserError, with nothing changed, when the old one is wrong or the new one too short.
        """
        keyring = self._home.keyring()
        keyring.unlock(passphrase=old)
        with self._acting(actor, Action.MANAGE_KEYS) as unit:
            unit.audit("passphrase changed", "store", "")
            keyring.set_passphrase(self._key, new)

    def new_recovery_key(self, actor: Actor) -> str:
        """Replace the recovery key and return the new one to be printed; the one printed before stops working."""
        with self._acting(actor, Action.MANAGE_KEYS) as unit:
            unit.audit("recovery key replaced", "store", "")
            return self._home.keyring().new_recovery_key(self._key)

    def remember(self, actor: Actor, wanted: bool) -> bool:
        """Let this computer's keychain open the store, or no longer; whether it does now (some computers have none)."""
        with self._acting(actor, Action.MANAGE_KEYS) as unit:
            unit.audit("keychain used" if wanted else "keychain forgotten", "store", "")
            if not wanted:
                self._home.keyring().forget()
                return False
            return self._home.keyring().remember(self._key)
