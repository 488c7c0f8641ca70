"""Five faces from very sad to very happy, drawn with lines only: their mouths tell them apart, and no colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_BENDS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def draw_face(painter: QPainter, box: QRectF, step: int, ink: str, ground: str = "") -> None:
    """Draw the face of ``step`` (0 very sad … 4 very happy) as large as ``box`` lets it be."""
    size = min(box.width(), box.height())
    square = QRectF(0, 0, size, size)
    square.moveCenter(box.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(ink), max(1.5, size / 22), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
    edge = pen.widthF() / 2
    painter.drawEllipse(square.adjusted(edge, edge, -edge, -edge))
    painter.setBrush(QColor(ink))
    for side in (-1, 1):
        painter.drawEllipse(_at(square, 0.5 + side * 0.17, 0.4), size / 28, size / 24)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_mouth(square, _BENDS[step]))


def _at(square: QRectF, x: float, y: float) -> QPointF:
    return QPointF(square.left() + x * square.width(), square.top() + y * square.height())


def _mouth(square: QRectF, bend: float) -> QPainterPath:
    """A line from corner to corner: hanging in the middle for a smile, standing up for a sad mouth."""
    corners = 0.66 - 0.06 * bend
    path = QPainterPath(_at(square, 0.28, corners))
    path.quadTo(_at(square, 0.5, corners + 0.26 * bend), _at(square, 0.72, corners))
    return path
