"""The anchoring meter: of all places where a suggestion differed, which were kept, and which changed which way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from coder.analysis.wording import counted
from ui.agreement.anchoring import MeterRow, percent
from ui.agreement.framed_chart import FramedChart
from ui.theme import Role, current
from ui.tokens import text_on
from ui.widgets import paint
from ui.widgets.chart import text_width

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class MeterChart(FramedChart):
    """A bar each: open for kept, filled for changed to the suggestion, hatched for changed otherwise."""

    WIDE_PX, ROW_PX, LEAST_ROW_PX, LEAST_PLOT_PX = 560, 44, 38, 180

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("What became of codes once suggestions were seen"))
        self._rows: tuple[MeterRow, ...] = ()

    def set_rows(self, rows: Sequence[MeterRow]) -> None:
        """Show other rows, in the order given."""
        self._rows = tuple(rows)
        self.set_words(" ".join(row.sentence for row in self._rows), tuple(row.sentence for row in self._rows))

    @override
    def _name_px(self) -> int:
        return current().px(20) + max((text_width(row.name, Role.STRONG) for row in self._rows), default=0)

    @override
    def _end_px(self) -> int:
        return current().px(16) + max((text_width(self._count(row), Role.BODY) for row in self._rows), default=0)

    def _count(self, row: MeterRow) -> str:
        return counted(row.places, "place")

    @override
    def _paint_scale(self, painter: QPainter) -> None:
        theme, left = current(), float(self._name_px())
        names = (self.tr("kept"), self.tr("to the suggestion"), self.tr("to another"))
        for kind, words in enumerate(names):
            side = theme.px(10)
            box = QRectF(left, self.head_px() / 2 - side / 2, side, side)
            self._paint_part(painter, box, kind)
            width = text_width(words, Role.CAPTION)
            place = QRectF(left + theme.px(14), 0, width, self.head_px())
            paint.text(painter, place, words, theme.tokens.text2, theme.font(Role.CAPTION), _LEFT)
            left += theme.px(14) + width + theme.px(12)

    @override
    def _paint_row(self, painter: QPainter, number: int) -> None:
        theme, rect, row = current(), self.row_rect(number), self._rows[number]
        self._paint_name(painter, number, row.name, float(theme.px(8)))
        end = QRectF(rect.width() - self._end_px(), rect.top(), self._end_px() - theme.px(8), rect.height())
        paint.text(painter, end, self._count(row), theme.tokens.text2, theme.font(), _RIGHT)
        width = rect.width() - self._name_px() - self._end_px()
        left, height = float(self._name_px()), rect.height() - theme.px(14)
        for kind, part in enumerate((row.kept, row.toward, row.elsewhere)):
            if part:
                share = part / row.places
                box = QRectF(left, rect.top() + theme.px(7), share * width, height)
                self._paint_part(painter, box.adjusted(1, 0, -1, 0), kind)
                self._paint_share(painter, box, kind, percent(part, row.places))
                left += share * width

    def _paint_part(self, painter: QPainter, box: QRectF, kind: int) -> None:
        tokens = current().tokens
        if kind == 1:
            painter.fillRect(box, QColor(tokens.accent))
        elif kind == 2:
            painter.fillRect(box, QBrush(QColor(tokens.border), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(tokens.accent if kind == 1 else tokens.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_share(self, painter: QPainter, box: QRectF, kind: int, words: str) -> None:
        theme = current()
        width = text_width(words, Role.STRONG) + theme.px(8)
        if box.width() < width:
            return
        ground = theme.tokens.accent if kind == 1 else theme.tokens.surface
        place = QRectF(box.center().x() - width / 2, box.center().y() - theme.px(10), width, theme.px(20))
        paint.box(painter, place, theme.px(3), ground)
        paint.text(painter, place, words, text_on(ground), theme.font(Role.STRONG), _CENTRE)
