"""What changed from one version of a codebook to another, and whether their scores may be pooled."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from codebook.compare import Change, Comparison, Step
from codebook.schema import Codebook
from ui.library.viewmodel import LibraryViewModel, pairs
from ui.reporting.content_or_empty import ContentOrEmpty
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label, name_box
from ui.widgets.table import Column, RowsTableModel, TableView


class CompareView(QWidget):
    """Two versions, the verdict, and every change as a row."""

    def __init__(self, model: LibraryViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.old, self.new = QComboBox(), QComboBox()
        name_box(self.old, self.tr("From version"))
        name_box(self.new, self.tr("To version"))
        self.verdict = label("", Role.STRONG, wrap=True)
        self.pooled = label("", Role.SUBTITLE, wrap=True)
        self.rows = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Changes"), self.rows)
        self.table.setMinimumHeight(current().px(220))
        self.content = ContentOrEmpty(self._card())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.content)
        self.old.activated.connect(self._compare)
        self.new.activated.connect(self._compare)
        model.loaded.connect(self._fill)
        model.compared.connect(self._show)

    def _columns(self) -> list[Column[Change]]:
        return [
            Column(self.tr("Step"), lambda one: _step(one.step)),
            Column(self.tr("What"), lambda one: one.sentence),
            Column(self.tr("Before"), lambda one: " ".join(one.before.split())),
            Column(self.tr("After"), lambda one: " ".join(one.after.split())),
        ]

    def _card(self) -> Card:
        card = Card(self.tr("What changed"))
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        between: QLabel = label(self.tr("to"))
        row.addWidget(self.old, 1)
        row.addWidget(between)
        row.addWidget(self.new, 1)
        card.body.addLayout(row)
        card.body.addWidget(self.verdict)
        card.body.addWidget(self.pooled)
        card.body.addWidget(self.table, 1)
        return card

    @Slot()
    def _fill(self) -> None:
        shelf = self._model.shelf
        if shelf is None:
            return
        found = pairs(shelf.books)
        if not found:
            self.content.show_empty(
                "git-compare-arrows",
                self.tr("Only one version of each codebook"),
                self.tr(
                    "When a second version is imported, every change stands here, with whether scores may be pooled."
                ),
            )
            return
        for box, chosen in ((self.old, found[0][0]), (self.new, found[0][1])):
            with QSignalBlocker(box):
                box.clear()
                for book in shelf.books:
                    box.addItem(f"{book.title} {book.version}", book)
                box.setCurrentIndex(shelf.books.index(chosen))
        self.content.show_content()
        self._compare()

    @Slot()
    def _compare(self) -> None:
        old, new = self.old.currentData(), self.new.currentData()
        if isinstance(old, Codebook) and isinstance(new, Codebook):
            self._model.compare(old, new)

    @Slot(object)
    def _show(self, comparison: Comparison) -> None:
        self.verdict.setText(comparison.sentence)
        self.pooled.setText(
            self.tr("Scores of both versions may be pooled.")
            if comparison.poolable
            else self.tr("Scores of both versions are never pooled.")
        )
        self.rows.set_rows(comparison.changes)


def _step(step: Step) -> str:
    return step.name.lower()
