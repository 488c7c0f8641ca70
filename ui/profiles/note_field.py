"""A field for a few lines that is kept as soon as somebody leaves it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from ui.theme import current

_LINES_PX = 52


class NoteField(QPlainTextEdit):
    """``left(text)`` when the field is left with other words than those that are kept. Tab leaves it."""

    left = Signal(str)

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of = self._kept = self._sent = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(current().px(_LINES_PX))

    def show_kept(self, text: str, of: str) -> None:
        """Show what is kept ``of`` something, by its id; what was typed and is not kept stays."""
        unsaved = of == self._of and self.toPlainText().strip() != self._kept
        self._of, self._kept, self._sent = of, text, text
        if not unsaved and self.toPlainText() != text:
            self.setPlainText(text)

    def keep(self) -> None:
        """Have what was typed kept now, as when the field is left."""
        typed = self.toPlainText().strip()
        if not self.isReadOnly() and typed not in (self._kept, self._sent):
            self._sent = typed
            self.left.emit(typed)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        super().focusOutEvent(event)
        self.keep()
