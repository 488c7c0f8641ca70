"""The frame of an ordinary page: header bar, then a body that scrolls when the text is large or the window small."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.context import Context
from ui.theme import current
from ui.widgets.header import HeaderBar


class ScrollArea(QScrollArea):
    """A vertical scroll area without an edge; Tab stops on what is inside, not on the area."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside.setProperty("role", "scrolled")
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Page(QWidget):
    """A page to fill: ``header`` takes buttons, ``body`` takes cards. Override ``panels`` where F6 should stop."""

    def __init__(self, context: Context, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "page")
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = HeaderBar(title, subtitle, context)
        column.addWidget(self.header)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        self.body.setSpacing(theme.px(10))
        self._scroll = ScrollArea(inside)
        column.addWidget(self._scroll, 1)

    def panels(self) -> Sequence[QWidget]:
        """The header and the body."""
        return (self.header, self._scroll)
