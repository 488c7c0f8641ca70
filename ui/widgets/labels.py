"""Text on a page: labels that never read their text as markup, since names and notes come from people."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Role


def label(text: str = "", role: Role = Role.BODY, wrap: bool = False, buddy: QWidget | None = None) -> QLabel:
    """A plain-text label of a role; ``buddy`` is the field it names for screen readers and its mnemonic."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role.value)
    made.setWordWrap(wrap)
    if buddy is not None:
        made.setBuddy(buddy)
    return made
