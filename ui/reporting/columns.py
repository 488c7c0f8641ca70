"""Two columns side by side that stand below each other where there is no room, for example at large text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.theme import current


class Columns(QWidget):
    """Fill ``left`` and ``right``; below ``narrow_px`` (at 100 %) the right one goes under the left one."""

    def __init__(self, narrow_px: int = 900, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow_px = narrow_px
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(current().px(10))
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._lead: QWidget | None = None
        for column, stretch in ((self.left, 5), (self.right, 3)):
            column.setSpacing(current().px(10))
            self._row.addLayout(column, stretch)
        self._shares = (5, 3)

    def set_shares(self, left: int, right: int) -> None:
        """How the two share the width (5 to 3 if not said)."""
        self._shares = (left, right)
        self._share(self._row.direction() is QBoxLayout.Direction.TopToBottom)

    def _share(self, below: bool) -> None:
        # Below each other they share a height: what room is left stays under both, and never between them.
        for place, share in enumerate((0, 1) if below else self._shares):
            self._row.setStretch(place, share)

    def fill(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Put widgets into both columns, from the top; what room is left stays below."""
        for column, widgets in ((self.left, left), (self.right, right)):
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)

    def lead(self, widget: QWidget) -> None:
        """Put a widget at the top of the right column, and above all else where the columns stand below each other."""
        self._lead = widget
        self.right.insertWidget(0, widget)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the direction by the width there is."""
        narrow = event.size().width() < current().px(self._narrow_px)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not direction:
            self._row.setDirection(direction)
            self._share(narrow)
            if self._lead is not None:
                here, there = (self.right, self.left) if narrow else (self.left, self.right)
                here.removeWidget(self._lead)
                there.insertWidget(0, self._lead)
        super().resizeEvent(event)
