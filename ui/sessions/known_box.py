"""A field for a code or name that may be known already: what fits is offered while typing, and nothing is put in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QWidget
from typing_extensions import override


class KnownBox(QComboBox):
    """Takes any text. One that is known but for large and small letters becomes the known one when it is left."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Qt would complete what is typed: "W-4" and Tab became "W-41", which is somebody else.
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offered = completer.popup()
        assert self._offered is not None
        self._offered.installEventFilter(self)
        self.setCompleter(completer)
        field = self.lineEdit()
        assert field is not None
        field.setPlaceholderText(hint)
        field.editingFinished.connect(self._as_known)

    @property
    def text(self) -> str:
        """What was typed or chosen, without blanks around it."""
        return self.currentText().strip()

    def offer(self, known: Sequence[str], text: str) -> None:
        """Offer these, with ``text`` in the field."""
        with QSignalBlocker(self):
            self.clear()
            self.addItems(known)
        self.setCurrentText(text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a press beside what is offered reach what was pressed: by itself it would only close the list."""
        offered = self._offered
        if offered is not None and watched is offered and isinstance(event, QMouseEvent):
            beside = not offered.rect().contains(event.position().toPoint())
            if event.type() == QEvent.Type.MouseButtonPress and beside:
                offered.hide()
                _press_again(event)
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _as_known(self) -> None:
        typed = self.text.casefold()
        known = next((self.itemText(n) for n in range(self.count()) if self.itemText(n).casefold() == typed), "")
        if known:
            self.setCurrentText(known)


def _press_again(event: QMouseEvent) -> None:
    at = event.globalPosition()
    below = QApplication.widgetAt(at.toPoint())
    window = below.window().windowHandle() if below is not None else None
    if window is not None:
        place = QPointF(window.mapFromGlobal(at))
        buttons = (event.button(), event.buttons(), event.modifiers())
        QCoreApplication.postEvent(window, QMouseEvent(QEvent.Type.MouseButtonPress, place, at, *buttons))
