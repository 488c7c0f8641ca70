"""The keys shown on the Code page stay those that are heard, when they are moved or single keys are switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.coding.workspace import KEYED
from ui.tracking import track

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class KeyHints(QObject):
    """Shows other keys only where keys have moved: conditions change at every step, and keys hardly ever."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._actions = page, page.context.actions
        self._shown = self._keys()
        track(self, self._actions.changed, self._look)
        self._show_note()

    def _keys(self) -> dict[str, str]:
        return {spec.id: self._actions.key_text(spec.id) for spec in self._actions.specs()}

    def _show_note(self) -> None:
        words = "" if self._actions.single_keys else self.tr("Keys: Ctrl+Alt")
        self._page.space.transport.set_note(words)

    def _look(self) -> None:
        keys = self._keys()
        if keys == self._shown:
            return
        moved = keys.keys() & self._shown.keys()
        other = any(keys[id_] != self._shown[id_] for id_ in moved)
        self._shown = keys
        if other:
            self._show_note()
            self._page.space.transport.show_keys({id_: self._actions.key_text(id_) for id_ in KEYED})
            if self._page.model.is_open:
                self._page.presenter.show_session()
