"""A field that takes the next key press as its value, foot pedals that send keys included."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_LEAVE = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class KeyField(QLineEdit):
    """Shows the key that was pressed; Backspace empties it, Tab leaves it. Read it with :attr:`key`.

    Signals: ``taken(key)`` when a key was pressed, portable; ``left()`` when the focus goes elsewhere.

    Qt's own field for key sequences has no role for screen readers, so this one is a text field.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(self.tr("Press a key"))

    @property
    def key(self) -> str:
        """The key as a portable sequence; empty for none."""
        return self._key

    def set_key(self, key: str) -> None:
        """Show a key given as a portable sequence; empty for none."""
        self._key = key
        self.setText(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))

    @override
    def event(self, event: QEvent) -> bool:
        """Take keys before shortcuts do, or a key in use could not be typed here."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key with its modifiers as the value."""
        pressed = Qt.Key(event.key())
        if pressed in _LEAVE and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            super().keyPressEvent(event)
        elif pressed == Qt.Key.Key_Backspace and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.set_key("")
        elif pressed not in _MODIFIERS:
            self.set_key(_sequence(event))
            self.taken.emit(self._key)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()


def _sequence(event: QKeyEvent) -> str:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sign = event.text()
    if len(sign) == 1 and sign.isprintable() and not sign.isalnum() and not sign.isspace():
        # Shift is how a sign such as "?" is typed, not a part of it.
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(modifiers.value | event.key()).toString(QKeySequence.SequenceFormat.PortableText)
