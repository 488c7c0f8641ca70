"""Grey bars where rows will be, shown while a page reads them; they stand still, so nothing moves unasked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import current
from ui.widgets import paint

# Shares of the width, repeated: text-like, and the same at each look.
WIDTHS = (0.82, 0.64, 0.91, 0.55, 0.73)


class Skeleton(QWidget):
    """``lines`` grey bars; its name says that the page is loading."""

    def __init__(self, lines: int = 5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(self.tr("Loading"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @override
    def sizeHint(self) -> QSize:
        """One row of text a line."""
        return QSize(current().px(240), self._lines * current().px(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars."""
        theme = current()
        with QPainter(self) as painter:
            for line in range(self._lines):
                width = self.width() * WIDTHS[line % len(WIDTHS)]
                bar = QRectF(0, line * theme.px(28) + theme.px(8), width, theme.px(12))
                paint.box(painter, bar, theme.px(4), theme.tokens.skeleton)
