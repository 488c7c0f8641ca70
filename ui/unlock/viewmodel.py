"""Finds out whether there is a store and opens it: by the keychain, a passphrase or the recovery key."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.errors import UserError
from coder.domain.purpose import Purpose
from ui.context import Context

if TYPE_CHECKING:
    from coder.bootstrap import Services


class UnlockViewModel(QObject):
    """``missing()``: no store yet. ``locked(sentence)``: a key is wanted, and why if anything went wrong.
    ``refused(sentence)``: it was not opened.

    Opening happens on the writing thread, the same on which the store is closed, since its lock belongs to a thread.
    """

    missing = Signal()
    locked = Signal(str)
    refused = Signal(str)
    busy_changed = Signal(bool)

    def __init__(self, context: Context, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder

    def folder(self) -> Path:
        """Where the store lies or is to be made: as given, as this machine remembers, or this user's own folder."""
        return _home(self._folder)

    def looks_like(self) -> Purpose:
        """What the store that is still locked is for, as its folder says."""
        from coder.bootstrap import looks_like

        return looks_like(self.folder())

    def look(self) -> None:
        """See what is there; opens at once where this computer's keychain holds the key."""
        self._run(partial(_try_keychain, self._folder), self._looked)

    def unlock(self, passphrase: str) -> None:
        """Open with the passphrase."""
        self._run(partial(_open, self._folder, passphrase, None), self._opened)

    def recover(self, recovery_key: str) -> None:
        """Open with the printed recovery key."""
        self._run(partial(_open, self._folder, None, recovery_key), self._opened)

    def _run(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self.busy_changed.emit(True)
        self._context.operations.in_turn(work, partial(self._answered, done), owner=self, failed=self._failed)

    def _answered(self, done: Callable[[object], None], result: object) -> None:
        self.busy_changed.emit(False)
        done(result)

    def _failed(self, error: UserError) -> None:
        self.busy_changed.emit(False)
        self.refused.emit(str(error))

    def _looked(self, found: object) -> None:
        if found is None:
            self.missing.emit()
        elif isinstance(found, str):
            self.locked.emit(found)
        else:
            self._opened(found)

    def _opened(self, services: object) -> None:
        from coder.bootstrap import Services

        assert isinstance(services, Services)
        self._context.open(services, services.actor)


def _try_keychain(folder: Path | None) -> Services | str | None:
    """The open store, the sentence that says why it was not opened (empty: no key was given), or None without a store.

    A passphrase in the environment (scripts, the demo) goes before the keychain.
    """
    from coder.bootstrap import PASSPHRASE_VARIABLE, home_exists, open_home
    from coder.security.keys import StoreLocked

    home = _home(folder)
    if not home_exists(home):
        return None
    try:
        return open_home(home, passphrase=os.environ.get(PASSPHRASE_VARIABLE) or None)
    except StoreLocked:
        # What to type is said above the field anyway.
        return ""
    except UserError as error:
        return str(error)


def _open(folder: Path | None, passphrase: str | None, recovery_key: str | None) -> Services:
    from coder.bootstrap import open_home

    return open_home(_home(folder), passphrase=passphrase, recovery_key=recovery_key)


def _home(folder: Path | None) -> Path:
    """The folder that was given, else the one every command works on."""
    from coder.bootstrap import default_home, usual_home

    try:
        return folder or default_home()
    except UserError:
        # A damaged settings file is told where the settings are read.
        return usual_home()
