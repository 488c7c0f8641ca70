"""The frame of this page's charts: grounds, a scale or key over them, then each row with its name at the left."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from typing_extensions import override

from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.chart import RowChart

_LEFT = Qt.AlignmentFlag.AlignLeft


class FramedChart(RowChart):
    """Subclasses paint, say how wide name and end of a row are, and how much room there is, in pixels at 100 %."""

    WIDE_PX: ClassVar[int] = 560
    ROW_PX: ClassVar[int] = 46
    LEAST_ROW_PX: ClassVar[int] = 38
    LEAST_PLOT_PX: ClassVar[int] = 120

    @override
    def sizeHint(self) -> QSize:
        """Room for every row at the current text size."""
        theme = current()
        return QSize(theme.px(self.WIDE_PX), self.head_px() + len(self._sentences) * theme.px(self.ROW_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower and lower, and still readable."""
        theme = current()
        width = self._name_px() + self._end_px() + theme.px(self.LEAST_PLOT_PX)
        return QSize(width, self.head_px() + len(self._sentences) * theme.px(self.LEAST_ROW_PX))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The grounds, the scale over them, then the rows."""
        if not len(self._sentences):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number in range(len(self._sentences)):
                self._paint_ground(painter, number)
            self._paint_scale(painter)
            for number in range(len(self._sentences)):
                self._paint_row(painter, number)

    def _paint_name(self, painter: QPainter, number: int, name: str, left: float) -> None:
        theme, rect = current(), self.row_rect(number)
        place = QRectF(left, rect.top(), self._name_px() - left - theme.px(4), rect.height())
        paint.text(painter, place, name, theme.tokens.text1, theme.font(Role.STRONG), _LEFT)

    def _name_px(self) -> int:
        """How much is left to the names."""
        raise NotImplementedError

    def _end_px(self) -> int:
        """How much is left to what stands at the right."""
        raise NotImplementedError

    def _paint_scale(self, painter: QPainter) -> None:
        """What all rows share: ticks, days, or what the parts mean."""
        raise NotImplementedError

    def _paint_row(self, painter: QPainter, number: int) -> None:
        """One row over its ground."""
        raise NotImplementedError
