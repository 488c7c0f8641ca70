"""What this machine remembers: look, text size, keys, window. Seen by pages, stored off the UI thread."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from coder.settings_file import settings_file
from ui.actions import Actions, OwnKeys
from ui.operations import Operations
from ui.theme import Mode, current

if TYPE_CHECKING:
    from coder.settings import Settings


@dataclass(frozen=True)
class Look:
    """What the first window needs to know, before the settings are read and checked whole."""

    mode: Mode = Mode.SYSTEM
    scale: float = 1.0
    window: str = ""
    still: bool = False


def early_look(file: Path | None = None) -> Look:
    """Theme, text size and window from the settings file; the defaults for whatever cannot be read.

    Reading the settings whole loads a checking library, which would hold up the first window; what is wrong with the
    file is told after it is shown.
    """
    try:
        data = tomllib.loads((file or settings_file()).read_text(encoding="utf-8"))
        mode, percent, window = data.get("theme", "system"), data.get("text_scale", 100), data.get("window", "")
        return Look(Mode(mode), float(percent) / 100, str(window), data.get("reduced_motion") is True)
    except (OSError, ValueError, TypeError):
        return Look()


class Preferences(QObject):
    """The settings of this machine; ``changed`` after they were read and after each change.

    Read them with ``settings`` and change them with ``change(theme="dark", text_scale=150)``: look and keys follow at
    once, the file soon after.
    """

    changed = Signal()

    def __init__(
        self, operations: Operations, actions: Actions, file: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._actions = actions
        self._file = file
        self._settings: Settings | None = None
        actions.save_with(self._keys_moved)

    @property
    def loaded(self) -> bool:
        """Whether the settings have been read."""
        return self._settings is not None

    @property
    def settings(self) -> Settings:
        """The settings as they are now. Raises RuntimeError before they have been read."""
        if self._settings is None:
            raise RuntimeError("the settings have not been read yet")
        return self._settings

    def load(self) -> None:
        """Read the settings off the UI thread; a damaged file is told, left as it is, and the defaults are used."""
        self._operations.in_turn(partial(_load, self._file), self._take, owner=self)

    def change(self, **values: Any) -> None:
        """Change some settings, show their effect and store them. Raises ValueError for a value that is not allowed."""
        from coder.settings import Settings

        self._take(Settings.model_validate({**self.settings.model_dump(), **values}))
        self._store(values)

    def _take(self, settings: Settings) -> None:
        self._settings = settings
        theme, wanted = current(), (Mode(settings.theme), settings.text_scale / 100, settings.reduced_motion)
        if (theme.mode, theme.scale, theme.still_wanted) != wanted:
            theme.apply(*wanted)
        self._actions.load(OwnKeys(settings.keys, settings.pedals, settings.single_keys))
        self.changed.emit()

    def _keys_moved(self, own: OwnKeys) -> None:
        if self._settings is not None:
            moved = {"keys": dict(own.keys), "pedals": dict(own.pedals), "single_keys": own.single_keys}
            self._settings = self._settings.model_copy(update=moved)
            self._store(moved)

    def _store(self, values: dict[str, Any]) -> None:
        self._operations.in_turn(partial(_save, values, self._file), owner=self)


def _load(file: Path | None) -> Settings:
    from coder.settings import load_settings

    return load_settings(file)


def _save(values: dict[str, Any], file: Path | None) -> None:
    from coder.settings import Settings, load_settings, save_settings

    # Onto the file as it is now: the window beside this one, on the other store, may have changed something else.
    save_settings(Settings.model_validate({**load_settings(file).model_dump(), **values}), file)
