"""A sheet to draw on, by mouse, pen or finger; kept as lines, so that it stays sharp at any size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.feedback import MOST_POINTS, Stroke
from ui.theme import current
from ui.widgets import paint
from ui.widgets.buttons import secondary

_FINE = 4


class Sheet(QWidget):
    """``drawn()`` when a line is done. Points are thousandths of the sheet."""

    drawn = Signal()

    def __init__(self, strokes: tuple[Stroke, ...] = (), *, fixed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strokes = strokes
        self._fixed = fixed
        self._line: list[tuple[int, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Drawing"))

    @override
    def sizeHint(self) -> QSize:
        """Twice as wide as high."""
        return QSize(current().px(320), current().px(160))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet and its lines."""
        tokens = current().tokens
        with QPainter(self) as painter:
            paint.box(painter, paint.whole(self.rect()), current().px(6), tokens.surface, tokens.border)
            width = current().px(3)
            style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            painter.setPen(QPen(QColor(tokens.text1), width, style, cap, join))
            for stroke in (*self.strokes, tuple(self._line)):
                painter.drawPolyline(QPolygonF([self._placed(point) for point in stroke]))
                if len(stroke) == 1:
                    painter.drawPoint(self._placed(stroke[0]))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line."""
        if not self._fixed and event.button() is Qt.MouseButton.LeftButton:
            self._line = [self._point(event.position())]
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it; points too near the last one are left out."""
        if not self._line or self._points() >= MOST_POINTS:
            return
        x, y = self._point(event.position())
        last = self._line[-1]
        if abs(x - last[0]) + abs(y - last[1]) >= _FINE:
            self._line.append((x, y))
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if self._line:
            self.strokes = (*self.strokes, tuple(self._line))
            self._line = []
            self.drawn.emit()
            self.update()

    def set_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Show other lines."""
        self.strokes = strokes
        self.drawn.emit()
        self.update()

    def _points(self) -> int:
        return sum(map(len, self.strokes)) + len(self._line)

    def _point(self, place: QPointF) -> tuple[int, int]:
        def part(value: float, whole: int) -> int:
            return min(1000, max(0, round(1000 * value / max(1, whole))))

        return part(place.x(), self.width()), part(place.y(), self.height())

    def _placed(self, point: tuple[int, int]) -> QPointF:
        return QPointF(point[0] * self.width() / 1000, point[1] * self.height() / 1000)


class DrawingField(QWidget):
    """A sheet with two buttons; ``changed()`` when what is drawn changed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = Sheet()
        self.back = secondary(self.tr("Take the last line back"), "undo-2")
        self.clear = secondary(self.tr("Empty the sheet"), "x")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.clear)
        row.addStretch(1)
        column.addLayout(row)
        self.back.clicked.connect(self._take_back)
        self.clear.clicked.connect(self._empty)
        self.sheet.drawn.connect(self._drawn)
        self._drawn()

    @Slot()
    def _take_back(self) -> None:
        self.sheet.set_strokes(self.sheet.strokes[:-1])

    @Slot()
    def _empty(self) -> None:
        self.sheet.set_strokes(())

    @Slot()
    def _drawn(self) -> None:
        for button in (self.back, self.clear):
            button.setEnabled(bool(self.sheet.strokes))
        self.changed.emit()
