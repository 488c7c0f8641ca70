"""Dropping a sound file onto a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.widgets import paint


def dropped_files(data: QMimeData) -> list[Path]:
    """The files of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropHint(QWidget):
    """A frame over the page while a file is dragged over it."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVisible(False)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed edge and the words."""
        theme = current()
        rect = QRectF(self.rect()).adjusted(theme.px(10), theme.px(10), -theme.px(10), -theme.px(10))
        ground = QColor(theme.tokens.selection)
        ground.setAlpha(225)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens.accent), theme.px(2), Qt.PenStyle.DashLine))
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, theme.px(10), theme.px(10))
            ink = theme.tokens.on_selection
            paint.text(painter, rect, self._words, ink, theme.font(Role.TITLE), Qt.AlignmentFlag.AlignHCenter)


class Drops(QObject):
    """Lets a page take dropped files and hands them to ``take``."""

    def __init__(self, page: QWidget, words: str, take: Callable[[list[Path]], None]) -> None:
        super().__init__(page)
        self._page, self._take = page, take
        self._hint = DropHint(words, page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the hint while a file is over the page, take it when it is let go."""
        if isinstance(event, QDragEnterEvent) and event.type() is QEvent.Type.DragEnter:
            if dropped_files(event.mimeData()):
                event.acceptProposedAction()
                self._show()
            return True
        if event.type() is QEvent.Type.DragLeave:
            self._hint.setVisible(False)
        elif isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            self._hint.setVisible(False)
            files = dropped_files(event.mimeData())
            if files:
                event.acceptProposedAction()
                self._take(files)
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self._hint.setGeometry(self._page.rect())
        self._hint.raise_()
        self._hint.setVisible(True)
