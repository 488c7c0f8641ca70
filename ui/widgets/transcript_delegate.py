"""Rows of a transcript painted once each into a pixmap, and measured all at once from arrays."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from coder.domain.times import clock_text
from ui.theme import Role, current
from ui.widgets.transcript_paint import Columns, RowPainter, RowState, columns
from ui.widgets.transcript_rows import Index, Row
from ui.widgets.word_wrap import WordBox, WordWrap, in_reading_order

if TYPE_CHECKING:
    from ui.widgets.transcript_list import TranscriptList

_PIXMAPS = 120
_BOXES = 240
# A row higher than this is painted line by line where it is seen; its pixmap would take tens of megabytes.
_HIGHEST_PIXMAP_PX = 2000


class RowDelegate(QStyledItemDelegate):
    """Paints and measures the rows of one view."""

    def __init__(self, view: TranscriptList) -> None:
        super().__init__(view)
        self._view = view
        self._pixmaps: OrderedDict[object, QPixmap] = OrderedDict()
        self._boxes: OrderedDict[int, list[WordBox]] = OrderedDict()
        self._wanted: frozenset[str] = frozenset()
        self._sizes: list[QSize] = []
        self._by_lines: dict[int, QSize] = {}
        self._tall = ("", 0)
        self.fitted_width = 0
        self.measure()

    @property
    def shape(self) -> Columns:
        """Where the parts of a row lie now."""
        return self._shape

    def measure(self) -> None:
        """Measure all words with the present font."""
        rows = self._view.transcript.rows
        metrics = QFontMetricsF(current().font())
        self._wrap = WordWrap([row.words for row in rows], metrics.horizontalAdvance)
        self._widest = self._find_widest()
        self._shape = columns(current(), 600, *self._widest, self._view.with_marks)
        self.painter = RowPainter(current(), self._shape, self._wanted)
        self._forget()

    def fit(self, width: int) -> None:
        """Break all lines for a width."""
        self.fitted_width = width
        self._shape = columns(current(), width, *self._widest, self._view.with_marks)
        self.painter = RowPainter(current(), self._shape, self._wanted)
        self._by_lines.clear()
        self._sizes = self._measured(0, len(self._view.transcript.rows))
        self._forget()

    def splice(self, first: int, before: int, after: int) -> bool:
        """Measure the ``after`` rows that stand where ``before`` rows stood; whether any row changed its height."""
        rows = self._view.transcript.rows[first : first + after]
        self._wrap.replace(first, first + before, [row.words for row in rows])
        widest = self._find_widest()
        if widest != self._widest:
            self._widest = widest
            self.fit(self.fitted_width)
            return True
        fresh = self._measured(first, first + after)
        same = fresh == self._sizes[first : first + before]
        self._sizes[first : first + before] = fresh
        changed = {row.id for row in rows}
        for key in [key for key in self._pixmaps if isinstance(key, tuple) and key[0] in changed]:
            del self._pixmaps[key]
        self._boxes.clear()
        return not same

    def set_tall(self, row_id: str, height: int) -> bool:
        """Give one row at least a height in logical pixels (none for an empty id); whether that is another one."""
        before, self._tall = self._tall, (row_id, height)
        return before != self._tall

    def set_wanted(self, words: frozenset[str]) -> None:
        """Light up these words."""
        self._wanted = words
        self.painter = RowPainter(current(), self._shape, words)
        self._forget()

    def boxes(self, place: int) -> list[WordBox]:
        """The words of a row in view."""
        if place not in self._boxes:
            width = self._shape.text_width
            words = self._view.transcript.rows[place].words
            self._boxes[place] = in_reading_order(self._wrap.boxes(place, width), words, width)
            while len(self._boxes) > _BOXES:
                self._boxes.popitem(last=False)
        return self._boxes[place]

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Looked up."""
        place = index.row()
        if place >= len(self._sizes):
            return QSize(100, 24)
        # Asked for every row at each layout, so the usual case is one look-up.
        return self._size(place) if self._tall[0] else self._sizes[place]

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's pixmap, and over it the word being heard."""
        view, place = self._view, index.row()
        row = view.transcript.rows[place]
        corner: QPoint = option.rect.topLeft()
        playing_id, word = view.playing
        playing = row.id == playing_id
        chosen = place == view.currentIndex().row()
        how = RowState(chosen, playing, chosen and view.hasFocus())
        if self._size(place).height() > _HIGHEST_PIXMAP_PX:
            self._paint_seen(painter, place, row, how, option.rect)
        else:
            painter.drawPixmap(corner, self._pixmap(place, row, how, painter.device().devicePixelRatioF()))
        if playing and 0 <= word < len(row.words):
            painter.save()
            painter.translate(corner)
            self.painter.word(painter, row, self.boxes(place)[word], word)
            painter.restore()

    def _paint_seen(self, painter: QPainter, place: int, row: Row, how: RowState, area: QRect) -> None:
        """Only the lines of a very long row that are in the viewport."""
        seen = area.intersected(self._view.viewport().rect()).translated(-area.topLeft())
        line = self._shape.line
        lines = range(int(seen.top() / line) - 1, int(seen.bottom() / line) + 2)
        marks = self._view.transcript.marks_on(row)
        painter.save()
        painter.translate(area.topLeft())
        painter.setClipRect(seen)
        self.painter.row(painter, row, marks, self.boxes(place), area.height(), how, lines)
        painter.restore()

    def _pixmap(self, place: int, row: Row, how: RowState, ratio: float) -> QPixmap:
        marks = self._view.transcript.marks_on(row)
        size = self._size(place)
        key = (row.id, marks, how, ratio, size.height())
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            return found
        drawn = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        drawn.setDevicePixelRatio(ratio)
        with QPainter(drawn) as painter:
            self.painter.row(painter, row, marks, self.boxes(place), size.height(), how)
        self._pixmaps[key] = drawn
        while len(self._pixmaps) > _PIXMAPS:
            self._pixmaps.popitem(last=False)
        return drawn

    def _size(self, place: int) -> QSize:
        tall_id, height = self._tall
        size = self._sizes[place]
        if tall_id and self._view.transcript.rows[place].id == tall_id:
            return QSize(size.width(), max(height, size.height()))
        return size

    def _measured(self, first: int, last: int) -> list[QSize]:
        counts = self._wrap.line_counts(self._shape.text_width, first, last).tolist()
        # One QSize a distinct height: making five thousand of them would cost more than the layout.
        for lines in set(counts) - self._by_lines.keys():
            self._by_lines[lines] = QSize(self.fitted_width, self._shape.height(lines))
        return [self._by_lines[lines] for lines in counts]

    def _find_widest(self) -> tuple[str, str]:
        """The latest time and the widest name of a speaker, which decide how wide their columns are."""
        rows = self._view.transcript.rows
        time = clock_text(max((row.start_s for row in rows), default=0.0))
        width = QFontMetricsF(current().font(Role.STRONG)).horizontalAdvance
        return time, max({row.speaker for row in rows}, key=lambda name: (width(name), name), default="")

    def _forget(self) -> None:
        self._pixmaps.clear()
        self._boxes.clear()
