"""The summary measures under the principles, folded away until somebody wants them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.coding.measures import Line
from ui.theme import Role, current
from ui.widgets.buttons import ghost
from ui.widgets.clearing import clear
from ui.widgets.labels import label


class MeasuresView(QWidget):
    """``wanted(bool)`` when it is unfolded or folded."""

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = ghost(self.tr("Summary measures"), "chevron-right")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._folded)
        self._rows = QWidget()
        self._rows.setVisible(False)
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(current().px(10), 0, current().px(10), 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._rows)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these measures."""
        clear(self._column)
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(10))
        grid.setColumnStretch(0, 1)
        for column, words in ((1, self.tr("by utterance")), (2, self.tr("by turn"))):
            grid.addWidget(label(words, Role.CAPTION), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, line in enumerate(lines, start=1):
            self._add(grid, row, line)
        self._column.addLayout(grid)

    def _add(self, grid: QGridLayout, row: int, line: Line) -> None:
        grid.addWidget(label(line.name, Role.SUBTITLE if line.few else Role.BODY, wrap=True), row, 0)
        first = f"{line.by_utterance} {self.tr('(few)')}" if line.few else line.by_utterance
        values = ((1, first, self.tr("by utterance")), (2, line.by_turn, self.tr("by turn")))
        for column, value, kind in values:
            if value:
                shown = label(value, Role.SUBTITLE if line.few else Role.STRONG)
                shown.setAccessibleName(f"{line.name}, {kind}: {value}" if line.by_turn else f"{line.name}: {value}")
                grid.addWidget(shown, row, column, Qt.AlignmentFlag.AlignRight)

    def _folded(self, open_: bool) -> None:
        self.fold.set_icon_name("chevron-down" if open_ else "chevron-right")
        self._rows.setVisible(open_)
        self.wanted.emit(open_)
