"""Month by month, a square for each pair of ratings: equal, one step apart, further apart. Few pairs look like few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from coder.analysis.agreement_report import Month
from coder.analysis.wording import counted
from ui.agreement.rows import month_words
from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.chart import RowChart, text_width

_LEFT = Qt.AlignmentFlag.AlignLeft


class MonthPairs(RowChart):
    """A filled square for an equal pair, a half-filled one for one step, an open one for more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Pairs of ratings by month"))
        self._months: tuple[Month, ...] = ()
        self._words: tuple[str, ...] = ()

    def set_months(self, months: Sequence[Month]) -> None:
        """Show other months, the earliest first."""
        self._months = tuple(months)
        self._words = tuple(self._told(one) for one in self._months)
        names = [month_words(one.month) for one in self._months]
        sentences = tuple(f"{name}: {words}" for name, words in zip(names, self._words, strict=True))
        self.set_words(". ".join(sentences), sentences)

    @override
    def sizeHint(self) -> QSize:
        """Room for every month at the current text size."""
        return self.minimumSizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        """A line of text a month."""
        theme = current()
        return QSize(theme.px(220), self.head_px() + len(self._months) * theme.px(22))

    @override
    def head_px(self) -> int:
        """Room for what the squares mean."""
        return current().px(22)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The key, then the months."""
        if not self._months:
            return
        with QPainter(self) as painter:
            self._paint_key(painter)
            for row, one in enumerate(self._months):
                self._paint_ground(painter, row)
                self._paint_month(painter, row, one)

    def _told(self, one: Month) -> str:
        pairs = counted(one.pairs, self.tr("pair"), self.tr("pairs"))
        near, far = one.within_one - one.exact, one.pairs - one.within_one
        return self.tr("{0}: {1} equal, {2} one step apart, {3} further").format(pairs, one.exact, near, far)

    def _paint_key(self, painter: QPainter) -> None:
        theme, left = current(), float(current().px(8))
        for filled, words in ((1.0, self.tr("equal")), (0.5, self.tr("one step")), (0.0, self.tr("further"))):
            self._paint_square(painter, left, self.head_px() / 2, filled, theme.px(10))
            left += theme.px(14)
            width = text_width(words, Role.CAPTION)
            place = QRectF(left, 0, width, self.head_px())
            paint.text(painter, place, words, theme.tokens.text2, theme.font(Role.CAPTION), _LEFT)
            left += width + theme.px(12)

    def _paint_month(self, painter: QPainter, row: int, one: Month) -> None:
        theme, rect = current(), self.row_rect(row)
        name = month_words(one.month)
        wide = max(text_width(month_words(month.month), Role.CAPTION) for month in self._months) + theme.px(18)
        place = QRectF(theme.px(8), rect.top(), wide, rect.height())
        paint.text(painter, place, name, theme.tokens.text2, theme.font(Role.CAPTION), _LEFT)
        room = max(1.0, rect.width() - wide - theme.px(12))
        step = min(float(theme.px(15)), room / one.pairs)
        filled = [1.0] * one.exact + [0.5] * (one.within_one - one.exact) + [0.0] * (one.pairs - one.within_one)
        for place_, share in enumerate(filled):
            left = wide + theme.px(4) + place_ * step
            self._paint_square(painter, left, rect.center().y(), share, max(2.0, step - theme.px(4)))

    def _paint_square(self, painter: QPainter, left: float, middle: float, filled: float, side: float) -> None:
        tokens = current().tokens
        box = QRectF(left, middle - side / 2, side, side)
        if filled:
            painter.fillRect(QRectF(box.left(), box.bottom() - filled * side, side, filled * side), tokens.accent)
        paint.box(painter, box, 1.0, edge=tokens.accent)
