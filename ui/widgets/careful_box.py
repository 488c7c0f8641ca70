"""A box in which only an answer chooses, for choices that leave a trace."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

_MOVES = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
)
_OF_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class CarefulBox(QComboBox):
    """Arrows and letters open the list and move in it; Enter or a click chooses, Esc leaves all as it was.

    Qt would choose each row that an arrow key, a letter or the wheel passes over, and so open what nobody wanted.
    """

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the open list only."""
        typed = event.text()
        searches = bool(typed.strip()) and typed.isprintable() and not event.modifiers() & _OF_COMMANDS
        moves = event.key() in _MOVES and not event.modifiers() & _OF_COMMANDS
        if not (searches or moves):
            super().keyPressEvent(event)
            return
        self.showPopup()
        QCoreApplication.sendEvent(self.view(), event)
        event.accept()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
