"""One section of the settings: its name and its cards."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label


class Section(QWidget):
    """Fill ``column`` with cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(current().px(10))

    def card(self, title: str, trailing: str = "", sentence: str = "") -> Card:
        """A new card at the end, with a quiet sentence at its top if there is one."""
        made = Card(title, trailing)
        if sentence:
            made.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        self.column.addWidget(made)
        return made

    def fill(self) -> None:
        """Call once after the last card: what room is left stays below."""
        self.column.addStretch(1)
