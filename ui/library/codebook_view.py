"""Reading a codebook: choose a version, search, and read one entry at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from codebook.schema import Codebook
from ui.focus import keep_in_sight
from ui.library.entries import Block, Entry
from ui.library.viewmodel import LibraryViewModel
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.badge import PrincipleBadge
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label, name_box

_ENTRY = Qt.ItemDataRole.UserRole


class CodebookView(QWidget):
    """The list at the left, what it says at the right; ``opened(card)`` when Enter is pressed on an entry."""

    opened = Signal(object)

    def __init__(self, model: LibraryViewModel, find_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        theme = current()
        self.version = QComboBox()
        name_box(self.version, self.tr("Codebook and version"))
        self.use_button = secondary(self.tr("Use for new codings"), "check")
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Search this codebook"))
        self.search.setPlaceholderText(self.tr("Search ({0})").format(find_key))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        keep_in_sight(self.list)
        self.list.setAccessibleName(self.tr("Entries"))
        self.list.setMinimumHeight(theme.px(260))
        self.list.setViewportMargins(theme.px(6), theme.px(2), 0, theme.px(2))
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        columns = Columns(820)
        columns.left.addWidget(self.version)
        row = QHBoxLayout()
        row.addWidget(self.use_button)
        row.addStretch(1)
        columns.left.addLayout(row)
        columns.left.addWidget(self.search)
        columns.left.addWidget(self.list, 1)
        self._shown = QVBoxLayout()
        self._entry: Card | None = None
        columns.right.addLayout(self._shown)
        columns.right.addStretch(1)
        columns.set_shares(2, 5)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(columns)
        self._connect()

    def _connect(self) -> None:
        self.version.activated.connect(self._version_chosen)
        self.use_button.clicked.connect(self._model.use)
        self.search.textChanged.connect(self._model.search)
        self.list.currentItemChanged.connect(self._item_changed)
        self.list.itemActivated.connect(self._activated)
        self._model.loaded.connect(self._fill_versions)
        self._model.chosen_changed.connect(self._fill)

    def show_entry(self, entry_id: str) -> bool:
        """Bring an entry to the front by its id (``principle:EVO``, ``code:OQ``); False when there is none."""
        for number in range(self.list.count()):
            entry = self.list.item(number).data(_ENTRY)
            if isinstance(entry, Entry) and entry.id == entry_id:
                self.list.setCurrentRow(number)
                self.list.scrollToItem(self.list.item(number), QAbstractItemView.ScrollHint.PositionAtCenter)
                return True
        return False

    @Slot()
    def _fill_versions(self) -> None:
        shelf = self._model.shelf
        if shelf is None:
            return
        with QSignalBlocker(self.version):
            self.version.clear()
            for book in shelf.books:
                words = self.tr("{0} {1}, in use") if shelf.in_use(book) else "{0} {1}"
                self.version.addItem(words.format(book.title, book.version), (book.id, book.version))

    @Slot(int)
    def _version_chosen(self, _index: int) -> None:
        codebook_id, version = self.version.currentData()
        self._model.choose(codebook_id, version)

    @Slot()
    def _fill(self) -> None:
        book, shelf = self._model.book, self._model.shelf
        if book is None or shelf is None:
            return
        with QSignalBlocker(self.version):
            self.version.setCurrentIndex(_place(shelf.books, book))
        self.use_button.setVisible(self._model.may_manage and not shelf.in_use(book))
        self._fill_list(self._model.entries)

    def _fill_list(self, entries: Sequence[Entry]) -> None:
        before = self.list.currentItem()
        chosen = before.data(_ENTRY).id if before is not None else ""
        with QSignalBlocker(self.list):
            self.list.clear()
            group = ""
            for entry in entries:
                if entry.group != group:
                    group = entry.group
                    self.list.addItem(_heading(group))
                item = QListWidgetItem(f"{entry.mark}  {entry.title}" if entry.mark else entry.title)
                item.setData(_ENTRY, entry)
                item.setToolTip(entry.title)
                item.setSizeHint(QSize(0, current().px(26)))
                self.list.addItem(item)
        if not entries:
            self._show_none()
        elif self.show_entry(chosen or _first(entries).id):
            self._item_changed(self.list.currentItem())
        else:
            self.show_entry(_first(entries).id)

    def _show_none(self) -> None:
        clear(self._shown)
        self._entry = None
        empty = EmptyState("search", self.tr("Nothing fits"), self.tr("No entry of this codebook holds these words."))
        self._shown.addWidget(empty)

    @Slot(QListWidgetItem)
    def _item_changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        if isinstance(entry, Entry):
            clear(self._shown)
            self._entry = self._card(entry)
            self._shown.addWidget(self._entry)

    @Slot()
    def _activated(self) -> None:
        if self._entry is not None:
            self.opened.emit(self._entry)

    def _card(self, entry: Entry) -> Card:
        card = Card(entry.title, entry.group if not entry.principle else "")
        if entry.principle:
            card.add_leading(PrincipleBadge(entry.mark, entry.title, self._model.position(entry.principle)))
        elif entry.mark:
            card.set_title(f"{entry.mark} · {entry.title}")
        card.body.setSpacing(current().px(10))
        for block in entry.blocks:
            card.body.addWidget(_block(block))
        return card


def _heading(group: str) -> QListWidgetItem:
    item = QListWidgetItem(group.upper())
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFont(current().font(Role.CAPTION))
    item.setSizeHint(QSize(0, current().px(30)))
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
    return item


def _block(block: Block) -> QWidget:
    theme = current()
    whole = QFrame()
    whole.setAccessibleName(block.heading)
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(10))
    grid.setVerticalSpacing(theme.px(3))
    grid.setColumnStretch(1, 1)
    if block.heading:
        grid.addWidget(label(block.heading, Role.STRONG), 0, 0, 1, 2)
    several = len(block.lines) > 1
    for number, line in enumerate(block.lines):
        words = label(line, wrap=True)
        if not several:
            grid.addWidget(words, 1, 0, 1, 2)
            continue
        mark = label("•" if block.first is None else str(block.first + number), Role.SUBTITLE)
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(mark, number + 1, 0)
        grid.addWidget(words, number + 1, 1)
    return whole


def _first(entries: Sequence[Entry]) -> Entry:
    return next((entry for entry in entries if entry.principle), entries[0])


def _place(books: Sequence[Codebook], wanted: Codebook) -> int:
    return next((n for n, book in enumerate(books) if book.hash == wanted.hash and book.id == wanted.id), 0)
