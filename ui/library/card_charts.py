"""Charts of the model card: shares on one scale from 0 to 100 %, a row each, joined by a line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.chart import RowChart, text_width

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SCALE = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Point:
    """One row: its name, the share measured (0–1), the share that was promised or None, and the row in words.

    ``n`` counts what was measured on, None where that goes without saying.
    """

    name: str
    value: float
    promised: float | None
    sentence: str
    n: int | None = None


class ShareCurve(RowChart):
    """A dot at each share, joined by a line; an open square where another share was promised; the share as a number."""

    def __init__(self, name: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._heading = heading
        self._points: tuple[Point, ...] = ()

    def set_points(self, points: tuple[Point, ...], summary: str) -> None:
        """Show other points, first at the top; ``summary`` says all of them in words."""
        self._points = points
        self.set_words(summary, tuple(one.sentence for one in points))

    @override
    def sizeHint(self) -> QSize:
        """Room for every row at the current text size."""
        theme = current()
        return QSize(theme.px(460), self.head_px() + len(self._points) * theme.px(30))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower and lower, and still readable."""
        theme = current()
        width = self._name_px() + self._words_px() + theme.px(120)
        return QSize(width, self.head_px() + len(self._points) * theme.px(24))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The scale, the line, then the rows over it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row in range(len(self._points)):
                self._paint_ground(painter, row)
            if self._points:
                self._paint_scale(painter)
                self._paint_line(painter)
            for row, point in enumerate(self._points):
                self._paint_point(painter, row, point)

    def _name_px(self) -> int:
        names = (self._heading, *(one.name for one in self._points))
        return current().px(10) + max(text_width(name, Role.CAPTION) for name in names) + current().px(14)

    def _words_px(self) -> int:
        return text_width("100%", Role.STRONG) + current().px(20)

    def _x(self, share: float) -> float:
        left, right = self._name_px(), self.width() - self._words_px()
        return left + share * max(1.0, right - left)

    def _y(self, row: int) -> float:
        return self.row_rect(row).center().y()

    def _paint_scale(self, painter: QPainter) -> None:
        theme = current()
        caption = theme.font(Role.CAPTION)
        place = QRectF(theme.px(10), 0, self._name_px() - theme.px(10), self.head_px())
        paint.text(painter, place, self._heading, theme.tokens.text2, caption, _LEFT)
        width = text_width("100%", Role.CAPTION) + theme.px(6)
        for share in _SCALE:
            x = self._x(share)
            painter.setPen(QPen(QColor(theme.tokens.line), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, self.head_px()), QPointF(x, self.height()))
            place = QRectF(x - width / 2, 0, width, self.head_px())
            paint.text(painter, place, f"{round(100 * share)}%", theme.tokens.text3, caption, _CENTRE)

    def _paint_line(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(current().tokens.accent), 1.5))
        painter.drawPolyline(QPolygonF([QPointF(self._x(p.value), self._y(n)) for n, p in enumerate(self._points)]))

    def _paint_point(self, painter: QPainter, row: int, point: Point) -> None:
        theme = current()
        rect, y, radius = self.row_rect(row), self._y(row), theme.px(4)
        place = QRectF(theme.px(10), rect.top(), self._name_px() - theme.px(10), rect.height())
        paint.text(painter, place, point.name, theme.tokens.text2, theme.font(Role.CAPTION), _LEFT)
        if point.promised is not None:
            painter.setPen(QPen(QColor(theme.tokens.text2), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self._x(point.promised) - radius, y - radius, 2 * radius, 2 * radius))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.accent))
        painter.drawEllipse(QPointF(self._x(point.value), y), radius, radius)
        number = f"{round(100 * point.value)}%"
        end = QRectF(self.width() - self._words_px(), rect.top(), self._words_px() - theme.px(8), rect.height())
        paint.text(painter, end, number, theme.tokens.text1, theme.font(Role.STRONG), _RIGHT)
