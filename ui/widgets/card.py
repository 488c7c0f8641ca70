"""A card: a bordered surface with a heading, something at its right, and a body."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, current
from ui.widgets.labels import label


class Card(QFrame):
    """A group of things that belong together; its heading is its accessible name. Fill ``body``."""

    def __init__(self, title: str = "", trailing: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        theme = current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._header = QHBoxLayout()
        self._title: QLabel = label(title, Role.HEADING)
        self._trailing: QLabel = label(trailing, Role.SUBTITLE)
        # Spare height belongs to the body, never to the heading.
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._trailing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._header.addWidget(self._title)
        self._header.addStretch(1)
        self._header.addWidget(self._trailing)
        self._column.addLayout(self._header)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(6))
        self._column.addLayout(self.body, 1)
        self.set_title(title)
        self.set_trailing(trailing)

    def set_title(self, title: str) -> None:
        """Change the heading; an empty one takes no room."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_trailing(self, text: str) -> None:
        """Change the quiet text at the right of the heading."""
        self._trailing.setText(text)
        self._trailing.setVisible(bool(text))

    def add_leading(self, widget: QWidget) -> None:
        """Put a badge or icon before the heading."""
        self._header.insertWidget(0, widget)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a button or legend at the right of the heading."""
        self._header.addWidget(widget)
