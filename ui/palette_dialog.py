"""The window of the palette: a field, and below it what was found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import icons
from ui.announce import announce
from ui.focus import fit_to_screen
from ui.palette import FOUND_MAX, Entry, Provider
from ui.theme import Role, current
from ui.widgets import paint

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class EntryListModel(QAbstractListModel):
    """What was found, in groups by provider, so that a late answer does not move what is above it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries shown."""
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show others."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many were found."""
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words, and for screen readers the detail too."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.text}, {entry.detail}" if entry.detail else entry.text
        return None


class EntryDelegate(QStyledItemDelegate):
    """Draws icon, words and detail of one entry."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(100, current().px(36))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tinted when selected."""
        model = index.model()
        if not isinstance(model, EntryListModel):
            return
        entry = model.entries[index.row()]
        theme = current()
        tokens = theme.tokens
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint.box(painter, rect, theme.px(6), tokens.selection)
        ink = tokens.on_selection if chosen else tokens.text1
        icons.draw(
            painter, entry.icon_name, QRectF(rect.left() + theme.px(6), rect.top(), theme.px(18), rect.height()), ink
        )
        room = rect.adjusted(theme.px(34), 0, -theme.px(10), 0)
        caption = theme.font(Role.CAPTION)
        paint.text(painter, room, entry.detail, tokens.text2, caption, Qt.AlignmentFlag.AlignRight)
        taken = QFontMetrics(caption).horizontalAdvance(entry.detail) + theme.px(10) if entry.detail else 0
        words = room.adjusted(0, 0, -taken, 0)
        paint.text(painter, words, entry.text, ink, theme.font(), Qt.AlignmentFlag.AlignLeft)


class PaletteDialog(QDialog):
    """Type, move with the arrows, Enter does it, Esc closes. Made new each time it is opened."""

    def __init__(self, providers: Sequence[Provider], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(self.tr("Find anything"))
        self.setProperty("role", "popup")
        self._providers = tuple(providers)
        self._found: dict[int, tuple[Entry, ...]] = {}
        self._asked = 0
        self._run_when_found = False
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(10))
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Find anything"))
        self.field.setPlaceholderText(self.tr("A page, an act, a session code …"))
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        self.list = QListView()
        self.list.setProperty("role", "bare")
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = EntryListModel(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.clicked.connect(self._run)
        column.addWidget(self.list, 1)
        fit_to_screen(self, 560, 330)
        self.finished.connect(self._hear_no_more)
        self.search("")

    @Slot(str)
    def search(self, query: str) -> None:
        """Ask all providers; answers to an older question are dropped."""
        self._asked += 1
        self._run_when_found = False
        self._found.clear()
        for place, provider in enumerate(self._providers):
            provider.find(query, partial(self._take, self._asked, place))

    @Slot()
    def _hear_no_more(self) -> None:
        self._asked += 1

    def _take(self, asked: int, place: int, entries: Sequence[Entry]) -> None:
        if asked != self._asked:
            return
        self._found[place] = tuple(entries)
        chosen = self.list.currentIndex().row()
        together = [entry for key in sorted(self._found) for entry in self._found[key]]
        self.model.set_entries(together[:FOUND_MAX])
        if together:
            self.list.setCurrentIndex(self.model.index(min(max(chosen, 0), self.model.rowCount() - 1), 0))
            self._say()
        if self._run_when_found and len(self._found) == len(self._providers):
            self._run(self.list.currentIndex())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field keeps the focus; arrows and Enter go to the list."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex())
                return True
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                self._say()
                return True
        return super().eventFilter(watched, event)

    def _say(self) -> None:
        if self.isVisible():
            announce(self.field, str(self.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)))

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            # Much is looked up off this thread, and who knows a code by heart types faster than that.
            self._run_when_found = True
            return
        entry = self.model.entries[index.row()]
        self.accept()
        entry.run()
