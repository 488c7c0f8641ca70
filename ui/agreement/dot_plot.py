"""How far people agree, a row for each principle or code: a dot on one scale, its interval, and the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.agreement.framed_chart import FramedChart
from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.chart import paint_badge, text_width

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_NAME_MOST_PX = 190


@dataclass(frozen=True)
class DotRow:
    """One row. ``badge`` and ``position`` give a principle its icon and colour; a code has neither (empty, -1).

    ``value`` with ``low`` and ``high`` are on a scale up to 1; None where there is none, and ``instead`` says why or
    shows the pairs. ``words`` is the number as text, ``label`` what the scale calls it, ``sentence`` all in words.
    """

    name: str
    sentence: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    words: str = ""
    label: str = ""
    instead: str = ""
    badge: str = ""
    position: int = -1


@dataclass(frozen=True)
class Limit:
    """Where a scale of words changes, from 0 to 1, and what it calls what lies above."""

    at: float
    name: str


class DotPlot(FramedChart):
    """Dots with their intervals on one scale; faint lines where the chosen scale of words changes."""

    WIDE_PX, ROW_PX, LEAST_ROW_PX, LEAST_PLOT_PX = 640, 46, 36, 150

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._rows: tuple[DotRow, ...] = ()
        self._limits: tuple[Limit, ...] = ()

    def set_rows(self, rows: Sequence[DotRow], limits: Sequence[Limit], summary: str) -> None:
        """Show other rows, in the order of the codebook; ``summary`` says all of them in words."""
        self._rows, self._limits = tuple(rows), tuple(limits)
        self.set_words(summary, tuple(row.sentence for row in rows))

    @property
    def _least(self) -> float:
        """The left end of the scale: 0, or as far below as an interval reaches, in steps of a quarter."""
        lowest = min((row.low for row in self._rows if row.low is not None), default=0.0)
        lowest = min([lowest, *(row.value for row in self._rows if row.value is not None), 0.0])
        return max(-1.0, 0.25 * (lowest // 0.25))

    @override
    def _name_px(self) -> int:
        theme = current()
        widest = max((text_width(row.name, Role.STRONG) for row in self._rows), default=0)
        badge = 24 + 8 if any(row.badge for row in self._rows) else 0
        return theme.px(8 + badge) + min(widest, theme.px(_NAME_MOST_PX)) + theme.px(12)

    @override
    def _end_px(self) -> int:
        theme = current()
        widest = max((text_width(row.words, Role.STRONG) for row in self._rows), default=0)
        labels = max((text_width(row.label, Role.CAPTION) for row in self._rows), default=0)
        return max(widest, labels, theme.px(24)) + theme.px(20)

    def _x(self, value: float) -> float:
        theme = current()
        left, right = self._name_px() + theme.px(10), self.width() - self._end_px() - theme.px(10)
        least = self._least
        return left + (min(max(value, least), 1.0) - least) / (1.0 - least) * max(1.0, right - left)

    @override
    def _paint_scale(self, painter: QPainter) -> None:
        theme = current()
        caption, bottom = theme.font(Role.CAPTION), float(self.height())
        named = {limit.at for limit in self._limits}
        for tick in (*((self._least,) if self._least < 0 else ()), *_TICKS):
            self._paint_line(painter, tick, Qt.PenStyle.DotLine, theme.tokens.line, bottom)
            if tick not in named:
                width = text_width(f"{tick:.2f}", Role.CAPTION) + theme.px(4)
                place = QRectF(self._x(tick) - width / 2, 0, width, self.head_px())
                if not any(abs(self._x(tick) - self._x(at)) < width for at in named):
                    paint.text(painter, place, f"{tick:g}", theme.tokens.text3, caption, _CENTRE)
        for limit in self._limits:
            self._paint_line(painter, limit.at, Qt.PenStyle.DashLine, theme.tokens.border, bottom)
            words = f"{limit.at:.2f}"
            width = text_width(words, Role.CAPTION) + theme.px(4)
            place = QRectF(self._x(limit.at) - width / 2, 0, width, self.head_px())
            paint.text(painter, place, words, theme.tokens.text2, caption, _CENTRE)

    def _paint_line(self, painter: QPainter, at: float, style: Qt.PenStyle, colour: str, bottom: float) -> None:
        painter.setPen(QPen(QColor(colour), 1, style))
        painter.drawLine(QPointF(self._x(at), self.head_px()), QPointF(self._x(at), bottom))

    @override
    def _paint_row(self, painter: QPainter, number: int) -> None:
        row, rect = self._rows[number], self.row_rect(number)
        left = float(current().px(8))
        if row.badge:
            left += paint_badge(painter, left, rect.center().y(), row.badge, row.position) + current().px(8)
        self._paint_name(painter, number, row.name, left)
        if row.value is None:
            self._paint_instead(painter, number, row)
        else:
            self._paint_dot(painter, number, row, row.value)

    def _paint_dot(self, painter: QPainter, number: int, row: DotRow, value: float) -> None:
        theme = current()
        rect = self.row_rect(number)
        middle = rect.center().y()
        colour = QColor(theme.tokens.principle(row.badge, row.position) if row.badge else theme.tokens.accent)
        if row.low is not None and row.high is not None:
            painter.setPen(QPen(colour, theme.px(2)))
            low, high, cap = self._x(row.low), self._x(row.high), theme.px(4)
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for end in (low, high):
                painter.drawLine(QPointF(end, middle - cap), QPointF(end, middle + cap))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(self._x(value), middle), theme.px(6), theme.px(6))
        self._paint_words(painter, rect, row)

    def _paint_words(self, painter: QPainter, rect: QRectF, row: DotRow) -> None:
        theme = current()
        left, width, line = self.width() - self._end_px(), self._end_px() - theme.px(8), theme.px(17)
        top = rect.center().y() - (line if row.label else line / 2)
        place = QRectF(left, top, width, line)
        paint.text(painter, place, row.words, theme.tokens.text1, theme.font(Role.STRONG), _RIGHT)
        place.translate(0, line - theme.px(1))
        paint.text(painter, place, row.label, theme.tokens.text2, theme.font(Role.CAPTION), _RIGHT)

    def _paint_instead(self, painter: QPainter, number: int, row: DotRow) -> None:
        """Words in place of a dot, on a ground of their own so that no line of the scale runs through them."""
        theme = current()
        rect = self.row_rect(number)
        left = self._name_px() + theme.px(4)
        width = min(rect.width() - left - theme.px(8), text_width(row.instead, Role.BODY) + theme.px(12))
        ground = QRectF(left, rect.center().y() - theme.px(11), width, theme.px(22))
        paint.box(painter, ground, theme.px(4), theme.tokens.surface)
        inside = ground.adjusted(theme.px(6), 0, 0, 0)
        paint.text(painter, inside, row.instead, theme.tokens.text2, theme.font(), _LEFT)
