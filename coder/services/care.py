"""Backups as an audited act."""

from __future__ import annotations

from pathlib import Path

from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.security.keys import VaultKey
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
