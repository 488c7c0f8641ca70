"""The summary measures under the principles, folded away until somebody wants them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.coding.measures import Line, Summary, Value
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import ghost
from ui.widgets.labels import label


class MeasuresTable(QTableWidget):
    """As high as its rows, so that it scrolls with what is above it; arrows go from row to row and keep it in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setAccessibleName(self.tr("Summary measures"))
        self.setProperty("role", "bare")
        self.setHorizontalHeaderLabels([self.tr("Measure"), self.tr("by utterance"), self.tr("by turn")])
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setHighlightSections(False)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Once the layouts around know how high the rows are.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._reveal)
        self.currentCellChanged.connect(lambda *_: self._later.start())

    def fill(self, summary: Summary) -> None:
        """Show these figures; the chosen row stays."""
        row = self.currentRow()
        self.clearSpans()
        self.setRowCount(0)
        self._add(summary.quotients)
        headed = (
            (self.tr("Figures"), summary.figures),
            (self.tr("Counts of codes"), summary.counts),
            (self.tr("What the talk is about"), summary.topics),
        )
        for heading, lines in headed:
            if lines:
                self._head(heading)
                self._add(lines)
        if row >= 0:
            self.setCurrentCell(min(row, self.rowCount() - 1), 0)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew."""
        super().resizeEvent(event)
        self._fit()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the first row."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, 0)
        self._later.start()

    def _head(self, words: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        item = QTableWidgetItem(words)
        item.setFont(current().font(Role.STRONG))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.setItem(row, 0, item)
        self.setSpan(row, 0, 1, 3)

    def _add(self, lines: Sequence[Line]) -> None:
        for line in lines:
            row = self.rowCount()
            self.insertRow(row)
            name = QTableWidgetItem("\n".join(filter(None, (line.name, line.beside))))
            name.setFont(current().font(Role.BODY))
            name.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self.setItem(row, 0, name)
            cells = ((1, line.by_utterance, self.tr("by utterance")), (2, line.by_turn, self.tr("by turn")))
            for column, value, kind in cells:
                if value is not None:
                    said = f"{line.name}, {kind}" if line.by_turn is not None else line.name
                    self.setItem(row, column, self._cell(value, said))
            if line.by_turn is None:
                self.setSpan(row, 1, 1, 2)

    def _cell(self, value: Value, said: str) -> QTableWidgetItem:
        few = self.tr("few, n = {0}").format(value.few) if value.few is not None else ""
        item = QTableWidgetItem("\n".join(filter(None, (value.text, few))))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{said}: {value.text}" + (f" ({few})" if few else ""))
        tokens, theme = current().tokens, current()
        item.setForeground(QColor(tokens.text2 if few else tokens.text1))
        item.setFont(theme.font(Role.BODY if few else Role.STRONG))
        return item

    def _fit(self) -> None:
        for row in range(self.rowCount()):
            self.setRowHeight(row, max(self._needed(row, column) for column in range(3)))
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2)

    def _needed(self, row: int, column: int) -> int:
        """How high a cell is with its words wrapped; Qt itself forgets the padding of the style sheet."""
        item, theme = self.item(row, column), current()
        if item is None:
            return 0
        wide = sum(self.columnWidth(column + more) for more in range(self.columnSpan(row, column)))
        room = QRect(0, 0, wide - theme.px(20), 10_000)
        words = QFontMetrics(item.font()).boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text())
        return words.height() + theme.px(12)

    def _reveal(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        item = self.item(max(self.currentRow(), 0), 0)
        inside = area.widget() if area is not None else None
        if area is None or inside is None or item is None or not self.hasFocus():
            return
        place = self.visualItemRect(item)
        for corner in (place.bottomLeft(), place.topLeft()):
            point = self.viewport().mapTo(inside, QPoint(0, corner.y()))
            area.ensureVisible(0, point.y(), 0, current().px(10))


class MeasuresView(QWidget):
    """``wanted(bool)`` when it is unfolded or folded."""

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary: Summary | None = None
        self.fold = ghost(self.tr("Summary measures"), "chevron-right")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._folded)
        self.table = MeasuresTable()
        self.reference = label("", Role.CAPTION, wrap=True)
        self._rows = QWidget()
        self._rows.setVisible(False)
        inside = QVBoxLayout(self._rows)
        inside.setContentsMargins(current().px(4), 0, current().px(4), 0)
        inside.addWidget(self.table)
        inside.addWidget(self.reference)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._rows)
        track(self, current().changed, self._refill)

    def show_summary(self, summary: Summary) -> None:
        """Show these measures."""
        self._summary = summary
        self.table.fill(summary)
        self.reference.setText(self.tr("Reference lines: {0}").format(summary.reference) if summary.reference else "")
        self.reference.setVisible(bool(summary.reference))

    def _refill(self) -> None:
        if self._summary is not None:
            self.show_summary(self._summary)

    def _folded(self, open_: bool) -> None:
        self.fold.set_icon_name("chevron-down" if open_ else "chevron-right")
        self._rows.setVisible(open_)
        self.wanted.emit(open_)
