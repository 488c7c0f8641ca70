"""Tables: a model over plain rows, a view that reads well to eye and ear, and the table twin of a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from ui.focus import keep_in_sight
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import Button, Kind

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
# A last column of sentences may be cut: they stand in its tool tips too.
_LAST_PX = 320
_ROW_PX, _MOST_ROWS, _EDGES_PX = 32, 10, 14


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, how a row reads in it, what it is sorted by (the text if not given).

    ``spoken`` is what a screen reader says where the text is an abbreviation. ``icon`` names an icon for a row or "".
    """

    heading: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    right: bool = False
    spoken: Callable[[Row], str] | None = None
    icon: Callable[[Row], str] | None = None


class RowsTableModel(QAbstractTableModel, Generic[Row]):
    """Rows of any frozen dataclass under named columns; give it a new sequence with :meth:`set_rows`."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_heading(self, section: int, heading: str) -> None:
        """Call a column otherwise, where other rows are called otherwise."""
        columns = list(self._columns)
        columns[section] = replace(columns[section], heading=heading)
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, section, section)

    def row(self, number: int) -> Row:
        """The row shown at a place of this model (not of a sorted view). Raises IndexError outside it."""
        return self._rows[number]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in their given order."""
        return self._rows

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns; none below a row."""
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, sort value, words for a screen reader, icon or alignment of a cell."""
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                words = column.spoken(row) if column.spoken is not None else column.text(row)
                return f"{column.heading}: {words}"
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.DecorationRole if column.icon is not None and (name := column.icon(row)):
                return current().icon(name)
            case _ if role == SORT_ROLE:
                return column.sort(row) if column.sort is not None else column.text(row)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings of the columns; the place from 1 beside each row."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading if orientation is Qt.Orientation.Horizontal else section + 1
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class TableView(QTableView):
    """A table of whole rows: arrows move, Enter (or double click) emits ``row_opened``, Tab leaves the table.

    ``name`` is read out by screen readers. ``sortable`` lets the headings sort; never offer it over ratings of people.
    """

    row_opened = Signal(object)

    def __init__(
        self, name: str, model: RowsTableModel[Any], sortable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows = model
        self._last_needs = 0
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(model)
        self.proxy.setSortRole(SORT_ROLE)
        self.proxy.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterKeyColumn(-1)
        self.setModel(self.proxy)
        keep_in_sight(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSortingEnabled(sortable)
        self.horizontalHeader().setResizeContentsPrecision(50)
        self.doubleClicked.connect(self._open)
        model.modelReset.connect(self._fit_columns)
        self._fit_columns()
        self._fit_rows()
        track(self, current().changed, self._follow_text_size)

    def set_filter(self, words: str) -> None:
        """Show only the rows in which some column holds ``words``, whatever their case."""
        self.proxy.setFilterFixedString(words)

    def selected(self) -> object | None:
        """The row that has the selection, or None."""
        index = self.currentIndex()
        return self._rows.row(self.proxy.mapToSource(index).row()) if index.isValid() else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def be_as_tall_as(self, rows: int, bars: int = 0) -> None:
        """Be as tall as so many rows, up to ten; ``bars`` of them more leave room for scrolling sideways.

        A table that scrolls inside a page that scrolls hides what is in it.
        """
        theme = current()
        self.setFixedHeight(theme.px(_ROW_PX) * (min(rows, _MOST_ROWS) + 1 + bars) + theme.px(_EDGES_PX))

    def _open(self, index: QModelIndex) -> None:
        self.row_opened.emit(self._rows.row(self.proxy.mapToSource(index).row()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the last column what room there is."""
        super().resizeEvent(event)
        self._stretch_last()

    def _fit_columns(self) -> None:
        self._fitted_scale = current().scale
        self.ensurePolished()
        self.resizeColumnsToContents()
        last = self.proxy.columnCount() - 1
        wanted = max(self.sizeHintForColumn(last), self.horizontalHeader().sectionSizeHint(last))
        self._last_needs = min(wanted, current().px(_LAST_PX))
        self._stretch_last()

    def _stretch_last(self) -> None:
        # Stretching would also press the last column together, and cut its words, rather than let the table scroll.
        header, last = self.horizontalHeader(), self.proxy.columnCount() - 1
        if last < 0 or header.sectionResizeMode(last) is not QHeaderView.ResizeMode.Interactive:
            return
        room = self.viewport().width() - header.sectionPosition(last)
        header.setStretchLastSection(room >= self._last_needs)
        if room < self._last_needs:
            header.resizeSection(last, self._last_needs)

    def _follow_text_size(self) -> None:
        self._fit_rows()
        # Widths drawn by hand outlive another theme, but not another size of text, whose words they would cut.
        if self._fitted_scale != current().scale:
            QTimer.singleShot(0, self, self._fit_columns)

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(current().px(_ROW_PX))
        self.setIconSize(current().icon_size(16))


class ChartWithTable(QWidget):
    """A chart and the same figures as a table; ``button`` changes from one to the other, for the page's header or card.

    ``table_shown(bool)`` is emitted after each change.
    """

    table_shown = Signal(bool)

    def __init__(self, chart: QWidget, table: TableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(chart)
        self._stack.addWidget(table)
        column.addWidget(self._stack)
        self.button = Button(self.tr("Show as table"), Kind.SECONDARY, "table")
        self.button.clicked.connect(self.switch)

    @property
    def shows_table(self) -> bool:
        """Whether the table is in front."""
        return self._stack.currentIndex() == 1

    def switch(self) -> None:
        """Bring the other one to the front."""
        self._stack.setCurrentIndex(0 if self.shows_table else 1)
        self.button.setText(self.tr("Show as chart") if self.shows_table else self.tr("Show as table"))
        self.button.set_icon_name("trending-up" if self.shows_table else "table")
        self.table_shown.emit(self.shows_table)
