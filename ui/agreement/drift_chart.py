"""How ratings moved beside a reference: a line over time around zero, with the band that asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from coder.analysis.chart_scale import TimeAxis, time_axis
from coder.analysis.wording import short_day
from coder.domain.training import MOST_BIAS, DriftPoint
from ui.agreement.framed_chart import FramedChart
from ui.theme import Role, current
from ui.tokens import mix
from ui.widgets import paint
from ui.widgets.chart import text_width

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_LEAST_SHOWN = 1.0


@dataclass(frozen=True)
class DriftRow:
    """One line: whose or beside what, its points, the newest as words, and all of it in a sentence."""

    name: str
    points: tuple[DriftPoint, ...]
    words: str
    sentence: str


class DriftChart(FramedChart):
    """A row each on one time axis; the middle is no difference, the band is half a step to either side."""

    WIDE_PX, ROW_PX, LEAST_ROW_PX = 460, 56, 48

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._rows: tuple[DriftRow, ...] = ()
        self._axis: TimeAxis | None = None
        self._most = _LEAST_SHOWN

    def set_rows(self, rows: Sequence[DriftRow]) -> None:
        """Show other rows, in the order given."""
        self._rows = tuple(rows)
        days = sorted({_day(point) for row in self._rows for point in row.points})
        self._axis = time_axis(days)
        biases = [abs(point.bias) for row in self._rows for point in row.points]
        self._most = max([_LEAST_SHOWN, *biases])
        self.set_words(" ".join(row.sentence for row in self._rows), tuple(row.sentence for row in self._rows))

    @override
    def _name_px(self) -> int:
        theme = current()
        return theme.px(18) + max((text_width(row.name, Role.STRONG) for row in self._rows), default=0)

    @override
    def _end_px(self) -> int:
        return current().px(18) + max((text_width(row.words, Role.STRONG) for row in self._rows), default=0)

    def _plot(self, number: int) -> QRectF:
        theme, rect = current(), self.row_rect(number)
        left = self._name_px() + theme.px(22)
        width = max(1.0, rect.width() - left - self._end_px() - theme.px(8))
        return QRectF(left, rect.top() + theme.px(5), width, rect.height() - theme.px(10))

    def _y(self, number: int, bias: float) -> float:
        plot = self._plot(number)
        return plot.center().y() - bias / self._most * plot.height() / 2

    @override
    def _paint_scale(self, painter: QPainter) -> None:
        if self._axis is None:
            return
        theme, plot = current(), self._plot(0)
        ink, font = theme.tokens.text3, theme.font(Role.CAPTION)
        line = QRectF(plot.left(), 0, plot.width(), self.head_px())
        paint.text(painter, line, short_day(self._axis.first), ink, font, _LEFT)
        if self._axis.last != self._axis.first:
            paint.text(painter, line, short_day(self._axis.last), ink, font, _RIGHT)

    @override
    def _paint_row(self, painter: QPainter, number: int) -> None:
        theme, rect, plot, row = current(), self.row_rect(number), self._plot(number), self._rows[number]
        self._paint_name(painter, number, row.name, float(theme.px(8)))
        words = QRectF(rect.width() - self._end_px(), rect.top(), self._end_px() - theme.px(8), rect.height())
        paint.text(painter, words, row.words, theme.tokens.text1, theme.font(Role.STRONG), _RIGHT)
        top, bottom = self._y(number, MOST_BIAS), self._y(number, -MOST_BIAS)
        band = QRectF(plot.left(), top, plot.width(), bottom - top)
        painter.fillRect(band, QColor(mix(theme.tokens.accent, theme.tokens.surface, 0.14)))
        painter.setPen(QPen(QColor(theme.tokens.border), 1))
        painter.drawLine(QPointF(plot.left(), plot.center().y()), QPointF(plot.right(), plot.center().y()))
        for sign, bias in (("+", MOST_BIAS), ("−", -MOST_BIAS)):
            place = QRectF(plot.left() - theme.px(30), self._y(number, bias) - theme.px(7), theme.px(27), theme.px(14))
            told = f"{sign}{MOST_BIAS:g}"
            paint.text(painter, place, told, theme.tokens.text3, theme.font(Role.CAPTION), _RIGHT)
        self._paint_points(painter, number, row)

    def _paint_points(self, painter: QPainter, number: int, row: DriftRow) -> None:
        if self._axis is None or not row.points:
            return
        theme, plot = current(), self._plot(number)
        margin = theme.px(5)
        across = plot.width() - 2 * margin
        places = [
            QPointF(plot.left() + margin + self._axis.at(_day(one)) * across, self._y(number, one.bias))
            for one in row.points
        ]
        colour = QColor(theme.tokens.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, theme.px(1.5)))
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for place in places:
            painter.drawEllipse(place, theme.px(3), theme.px(3))
        painter.drawEllipse(places[-1], theme.px(5), theme.px(5))


def _day(point: DriftPoint) -> date:
    return point.at.astimezone().date()
